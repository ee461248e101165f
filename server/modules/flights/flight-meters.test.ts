import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { differsFromBlock } from '#rules/meter-block.ts'

type Row = Record<string, unknown>
const times = { offBlockAt: '2026-03-04T12:00:00Z', onBlockAt: '2026-03-04T13:00:00Z' }
const header = 'Aircraft,Off block,On block,From,To,PIC'

async function school(t: Parameters<typeof workspace>[0]) {
  const space = await workspace(t)
  const { id: aircraftId } = await space.aircraft({ registration: 'N172AP' })
  const pilot = await space.person({ displayName: 'Ada Holm', email: 'ada@example.com' })
  const path = `/api/v1/ops/aircraft/${aircraftId}`
  return {
    ...space,
    aircraftId,
    crew: [{ crewId: pilot.id, role: 'pic' }],
    meters: async () =>
      Object.fromEntries(
        (await space.owner.get(`${path}/meters`)).data.map((meter: Row) => [
          meter.kind,
          [meter.currentHundredths, meter.totalHundredths],
        ]),
      ),
    lines: async (kind: string) =>
      (await space.owner.get(`${path}/readings?kind=${kind}&sort=readAt`)).data.items as Row[],
    read: (body: object) => space.made(`${path}/readings`, { kind: 'hobbs', ...body }),
  }
}

test('a meter that block time does not explain is asked about, and shown to the approver', async (t) => {
  const { owner, flight } = await workspace(t)
  const { id } = await flight({ hobbsOutHundredths: 120_430, hobbsInHundredths: 1_205_800 })
  const refused = await owner.post(`/api/v1/ops/flights/${id}/submit`)
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.details[0].field],
    [422, 'meters_differ', 'hobbsInHundredths'],
  )
  const submitted = await owner.post(`/api/v1/ops/flights/${id}/submit`, { confirmMeters: true })
  const { metersDiffer, metersConfirmedBy, submittedBy } = submitted.data
  assert.deepEqual([submitted.status, metersDiffer, metersConfirmedBy], [200, true, submittedBy])
  const log = await owner.get(`/api/v1/admin/audit-log?subject=${id}`)
  const entry = log.data.items.find((item: Row) => item.action === 'flight.submitted')
  assert.deepEqual(
    entry.changes.find((change: Row) => change.field === 'metersConfirmedBy'),
    { field: 'metersConfirmedBy', before: null, after: submittedBy },
  )
  const queue = await owner.get('/api/v1/ops/flights?status=submitted&meters_differ=true')
  assert.deepEqual(
    queue.data.items.map((item: Row) => item.id),
    [id],
  )
  await owner.post(`/api/v1/ops/flights/${id}/reject`, { reason: 'A digit too many' })
  const reopened = await owner.post(`/api/v1/ops/flights/${id}/reopen`)
  assert.equal(reopened.data.metersConfirmedBy, null)
  assert.equal((await flight({ hobbsOutHundredths: 100, hobbsInHundredths: 190 })).metersDiffer, false)
})

test('a file alone: a meter that starts at 0 again is flagged, and what the airframe has run stays', async (t) => {
  const { owner, meters, lines } = await school(t)
  const rows = [
    'N172AP,2026-03-04 09:00,2026-03-04 09:50,KFNL,KGXY,Ada Holm,2344.8,2345.6',
    'N172AP,2026-03-05 09:00,2026-03-05 09:50,KFNL,KGXY,Ada Holm,0.0,0.8',
    'N172AP,2026-03-06 09:00,2026-03-06 09:50,KFNL,KGXY,Ada Holm,0.8,1.6',
  ]
  const { id } = await analyzed(owner, 'flights', [`${header},Tach out,Tach in`, ...rows].join('\n'))
  await ran(owner, id)
  assert.deepEqual((await meters()).tach, [234_560, 234_560])
  assert.deepEqual(
    (await lines('tach')).map((line) => line.flagReason),
    [null, ...Array(2).fill('Runs backwards: the meter stood at 2345.60')],
  )
})

test('the database compares a meter with block time as the rule does', async (t) => {
  const { app } = await workspace(t)
  const cases = [0, 22, 23, 60, 61, 119].flatMap((block) =>
    [0, 29, 30, 31, 49, 50, 51, 149, 150, 151, 9_900].map((ran) => ({ ran, block })),
  )
  const rows = await app.sql<{ differs: boolean }>(
    `select apron.meter_differs((c ->> 'ran')::bigint, (c ->> 'block')::integer) as differs
       from jsonb_array_elements($1::jsonb) with ordinality as x (c, place) order by place`,
    [JSON.stringify(cases)],
  )
  assert.deepEqual(
    rows.map((row) => row.differs),
    cases.map(({ ran, block }) => differsFromBlock(ran, block)),
  )
})

test('a file whose meters differ is accepted by an option, and its flights say who did', async (t) => {
  const { owner } = await school(t)
  const row = 'N172AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm,100.0,123.9'
  const file = `${header},Hobbs out,Hobbs in\n${row}\n`
  const refused = await analyzed(owner, 'flights', file)
  assert.match(refused.problems.join(), /The hobbs ran 23\.90 h and block time is 1\.00 h/)
  const { id, problems } = await analyzed(owner, 'flights', file, { meterDifference: 'accept' })
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const [flight] = (await owner.get('/api/v1/ops/flights')).data.items
  assert.deepEqual([flight.metersDiffer, flight.metersConfirmedBy], [true, flight.approvedBy])
})

