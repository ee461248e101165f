import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { ok } from '../testing/plane.ts'

const squawks = '/api/v1/maintenance/squawks'
const signature = { certificateKind: 'A&P', certificateNumber: '3141592' }
const report = async (space: TestWorkspace, aircraftId: string, fields: object = {}) =>
  ok(
    await space.owner.post(squawks, {
      aircraftId,
      title: 'Left magneto rough',
      phase: 'preflight',
      ...fields,
    }),
  )
const move = (space: TestWorkspace, id: string, name: string, body: object = {}) =>
  space.owner.post(`${squawks}/${id}/${name}`, body)
const status = async (space: TestWorkspace, id: string) =>
  ok(await space.owner.get(`/api/v1/ops/aircraft/${id}`)).status
const types = async (space: TestWorkspace) =>
  (
    await space.app.sql<{ type: string }>(
      "select type from events where workspace_id = $1 and type ~ '^(squawk|aircraft)[.]' order by seq",
      [space.uuid],
    )
  ).map(({ type }) => type)

test('squawks are numbered without gaps, and their day is that of the base', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ baseAirport: 'KDEN' })
  const foundAt = '2026-11-17T06:50:00.000Z'
  const first = await report(space, plane.id, { foundAt })
  const refused = await space.owner.post(squawks, { aircraftId: plane.id, title: 'x', phase: 'flight' })
  assert.equal(refused.status, 400)
  const second = await report(space, plane.id)
  assert.match(first.number, /^SQK-\d{4}-00001$/)
  assert.match(second.number, /^SQK-\d{4}-00002$/)
  assert.deepEqual([first.foundAt, first.foundOn, first.status], [foundAt, '2026-11-16', 'open'])
})

test('a grounding squawk takes the aircraft out of service in its transaction, and no check-out passes', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const booking = await space.booking({
    aircraftId: plane.id,
    startsAt: new Date(Date.now() + 60_000).toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    timezone: 'UTC',
  })
  assert.equal(booking.status, 'confirmed')
  const squawk = await report(space, plane.id, { isGrounding: true })
  assert.equal(squawk.isGrounding, true)
  assert.equal(await status(space, plane.id), 'aog')
  assert.deepEqual((await types(space)).slice(-3), [
    'aircraft.grounded',
    'aircraft.updated',
    'squawk.reported',
  ])
  const session = ok(await space.owner.get(`/api/v1/planning/sessions/${booking.id}`))
  assert.equal(session.isAtRisk, true)
  const out = await space.owner.post(`/api/v1/planning/sessions/${booking.id}/check-out`)
  assert.deepEqual([out.status, out.body.code], [422, 'aircraft_not_dispatchable'])
  assert.match(out.body.error, new RegExp(`grounded by ${squawk.number}: Left magneto rough`))
  const named = out.body.details.find((detail: { squawkId?: string }) => detail.squawkId !== undefined)
  assert.deepEqual([named.squawkId, named.squawk], [squawk.id, squawk.number])
  ok(await move(space, squawk.id, 'unground', { reason: 'Within limits at the run-up' }))
  const released = await space.owner.post(`/api/v1/planning/sessions/${booking.id}/check-out`)
  assert.deepEqual([released.status, released.data.status], [200, 'checked_out'])
})

