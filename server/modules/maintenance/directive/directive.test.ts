import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { items, ok } from '../testing/plane.ts'

const directives = '/api/v1/maintenance/directives'
const seat = {
  kind: 'ad',
  authority: 'FAA',
  number: '2011-10-09',
  title: 'Seat rails and rollers',
  effectiveOn: '2011-06-17',
  appliesTo: { typeDesignators: ['C172'] },
}
const signed = { certificateKind: 'IA', certificateNumber: '2718281', method: 'Inspected by paragraph (g)' }
const decide = (space: TestWorkspace, id: string, body: object) =>
  space.owner.post(`${directives}/${id}/applicability`, body)

test('a directive is decided for each aircraft; its number is unique within its authority', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const directive = ok(await space.owner.post(directives, seat))
  assert.equal((await space.owner.post(directives, seat)).status, 409)
  const open = await decide(space, directive.id, { aircraftId: plane.id, status: 'open' })
  assert.equal(open.status, 201)
  assert.equal(ok(await space.owner.get(`${directives}/${directive.id}`)).openCount, 1)
  const unsigned = await decide(space, directive.id, { aircraftId: plane.id, status: 'complied' })
  assert.deepEqual(
    unsigned.body.details.map(({ field }: { field: string }) => field),
    ['method', 'certificateKind', 'certificateNumber'],
  )
  const complied = ok(
    await decide(space, directive.id, { aircraftId: plane.id, status: 'complied', ...signed }),
  )
  assert.equal(complied.id, open.data.id)
  assert.equal(
    ok(await space.owner.get(`/api/v1/maintenance/signatures/${complied.signatureId}`)).subject.id,
    complied.id,
  )
  const listed = ok(
    await space.owner.get(`/api/v1/maintenance/applicabilities?aircraft=${plane.registration}`),
  )
  assert.deepEqual([listed.total, listed.items[0].status], [1, 'complied'])
})

test('what does not apply says why, and a recurring one becomes an item with its limits', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const directive = ok(await space.owner.post(directives, seat))
  assert.equal(
    (await decide(space, directive.id, { aircraftId: plane.id, status: 'not_applicable' })).status,
    400,
  )
  const short = await decide(space, directive.id, {
    aircraftId: plane.id,
    status: 'not_applicable',
    reason: 'no',
  })
  assert.equal(short.status, 400)
  assert.equal((await decide(space, directive.id, { status: 'open' })).status, 400)
  const recurring = ok(
    await decide(space, directive.id, {
      aircraftId: plane.id,
      status: 'recurring',
      ...signed,
      compliedOn: '2026-03-10',
      limits: [{ counter: 'calendar', intervalCalendarMonths: 12 }],
    }),
  )
  const item = ok(await space.owner.get(`${items}/${recurring.itemId}`))
  assert.deepEqual(
    [item.kind, item.reference, item.dueOn],
    ['directive_check', 'FAA 2011-10-09', '2027-03-31'],
  )
})