test('a dial that goes on at 0 within a flight has run the hours between, also in its reversal', async (t) => {
  const { owner, flight, aircraftId, read, meters, lines } = await school(t)
  await read({ readingHundredths: 999_880, readAt: '2026-03-01T12:00:00Z' })
  const flown = await flight({
    aircraftId,
    status: 'approved',
    ...times,
    onBlockAt: '2026-03-04T13:30:00Z',
    hobbsOutHundredths: 999_880,
    hobbsInHundredths: 30,
  })
  assert.deepEqual([flown.hobbsHundredths, flown.metersDiffer], [150, false])
  assert.deepEqual((await meters()).hobbs, [30, 1_000_030])
  assert.ok((await lines('hobbs')).every((line) => line.isFlagged === false))
  const reversal = await owner.post(`/api/v1/ops/flights/${flown.id}/reverse`, { reason: 'Wrong aircraft' })
  assert.deepEqual([reversal.status, reversal.data.hobbsHundredths], [201, -150])
  assert.deepEqual((await meters()).hobbs, [999_880, 999_880])
})

test('a file may have a dial that goes on at 0 within a row', async (t) => {
  const { owner, meters } = await school(t)
  const row = 'N172AP,2026-03-04 09:00,2026-03-04 10:30,KFNL,KGXY,Ada Holm,9998.8,0.3'
  const { id, problems } = await analyzed(owner, 'flights', `${header},Hobbs out,Hobbs in\n${row}\n`)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  assert.deepEqual((await meters()).hobbs, [30, 1_000_030])
})

test('a roll-over that is recorded as a new meter loses nothing', async (t) => {
  const { read, meters } = await school(t)
  await read({ readingHundredths: 999_990 })
  await read({
    entry: 'replacement',
    readingHundredths: 999_990,
    newReadingHundredths: 0,
    reason: 'The dial is at its end',
  })
  assert.deepEqual((await meters()).hobbs, [0, 1_000_000])
})

// What the API refuses, a file refuses, with the same sentence.
for (const [what, fields, column, cell, field, sentence] of [
  [
    'a flight of more than 24 hours',
    { onBlockAt: '2026-03-05T12:01:00Z' },
    'On block',
    '2026-03-05 12:01',
    'onBlockAt',
    /24\.0 hours after off block, and a flight takes at most 24/,
  ],
  [
    'a flight without time',
    { onBlockAt: '2026-03-04T12:00:00Z' },
    'On block',
    '2026-03-04 12:00',
    'onBlockAt',
    /is the time of off block too/,
  ],
  [
    'a flight of the year 26',
    { offBlockAt: '0026-03-04T12:00:00Z' },
    'Off block',
    '0026-03-04 12:00',
    'offBlockAt',
    /year/,
  ],
  [
    'more landings than minutes',
    { dayLandings: 61 },
    'Day landings',
    '61',
    'dayLandings',
    /makes 61 landings in 60 minutes/,
  ],
  [
    'more take-offs than minutes',
    { nightTakeOffs: 61 },
    'Night take-offs',
    '61',
    'nightTakeOffs',
    /makes 61 take-offs in 60 minutes/,
  ],
  [
    'more approaches than minutes',
    { approaches: 61 },
    'Approaches',
    '61',
    'approaches',
    /makes 61 approaches in 60 minutes/,
  ],
  [
    'a landing at the time of take-off',
    { takeOffAt: '2026-03-04T12:10:00Z', landingAt: '2026-03-04T12:10:00Z' },
    'Take-off,Landing',
    '2026-03-04 12:10,2026-03-04 12:10',
    'landingAt',
    /is the time of take-off too/,
  ],
] as const) {
  test(`${what} is refused, logged or imported`, async (t) => {
    const { owner, aircraftId, crew, flight } = await school(t)
    const body = { aircraftId, crew, fromAirport: 'KFNL', toAirport: 'KGXY', ...times }
    const logged = await owner.post('/api/v1/ops/flights', { ...body, ...fields })
    // A year that nobody means is malformed; the others break a rule.
    const status = what.includes('year') ? 400 : 422
    assert.deepEqual([logged.status, logged.body.details?.[0]?.field], [status, field])
    assert.match(logged.body.error, sentence)
    const draft = await flight({ aircraftId, ...times })
    assert.equal((await owner.patch(`/api/v1/ops/flights/${draft.id}`, fields)).status, status)
    const cells: Record<string, string> = {
      Aircraft: 'N172AP',
      'Off block': '2026-03-04 12:00',
      'On block': '2026-03-04 13:00',
      From: 'KFNL',
      To: 'KGXY',
      PIC: 'Ada Holm',
      ...Object.fromEntries(column.split(',').map((name, index) => [name, cell.split(',')[index] ?? ''])),
    }
    const file = `${Object.keys(cells).join(',')}\n${Object.values(cells).join(',')}\n`
    const { rows, problems } = await analyzed(owner, 'flights', file, { timeZone: 'UTC' })
    assert.equal(rows.bad, 1)
    assert.match(problems.join(), sentence)
  })
}

test('a reading of the year 26 is refused', async (t) => {
  const { owner, aircraftId } = await school(t)
  const path = `/api/v1/ops/aircraft/${aircraftId}/readings`
  const body = { kind: 'hobbs', readingHundredths: 100, readAt: '0026-03-04T12:00:00Z' }
  const refused = await owner.post(path, body)
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'readAt'])
})