test('an operator under part 135 says at check-out that the crew has read the squawks, and the audit entry keeps which', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const squawk = await report(space, plane.id, { title: 'Landing light flickers' })
  const checkOut = async (body: object = {}) => {
    const day = `2027-03-${10 + (space.next() % 15)}`
    const booking = await space.booking({
      aircraftId: plane.id,
      startsAt: `${day}T15:00:00Z`,
      endsAt: `${day}T16:00:00Z`,
    })
    return space.owner.post(`/api/v1/planning/sessions/${booking.id}/check-out`, body)
  }
  assert.equal((await checkOut()).status, 200)
  await space.owner.patch('/api/v1/admin/workspace', { operatingRules: ['faa_135'] })
  const refused = await checkOut()
  assert.deepEqual([refused.status, refused.body.code], [422, 'rule_broken'])
  assert.deepEqual(
    refused.body.details.map(({ field, squawkId, citation }: Record<string, string>) => [
      field,
      squawkId,
      citation,
    ]),
    [['squawksSeen', squawk.id, '14 CFR 135.65']],
  )
  assert.match(refused.body.error, /Landing light flickers\. Read it, then send squawksSeen: true/)
  const out = await checkOut({ squawksSeen: true })
  assert.deepEqual([out.status, out.data.status], [200, 'checked_out'])
  const { items } = (await space.owner.get(`/api/v1/admin/audit-log?action=session.checked_out`)).data
  const entries = items.flatMap(({ changes }: { changes: { field: string; after: unknown }[] }) => changes)
  assert.deepEqual(
    entries
      .filter(({ field }: { field: string }) => field === 'squawksSeen')
      .map(({ after }: { after: unknown }) => after),
    [[squawk.number]],
  )
})

test('a grounded aircraft is made active by nobody, and comes back with its last grounding squawk', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const first = await report(space, plane.id, { isGrounding: true })
  const second = await report(space, plane.id, { title: 'Right brake drags' })
  ok(await move(space, second.id, 'ground'))
  const forced = await space.owner.patch(`/api/v1/ops/aircraft/${plane.id}`, { status: 'active' })
  assert.deepEqual([forced.status, forced.body.code], [409, 'aircraft_grounded'])
  ok(await move(space, first.id, 'unground', { reason: 'Within limits at the run-up' }))
  assert.equal(await status(space, plane.id), 'aog')
  ok(await move(space, second.id, 'start'))
  assert.equal(await status(space, plane.id), 'aog')
  ok(await move(space, second.id, 'resolve', { text: 'Replaced the caliper, AMM 32-40', ...signature }))
  assert.equal(await status(space, plane.id), 'active')
  assert.ok((await types(space)).includes('aircraft.returned_to_service'))
})

test('an aircraft that was taken out of service by hand stays there when its squawk is resolved', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ status: 'aog' })
  const squawk = await report(space, plane.id, { isGrounding: true })
  ok(await move(space, squawk.id, 'unground'))
  assert.equal(await status(space, plane.id), 'aog')
})

test('a resolution is signed by a person with a certificate, its reporter hears of it, and it is final', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  const plane = await space.aircraft()
  const squawk = ok(await pilot.post(squawks, { aircraftId: plane.id, title: 'Flat tire', phase: 'ground' }))
  assert.equal(
    (await move(space, squawk.id, 'resolve', { text: 'Done', ...signature })).body.code,
    'squawk_state',
  )
  ok(await move(space, squawk.id, 'start'))
  const unsigned = await move(space, squawk.id, 'resolve', { text: 'Replaced the tire' })
  assert.deepEqual(unsigned.body.details.map(({ field }: { field: string }) => field).sort(), [
    'certificateKind',
    'certificateNumber',
  ])
  const key = await space.key({ scopes: ['maintenance:write'] })
  assert.equal(
    (await key.post(`${squawks}/${squawk.id}/resolve`, { text: 'Done', ...signature })).status,
    403,
  )
  const resolved = ok(await move(space, squawk.id, 'resolve', { text: 'Replaced the tire', ...signature }))
  assert.equal(resolved.resolution.text, 'Replaced the tire')
  const signed = ok(
    await space.owner.get(`/api/v1/maintenance/signatures/${resolved.resolution.signatureId}`),
  )
  assert.deepEqual(
    [signed.subject.id, signed.statement, signed.certificateNumber, signed.contentSha256.length],
    [squawk.id, '43.9', '3141592', 64],
  )
  const change = await space.owner.patch(`${squawks}/${squawk.id}`, { title: 'Another title' })
  assert.deepEqual([change.status, change.body.code], [409, 'squawk_state'])
  const bell = ok(await pilot.get('/api/notifications'))
  assert.match(bell.notifications[0].title, /SQK-\d{4}-00001 is resolved/)
  for (const statement of [
    "update maintenance_signatures set name = 'x'",
    'delete from maintenance_signatures',
  ])
    await assert.rejects(
      space.app.services.database.tenant({ workspaceId: space.uuid }, (tx) => tx.prepared(statement, [])),
      /permission denied/,
    )
  await assert.rejects(
    space.app.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
      tx.prepared("update squawks set title = 'rewritten'", []),
    ),
    /stays as it is/,
  )
})

