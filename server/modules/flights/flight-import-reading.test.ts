import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const denver = { timeZone: 'America/Denver' }

test('a zone in a heading is a statement, whatever the zone of the file', async (t) => {
  const space = await school(t)
  const file =
    'Date (UTC),Aircraft,From,To,Out (UTC),In (UTC),PIC\n2026-03-04,N172AP,KFNL,KGXY,16:00,17:00,Ada Holm\n'
  const [flight] = await imported(space, file, denver)
  assert.equal(flight.offBlockAt, '2026-03-04T16:00:00.000Z')
  const local = file.replaceAll('(UTC)', '(L)').replace('03-04', '03-05')
  const later = (await imported(space, local, { timeZone: 'UTC' })).at(-1)
  assert.equal(later?.offBlockAt, '2026-03-05T23:00:00.000Z')
})

test('out, off, on and in are the four times of a flight', async (t) => {
  const space = await school(t)
  const file =
    'Date,Aircraft,From,To,Out,Off,On,In,PIC\n2026-03-04,N172AP,KFNL,KGXY,16:00,16:08,16:50,17:00,Ada Holm\n'
  const [flight] = await imported(space, file, { timeZone: 'UTC' })
  const times = [flight.offBlockAt, flight.takeOffAt, flight.landingAt, flight.onBlockAt]
  assert.deepEqual(
    times.map((at) => at?.slice(11, 16)),
    ['16:00', '16:08', '16:50', '17:00'],
  )
})

test('times may be local at each airport: by the file, and by an L behind a time', async (t) => {
  const space = await school(t)
  const header = 'Date,Aircraft,From,To,Out,In,PIC\n'
  const rows = [
    '2026-03-04,N172AP,KCLT,KBNA,10:00,10:20,Ada Holm',
    '2026-03-05,N172AP,KBNA,KCLT,10:00,12:20,Ada Holm',
    '2026-03-06,N172AP,KPHX,KLAX,10:00,10:20,Ada Holm',
  ]
  const flights = await imported(space, `${header}${rows.join('\n')}`, { timeZone: 'airport' })
  assert.deepEqual(
    flights.map(({ blockMinutes }) => blockMinutes),
    [80, 80, 80],
  )
  const [, , , marked] = await imported(space, `${header}2026-03-07,N172AP,KCLT,KBNA,1000L,16:20Z,Ada Holm`, {
    timeZone: null,
  })
  assert.equal(marked?.blockMinutes, 80)
})

test('a day that ends at 24:00, marks for nothing, points in times and numbers of a spreadsheet are read', async (t) => {
  const space = await school(t)
  const file = [
    'Date,Aircraft,From,To,Out,In,PIC,SIC,Remarks,Holds',
    '2026-03-04,N172AP,KFNL,KGXY,23:10,24:00,Ada Holm,-,—,N/A',
    '2026-03-06,N172AP,KFNL,KGXY,09.00,10.05,Ada Holm,,,',
    '46089,N172AP,KFNL,KGXY,0.375,0.4375,Ada Holm,,,',
    '2026-03-09 0:00,N172AP,KFNL,KGXY,905,0959,Ada Holm,,,',
  ].join('\n')
  const flights = await imported(space, file, { timeZone: 'UTC' })
  assert.deepEqual(
    flights.map(({ offBlockAt, onBlockAt }) => `${offBlockAt.slice(5, 16)} ${onBlockAt.slice(5, 16)}`),
    [
      '03-04T23:10 03-05T00:00',
      '03-06T09:00 03-06T10:05',
      '03-08T09:00 03-08T10:30',
      '03-09T09:05 03-09T09:59',
    ],
  )
  assert.deepEqual([flights[0]?.remarks, flights[0]?.crew.length], [null, 1])
})

test('flights past midnight are offered as the next day, for all rows at once', async (t) => {
  const space = await school(t)
  const file = 'Date,Aircraft,From,To,Out,In,PIC\n2026-03-04,N172AP,KFNL,KGXY,23:30,00:20,Ada Holm\n'
  const asked = await analyzed(space.owner, 'flights', file)
  assert.deepEqual(asked.questions, [{ option: 'pastMidnight', rows: 1 }])
  const [flight] = await imported(space, file, { ...denver, pastMidnight: 'next_day' })
  assert.equal(flight.blockMinutes, 50)
})

test('what a file does not say of landings is unknown, and not zero', async (t) => {
  const space = await school(t)
  const cases: [string, string, [number, number, number, number] | RegExp][] = [
    ['Full Stops', '3', [3, 0, 3, 0]],
    ['Landings,FS Day Landings,FS Night Landings', '3,2,1', [2, 1, 2, 1]],
    ['Landings,Night landings', '3,1', [2, 1, 0, 0]],
    ['Landings', '4', [4, 0, 0, 0]],
    ['FS Night Landings', '2', [0, 2, 0, 2]],
    ['Day landings,Full Stops', '1,3', /3 landings to a full stop are more than the 1/],
    ['Landings,FS Day Landings,FS Night Landings', '2,2,1', /2 landings in all are fewer than the 3/],
  ]
  for (const [index, [headings, cells, expected]] of cases.entries()) {
    const file = `Aircraft,Off block,On block,From,To,PIC,${headings}\nN172AP,2026-03-0${index + 1} 09:00,2026-03-0${index + 1} 10:00,KFNL,KGXY,Ada Holm,${cells}\n`
    if (expected instanceof RegExp) {
      assert.match((await analyzed(space.owner, 'flights', file)).problems.join(), expected, headings)
      continue
    }
    const flight = (await imported(space, file, denver)).at(-1)
    const counts = [
      flight?.dayLandings,
      flight?.nightLandings,
      flight?.dayFullStopLandings,
      flight?.nightFullStopLandings,
    ]
    assert.deepEqual(counts, expected, headings)
  }
})

