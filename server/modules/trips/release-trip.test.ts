import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { act, leg, pilot, through, trips } from './testing/trip.ts'

test('release, then another PIC: the release is void, and says why; nobody authorizes it', async (t) => {
  const ws = await workspace(t)
  const [first, second] = [await pilot(ws, 'Ada'), await pilot(ws, 'Ben')]
  const aircraft = await ws.aircraft()
  const own = leg({ aircraftId: aircraft.id, crew: [{ crewId: first.crewId, role: 'pic' }] })
  const trip = await ws.made(trips, { type: 'charter', legs: [own] })
  const never = await act(ws.owner, trip.id, 'authorise', { as: 'dispatcher' })
  assert.equal(never.body.code, 'trip_state')
  const released = await through(ws.owner, trip.id, 'confirm', 'schedule', ['release', {}])
  assert.equal(released.status, 'released')
  await through(ws.owner, trip.id, ['authorise', { as: 'dispatcher' }])
  const twice = await act(ws.owner, trip.id, 'authorise', { as: 'pic' })
  assert.deepEqual([twice.status, twice.body.code], [403, 'second_person_needed'])
  assert.equal((await act(second, trip.id, 'authorise', { as: 'pic' })).status, 404)
  const changed = await ws.owner.patch(`${trips}/${trip.id}`, {
    legs: [{ ...own, id: trip.legs[0].id, crew: [{ crewId: second.crewId, role: 'pic' }] }],
  })
  assert.deepEqual(
    [changed.status, changed.data.status, changed.data.releaseId, changed.data.legs[0].id],
    [200, 'scheduled', null, trip.legs[0].id],
  )
  const release = (await ws.owner.get(`${trips}/${trip.id}/release`)).data
  assert.match(release.voidReason, /crew/)
  const refused = await act(ws.owner, trip.id, 'authorise', { as: 'pic' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'release_void'])
  const dispatcher = await ws.as('dispatcher', { roles: ['dispatcher'] })
  for (const client of [first, second, dispatcher]) {
    const answer = await act(client, trip.id, 'authorise', { as: 'pic' })
    assert.deepEqual([answer.status, answer.body.code], [409, 'release_void'])
    assert.match(answer.body.error, /crew/)
  }
  // A pilot who was replaced sees the trip until it is released again, and it is no trip of theirs.
  assert.equal((await first.get(trips)).data.total, 0)
  await through(ws.owner, trip.id, ['release', {}])
  assert.equal((await act(first, trip.id, 'authorise', { as: 'pic' })).status, 404)
  assert.equal((await act(dispatcher, trip.id, 'authorise', { as: 'pic' })).body.code, 'role_missing')
  const log = await ws.owner.get(`/api/v1/admin/audit-log?subject=${trip.id}`)
  const actions = log.data.items.map(({ action }: { action: string }) => action)
  assert.ok(actions.includes('trip.released') && actions.includes('trip.release_voided'), actions.join(', '))
})

test('two people dispatch a trip; where one person alone flies, one is enough', async (t) => {
  const ws = await workspace(t)
  const ada = await pilot(ws, 'Ada')
  const legs = async () => [
    leg({ aircraftId: (await ws.aircraft()).id, crew: [{ crewId: ada.crewId, role: 'pic' }] }),
  ]
  const alone = await ws.made(trips, { type: 'charter', legs: await legs() })
  const steps = ['confirm', ['release', {}], 'file'] as const
  await through(ws.owner, alone.id, ...(steps as never as string[]))
  const both = await through(
    ws.owner,
    alone.id,
    ['authorise', { as: 'dispatcher' }],
    ['authorise', { as: 'pic' }],
  )
  assert.equal(both.status, 'dispatched')
  await through(ws.owner, alone.id, ['cancel', { reason: 'Weather' }])
  await ws.person({ displayName: 'Ben' })
  const trip = await ws.made(trips, { type: 'charter', legs: await legs() })
  await through(ws.owner, trip.id, ...(steps as never as string[]), ['authorise', { as: 'dispatcher' }])
  assert.equal((await act(ada, trip.id, 'authorise', { as: 'dispatcher' })).body.code, 'role_missing')
  assert.equal((await through(ada, trip.id, ['authorise', { as: 'pic' }])).status, 'dispatched')
})

