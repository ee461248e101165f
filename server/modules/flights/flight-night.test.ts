import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { sweepNights } from './flight-night.ts'

type Row = Record<string, unknown>
const fields = [
  'civilNightTakeOffs',
  'civilNightLandings',
  'recencyNightTakeOffs',
  'recencyNightLandings',
] as const
const nightOf = (record: Row) => fields.map((field) => record[field])
const between = (takeOffAt: string, landingAt: string) => ({
  offBlockAt: takeOffAt,
  takeOffAt,
  landingAt,
  onBlockAt: landingAt,
})
// At KFNL on 20 November 2026 the sun sets at 23:38:54 UTC and civil twilight ends at 00:08:28 UTC.
const noon = between('2026-11-20T18:00:00Z', '2026-11-20T19:00:00Z')
const intoTheNight = between('2026-11-20T23:00:00Z', '2026-11-21T00:30:00Z')
const lateEvening = between('2026-11-21T02:00:00Z', '2026-11-21T03:00:00Z')

for (const [what, times, typed, night, differs] of [
  ['three landings at noon, typed by day', noon, { dayLandings: 3, dayTakeOffs: 3 }, [0, 0, 0, 0], false],
  ['three landings at noon, typed by night', noon, { nightLandings: 3 }, [0, 0, 0, 0], true],
  ['three landings at night, typed by night', lateEvening, { nightLandings: 3 }, [0, 3, 0, 3], false],
  ['three landings at night, typed by day', lateEvening, { dayLandings: 3 }, [0, 3, 0, 3], true],
  [
    'a landing after civil twilight and before an hour after sunset',
    intoTheNight,
    { dayTakeOffs: 1, nightLandings: 1 },
    [0, 1, 0, 0],
    false,
  ],
  [
    'three landings into the night, of which nobody knows when the first were',
    intoTheNight,
    { dayLandings: 2, nightLandings: 1 },
    [0, null, 0, 0],
    false,
  ],
  [
    'three landings into the night, the last of which was at night and is typed by day',
    intoTheNight,
    { dayLandings: 3 },
    [0, null, 0, 0],
    true,
  ],
] as const)
  test(`${what}: nights ${night.join(', ')}, ${differs ? 'flagged' : 'not flagged'}`, async (t) => {
    const { flight } = await workspace(t)
    const record = await flight({ ...times, fromAirport: 'KFNL', toAirport: 'KFNL', ...typed })
    assert.deepEqual([nightOf(record), record.nightDiffers], [night, differs])
    assert.deepEqual(nightOf(record.crew[0]), night)
    const { nightLandings, dayLandings } = record
    assert.deepEqual(
      [dayLandings, nightLandings],
      ['dayLandings' in typed ? typed.dayLandings : 0, 'nightLandings' in typed ? typed.nightLandings : 0],
    )
  })

test('without instants of take-off and landing nobody guesses a night', async (t) => {
  const { flight } = await workspace(t)
  const { takeOffAt: _takeOff, landingAt: _landing, ...blocks } = lateEvening
  const record = await flight({ ...blocks, nightLandings: 3 })
  assert.deepEqual([nightOf(record), record.nightDiffers], [[0, null, 0, null], false])
})

test('each of two pilots has the nights of their own landings', async (t) => {
  const space = await workspace(t)
  const crew = [
    { crewId: (await space.person()).id, role: 'pic', nightLandings: 1 },
    { crewId: (await space.person()).id, role: 'sic', nightLandings: 2 },
  ]
  const record = await space.flight({ ...lateEvening, crew })
  assert.deepEqual(
    record.crew.map((member: Row) => member.recencyNightLandings),
    [1, 2],
  )
  const reader = await space.key({ scopes: ['public.flights:read'] })
  const [shown] = (await reader.get('/api/v1/public/flights')).data.items
  assert.deepEqual(
    shown.crew.map((member: Row) => member.civilNightLandings),
    [1, 2],
  )
})

test('an edit of the times computes the nights again, and one that takes them away takes the nights too', async (t) => {
  const { owner, flight } = await workspace(t)
  const { id } = await flight({ ...noon, dayLandings: 1 })
  const moved = await owner.patch(`/api/v1/ops/flights/${id}`, lateEvening)
  assert.deepEqual([nightOf(moved.data), moved.data.nightDiffers], [[0, 1, 0, 1], true])
  const without = await owner.patch(`/api/v1/ops/flights/${id}`, { landingAt: null })
  assert.deepEqual([nightOf(without.data), without.data.nightDiffers], [[0, null, 0, null], false])
})

test('landings at night that are logged by day are approved by somebody who says that they saw it', async (t) => {
  const { owner, flight } = await workspace(t)
  const { id } = await flight({ ...lateEvening, dayLandings: 3, status: 'submitted' })
  const { data } = await owner.get(`/api/v1/ops/flights/${id}`)
  assert.deepEqual(
    data.warnings.map(({ code, message }: Row) => [code, message]),
    [['night_differs', 'By civil twilight, 0 landings are logged by night, and 3 were']],
  )
  assert.equal((await owner.post(`/api/v1/ops/flights/${id}/approve`)).status, 409)
  const approved = await owner.post(`/api/v1/ops/flights/${id}/approve`, {
    acknowledgedWarnings: ['night_differs'],
  })
  assert.equal(approved.status, 200)
})

test('the flights of a file have their nights', async (t) => {
  const space = await workspace(t)
  await space.aircraft({ registration: 'N172AP' })
  await space.person({ displayName: 'Ada Holm' })
  const file = [
    'Aircraft,Off block,Take off,Landing,On block,From,To,PIC,Night landings',
    'N172AP,2026-03-04 02:55,2026-03-04 03:00,2026-03-04 04:00,2026-03-04 04:05,KFNL,KGXY,Ada Holm,1',
  ].join('\n')
  const { id } = await analyzed(space.owner, 'flights', file)
  await ran(space.owner, id)
  const [record] = (await space.owner.get('/api/v1/ops/flights')).data.items
  assert.deepEqual(nightOf(record), [0, 1, 0, 1])
})

test('flights of an older version get their nights later', async (t) => {
  const { app, owner, flight } = await workspace(t)
  const { id, version } = await flight({ ...lateEvening, nightLandings: 2, status: 'approved' })
  await app.sql('delete from flight_nights where flight_id = $1', [id])
  assert.deepEqual(nightOf((await owner.get(`/api/v1/ops/flights/${id}`)).data), [0, null, 0, null])
  await sweepNights.at(app.services, new Date())
  const { data } = await owner.get(`/api/v1/ops/flights/${id}`)
  assert.deepEqual([nightOf(data), data.version], [[0, 2, 0, 2], version])
})

test('the night of a leg is answered before the flight is logged, and refused where it cannot be', async (t) => {
  const { owner } = await workspace(t)
  const ask = (query: Record<string, string>) =>
    owner.get(
      `/api/v1/ops/night?${new URLSearchParams({ from: 'KFNL', to: 'FNL', take_off_at: intoTheNight.takeOffAt, landing_at: intoTheNight.landingAt, ...query })}`,
    )
  assert.deepEqual((await ask({})).data, {
    civil: { takeOff: false, landing: true },
    recency: { takeOff: false, landing: false },
  })
  for (const [query, field] of [
    [{ to: 'ZZZZ' }, 'to'],
    [{ landing_at: '2026-11-20T22:00:00Z' }, 'landing_at'],
    [{ landing_at: '9999-11-20T22:00:00Z' }, 'landing_at'],
  ] as const) {
    const { status, body } = await ask(query)
    assert.deepEqual([status, body.details[0].field], [400, field])
  }
})