test('flights with hobbs and without times come in as drafts of that length, one behind the other', async (t) => {
  const space = await school(t)
  const file = [
    'Date,Tail number,From,To,Pilot,Hobbs out,Hobbs in',
    '2026-03-04,N172AP,KFNL,KGXY,Ada Holm,1204.3,1205.6',
    '2026-03-04,N172AP,KGXY,KFNL,Ada Holm,1205.6,1206.4',
    '2026-03-05,N172AP,KGXY,KFNL,Ada Holm,,',
  ].join('\n')
  const seen = await analyzed(space.owner, 'flights', file, denver)
  assert.deepEqual(seen.problems, [
    '4 Off block: Off block is missing: give the times of the flight, or its length by hobbs or total time',
  ])
  assert.deepEqual(seen.notes, [
    '2 flights have no times of day: the day and the length are kept, as a draft to be completed.',
  ])
  await ran(space.owner, seen.id, true)
  const flights = await flightsOf(space)
  assert.deepEqual(
    flights.map(({ status, blockMinutes, offBlockAt }) => [status, blockMinutes, offBlockAt]),
    [
      ['draft', 78, '2026-03-04T19:00:00.000Z'],
      ['draft', 48, '2026-03-04T20:18:00.000Z'],
    ],
  )
  assert.match(flights[0]?.remarks ?? '', /Times of day are not in the file/)
  const again = await analyzed(space.owner, 'flights', file, denver)
  assert.match(again.problems[0] ?? '', /is here already: leave the row out/)
})

test('hours under the headings of people are hours, and a route has both places', async (t) => {
  const space = await school(t)
  const file = [
    'Date,Tail Number,Route,Out,In,PIC,SIC,Solo,Total Time',
    '2026-03-04,N172AP,KFNL-KGXY-KFNL,15:00,16:18,1.3,0,0,1.3',
    '2026-03-05,N172AP,KFNL KGXY,15:00,16:18,0,0,1.3,1.3',
  ].join('\n')
  const flights = await imported(space, file, { ...denver, self: 'ada@example.com' })
  assert.deepEqual(
    flights.map(({ fromAirport, toAirport, crew }) => [fromAirport, toAirport, crew[0]?.role]),
    [
      ['KFNL', 'KFNL', 'pic'],
      ['KFNL', 'KGXY', 'solo'],
    ],
  )
})

test('a column whose cells are not what its heading says is left to the person', async (t) => {
  const space = await school(t)
  const file =
    'Date,Aircraft,Type,Rules,From,To,Out,In,PIC,PF\n2026-03-04,N172AP,C172,VFR,KFNL,KGXY,09:00,10:00,Ada Holm,TRUE\n'
  const seen = await analyzed(space.owner, 'flights', file, denver)
  assert.deepEqual(seen.problems, [])
  const { flightType, operation, soleManipulator, aircraftType } = seen.mapping
  assert.deepEqual([flightType, operation, soleManipulator, aircraftType], [null, null, null, 2])
})

test('fuel in the unit of its heading is in that unit', async (t) => {
  const space = await school(t)
  const file =
    'Aircraft,Off block,On block,From,To,PIC,Fuel [l]\nN172AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm,40\n'
  for (const [index, heading] of ['Fuel [kg]', 'Fuel (litres)', 'Fuel litres'].entries()) {
    const day = file.replace('Fuel [l]', heading).replaceAll('03-04', `03-1${index}`)
    const flight = (await imported(space, day, denver)).at(-1)
    assert.equal(flight?.fuelUnit, index === 0 ? 'kg' : 'l', heading)
  }
})

type Flight = {
  status: string
  offBlockAt: string
  takeOffAt: string | null
  landingAt: string | null
  onBlockAt: string
  blockMinutes: number
  fromAirport: string
  toAirport: string
  remarks: string | null
  fuelUnit: string | null
  dayLandings: number
  nightLandings: number
  dayFullStopLandings: number
  nightFullStopLandings: number
  crew: { role: string; displayName: string }[]
}

async function flightsOf(space: TestWorkspace): Promise<[Flight, ...Flight[]]> {
  return (await space.owner.get('/api/v1/ops/flights?sort=offBlockAt')).data.items
}

async function imported(space: TestWorkspace, file: string, options: Record<string, string | null>) {
  const seen = await analyzed(space.owner, 'flights', file, options)
  assert.deepEqual(seen.problems, [])
  await ran(space.owner, seen.id)
  return flightsOf(space)
}

async function school(t: Parameters<typeof workspace>[0]): Promise<TestWorkspace> {
  const space = await workspace(t)
  await space.aircraft({ registration: 'N172AP' })
  await space.person({ displayName: 'Ada Holm', email: 'ada@example.com' })
  return space
}