test('a red item refuses the release, or is waived with a reason; grounding never is', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const person = await ws.person()
  const trip = await ws.made(trips, {
    type: 'charter',
    operation: '135',
    legs: [leg({ aircraftId: aircraft.id, crew: [{ crewId: person.id, role: 'pic' }] })],
  })
  await through(ws.owner, trip.id, 'confirm')
  const refused = await act(ws.owner, trip.id, 'release', {})
  assert.deepEqual([refused.status, refused.body.code], [422, 'rule_broken'])
  const red = refused.body.details
    .filter(({ field }: { field: string }) => field === 'confirmed')
    .map(({ key }: { key: string }) => key)
  assert.ok(red.includes('planning.weather') && red.includes('documents.aboard'), red.join(', '))
  const [waived, ...confirmed] = red
  const waiver = { waivers: [{ key: waived, reason: 'Briefed by phone' }], confirmed }
  const dispatcher = await ws.as('dispatcher', { roles: ['dispatcher'] })
  assert.equal((await act(dispatcher, trip.id, 'release', waiver)).body.code, 'role_missing')
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'aog' })
  const grounded = await act(ws.owner, trip.id, 'release', waiver)
  assert.deepEqual([grounded.status, grounded.body.code], [422, 'aircraft_not_dispatchable'])
  const { key } = grounded.body.details[0]
  const bold = await act(ws.owner, trip.id, 'release', {
    confirmed: red,
    waivers: [{ key, reason: 'It will be fine' }],
  })
  assert.deepEqual([bold.status, bold.body.details[0].field], [422, 'waivers.0.key'])
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'active' })
  await through(ws.owner, trip.id, ['release', waiver])
  const { items, inputsSha256 } = (await ws.owner.get(`${trips}/${trip.id}/release`)).data
  const item = items.find((entry: { key: string }) => entry.key === waived)
  assert.deepEqual([item.state, item.waiverReason], ['red', 'Briefed by phone'])
  assert.match(inputsSha256, /^[0-9a-f]{64}$/)
})

test('flying that breaks a limit refuses the confirmation, with the earliest legal start', async (t) => {
  const ws = await workspace(t)
  const [aircraft, person] = [await ws.aircraft(), await ws.person()]
  await ws.made('/api/v1/ops/duty/periods', {
    crewId: person.id,
    kind: 'external',
    startsAt: '2027-03-07T10:30:00Z',
    endsAt: '2027-03-07T18:30:00Z',
    flightMinutes: 480,
  })
  const trip = await ws.made(trips, {
    type: 'charter',
    operation: '135',
    legs: [leg({ aircraftId: aircraft.id, crew: [{ crewId: person.id, role: 'pic' }] })],
  })
  const refused = await act(ws.owner, trip.id, 'confirm')
  assert.deepEqual([refused.status, refused.body.code], [422, 'rule_broken'])
  const [detail] = refused.body.details
  assert.deepEqual(
    [detail.citation, detail.limit, detail.earliestLegalStartAt],
    ['14 CFR 135.267(b)', 480, '2027-03-08T10:30:00Z'],
  )
  // What is confirmed counts against the next trip of the same day.
  const other = await ws.person()
  const long = (off: string, on: string, plane: string) => ({
    type: 'charter',
    operation: '135',
    legs: [
      leg({
        plannedOffBlockAt: `2027-03-09T${off}:00Z`,
        plannedOnBlockAt: `2027-03-09T${on}:00Z`,
        aircraftId: plane,
        crew: [{ crewId: other.id, role: 'pic' }],
      }),
    ],
  })
  const morning = await ws.made(trips, long('06:00', '12:00', aircraft.id))
  await through(ws.owner, morning.id, 'confirm')
  const evening = await ws.made(trips, long('14:00', '16:01', (await ws.aircraft()).id))
  assert.equal((await act(ws.owner, evening.id, 'confirm')).body.details[0].citation, '14 CFR 135.267(b)')
})
