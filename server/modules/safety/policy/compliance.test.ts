import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { elementCodes } from '#rules/part-5.ts'

const path = '/api/v1/sms/compliance'
const at = (element: string) => `${path}/${encodeURIComponent(element)}`

test('the board begins with every element of part 5, none started', async (t) => {
  const { owner } = await workspace(t)
  const board = (await owner.get(path)).data
  assert.deepEqual(
    board.items.map(({ element }: { element: string }) => element),
    elementCodes,
  )
  assert.deepEqual([board.total, board.counts.not_started], [27, 27])
  assert.equal(board.declarationDueOn, '2027-05-28')
  assert.equal((await owner.put(at('5.99'), { status: 'partial' })).status, 400)
})

test('an element that does not apply needs a reason', async (t) => {
  const { owner } = await workspace(t)
  const refused = await owner.put(at('5.19'), { status: 'not_applicable' })
  assert.deepEqual([refused.status, refused.body.details[0].field], [422, 'reason'])
  const set = await owner.put(at('5.19'), { status: 'not_applicable', reason: 'No part 21 certificate' })
  assert.deepEqual([set.status, set.data.status], [200, 'not_applicable'])
})

test('an element is verified with evidence, after it was implemented, by another person', async (t) => {
  const { owner, as, key } = await workspace(t)
  const manager = await as('manager', { roles: ['safety_manager'] })
  const verify = (who = owner) => who.put(at('5.71(a)(3)'), { status: 'verified' })
  assert.match((await verify()).body.error, /is not_started\. Only an implemented element/)
  const implemented = await manager.put(at('5.71(a)(3)'), { status: 'implemented', owner: 'Head of audits' })
  assert.match(implemented.data.implementedByName, /^manager/)
  assert.match((await verify()).body.error, /Add evidence/)
  const added = await manager.post(`${at('5.71(a)(3)')}/evidence`, {
    title: 'Audit plan 2026',
    kind: 'document',
    reference: 'Manual 6.2',
  })
  assert.deepEqual([added.status, added.data.evidence.length], [201, 1])
  const own = await verify(manager)
  assert.deepEqual([own.status, own.body.code], [422, 'verified_by_another'])
  const robot = await verify(await key({ scopes: ['safety:write'] }))
  assert.deepEqual([robot.status, robot.body.code], [422, 'verified_by_another'])
  const done = await verify()
  assert.deepEqual([done.status, done.data.status, done.data.owner], [200, 'verified', 'Head of audits'])
  assert.equal((await verify()).status, 409)
  // Taken back, it has to be implemented and verified again.
  const back = await manager.put(at('5.71(a)(3)'), { status: 'partial', gaps: 'No auditor since May' })
  assert.deepEqual([back.data.verifiedByName, back.data.implementedByName], [null, null])
})

test('compliance is declared by the accountable executive, once nothing is open', async (t) => {
  const { owner, as } = await workspace(t)
  const executive = await as('executive', { roles: ['accountable_executive'] })
  const declare = () => executive.post(`${path}/declarations`, { statement: 'We comply with part 5.' })
  const early = await declare()
  assert.equal(early.status, 422)
  assert.match(early.body.error, /27 elements are not implemented yet: 5\.3, 5\.5/)
  for (const element of elementCodes) await owner.put(at(element), { status: 'implemented' })
  const pilot = await as('pilot', { roles: ['pilot'] })
  assert.equal((await pilot.post(`${path}/declarations`, { statement: 'We comply.' })).status, 403)
  assert.equal((await declare()).status, 201)
  const { declarations } = (await owner.get(path)).data
  assert.match(declarations[0].declaredByName, /^executive/)
})

test('a file is evidence too: named in the package, kept for those who read safety’s records', async (t) => {
  const { owner, as } = await workspace(t)
  const element = `/api/v1/sms/compliance/${encodeURIComponent('5.71(a)(3)')}`
  const send = (who: typeof owner, query: string, body: string | Uint8Array) =>
    who.send('POST', `${element}/evidence/files?${query}`, {
      headers: { 'content-type': 'application/pdf' },
      body,
    })
  const added = await send(owner, 'filename=..%2Fmanual.exe&title=SMS%20manual', '%PDF-1.7 chapter 3')
  assert.equal(added.status, 201)
  const [evidence] = added.data.evidence
  assert.deepEqual(
    [evidence.title, evidence.kind, evidence.file.name, evidence.file.contentType],
    ['SMS manual', 'document', 'manual.pdf', 'application/pdf'],
  )
  const auditor = await as('auditor', { roles: ['auditor'] })
  const got = await auditor.get(`${element}/evidence/${evidence.id}/file`)
  assert.deepEqual([got.status, got.text], [200, '%PDF-1.7 chapter 3'])
  assert.match(got.headers.get('content-disposition') ?? '', /attachment; filename="manual\.pdf"/)
  // Of another element it is not evidence.
  const elsewhere = `/api/v1/sms/compliance/5.57/evidence/${evidence.id}/file`
  assert.equal((await auditor.get(elsewhere)).status, 404)
  const pilot = await as('pilot', { roles: ['pilot'] })
  assert.equal((await pilot.get(`${element}/evidence/${evidence.id}/file`)).status, 403)
  assert.equal((await send(pilot, 'filename=a.pdf', '%PDF-1.7')).status, 403)
  const page = await send(owner, 'filename=a.pdf', '<html><script>alert(1)</script>')
  assert.deepEqual([page.status, page.body.code], [422, 'file_not_taken'])
  const log = (await owner.get('/api/v1/safety/audit-log?action=compliance_evidence')).data
  assert.equal(log.total, 1)
})