test('members who fly report and change their own; only those who maintain unground, start and resolve', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const [pilot, other, finance] = [
    await space.as('pilot'),
    await space.as('other'),
    await space.as('finance', { roles: ['finance'] }),
  ]
  const body = { aircraftId: plane.id, title: 'Radio hums', phase: 'flight' }
  assert.equal((await finance.post(squawks, body)).status, 403)
  const squawk = ok(await pilot.post(squawks, body))
  ok(await pilot.patch(`${squawks}/${squawk.id}`, { description: 'On both frequencies' }))
  assert.equal((await other.patch(`${squawks}/${squawk.id}`, { title: 'No hum' })).status, 403)
  ok(await finance.post(`${squawks}/${squawk.id}/ground`))
  for (const name of ['unground', 'start'])
    assert.equal((await pilot.post(`${squawks}/${squawk.id}/${name}`, {})).status, 403, name)
})

test('a duplicate closes in favor of the other one, which takes over the grounding', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const kept = await report(space, plane.id)
  const twin = await report(space, plane.id, { isGrounding: true })
  const elsewhere = await report(space, (await space.aircraft()).id)
  const wrong = await move(space, twin.id, 'duplicate', { duplicateOfId: elsewhere.id })
  assert.equal(wrong.status, 422)
  const closed = ok(await move(space, twin.id, 'duplicate', { duplicateOfId: kept.id }))
  assert.deepEqual([closed.status, closed.duplicateOfId], ['duplicate', kept.id])
  assert.equal(ok(await space.owner.get(`${squawks}/${kept.id}`)).isGrounding, true)
  assert.equal(await status(space, plane.id), 'aog')
  ok(await move(space, kept.id, 'unground'))
  assert.equal(await status(space, plane.id), 'active')
})

test('squawks are found by a text and by what they are about; similar ones of the same type come first', async (t) => {
  const space = await workspace(t)
  const [skyhawk, twin] = [
    await space.aircraft({ make: 'Cessna', model: '172S' }),
    await space.aircraft({ make: 'Piper', model: 'PA-34' }),
  ]
  const first = await report(space, skyhawk.id, { title: 'Left magneto drops 250 rpm at run-up' })
  const same = await report(space, skyhawk.id, { title: 'Magneto rough at run-up' })
  const otherType = await report(space, twin.id, { title: 'Left magneto drops 250 rpm at run-up' })
  await report(space, skyhawk.id, { title: 'Cabin door does not latch' })
  const found = ok(await space.owner.get(`${squawks}?search=magneto`))
  assert.equal(found.total, 3)
  const ofPlane = ok(await space.owner.get(`${squawks}?aircraft=${skyhawk.registration}&status=open`))
  assert.equal(ofPlane.total, 3)
  const similar = ok(await space.owner.get(`${squawks}/${first.id}/similar`))
  assert.deepEqual(
    similar.items.map(({ id, isSameType }: { id: string; isSameType: boolean }) => [id, isSameType]),
    [
      [same.id, true],
      [otherType.id, false],
    ],
  )
})

test('files are attached to a squawk until it is resolved', async (t) => {
  const space = await workspace(t)
  const squawk = await report(space, (await space.aircraft()).id)
  const path = `${squawks}/${squawk.id}/files?filename=work.txt`
  const attach = () =>
    space.owner.send('POST', path, {
      body: 'Torque 30 Nm',
      headers: { 'content-type': 'application/octet-stream' },
    })
  const file = ok(await attach())
  assert.deepEqual(ok(await space.owner.get(`${squawks}/${squawk.id}`)).files, [file])
  ok(await move(space, squawk.id, 'start'))
  ok(await move(space, squawk.id, 'resolve', { text: 'Fixed it', ...signature }))
  assert.equal((await attach()).status, 409)
})
