import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

// Files as other products export them, with people and aircraft that do not exist.
const foreFlight = `ForeFlight Logbook Import,This row is required for importing into ForeFlight. Do not delete or modify.

Aircraft Table
AircraftID,TypeCode,Year,Make,Model,GearType,EngineType,equipType (FAA),aircraftClass (FAA),complexAircraft (FAA),highPerformance (FAA),taa (FAA)
N172AP,C172,1999,Cessna,172S,fixed_tricycle,Piston,aircraft,airplane_single_engine_land,,,
N82AP,SR22,2008,Cirrus,SR22,fixed_tricycle,Piston,aircraft,airplane_single_engine_land,,TRUE,TRUE

Flights Table
Date,AircraftID,From,To,Route,TimeOut,TimeOff,TimeOn,TimeIn,OnDuty,OffDuty,TotalTime,PIC,SIC,Night,Solo,CrossCountry,NVG,NVGOps,Distance,DayTakeoffs,DayLandingsFullStop,NightTakeoffs,NightLandingsFullStop,AllLandings,ActualInstrument,SimulatedInstrument,HobbsStart,HobbsEnd,TachStart,TachEnd,Holds,Approach1,Approach2,Approach3,DualGiven,DualReceived,SimulatedFlight,GroundTraining,InstructorName,InstructorComments,Person1,FlightReview,Checkride,IPC,PilotComments
2026-03-01,N172AP,KFNL,KGXY,,15:05,15:10,15:50,15:55,,,0.8,0.8,0,0,0,0,0,0,14,1,1,0,0,3,0,0,,,,,0,,,,0,0,0,0,,,,,,,Pattern work
2026-03-02,N172AP,KFNL,KFNL,,23:30,,,00:50,,,1.3,0,0,0,0,0,0,0,0,2,1,1,1,3,0,1.0,1204.3,1205.6,,,1,1;ILS OR LOC RWY 33;33;KFNL;;,2;RNAV (GPS) RWY 15;15;KFNL;;,,0,1.3,0,0,Zoë Müller,,,,,,
2026-03-03,N82AP,KFNL,KDEN,,,,,,,,0.9,0.9,0,0,0,0,0,0,45,1,1,0,0,1,0,0,,,,,0,,,,0,0,0,0,,,,,,,No times kept
`
const myFlightbook = `Date,Tail Number,Model,Approaches,Hold,Landings,FS Night Landings,FS Day Landings,X-Country,Night,IMC,Simulated Instrument,Ground Simulator,Dual Received,CFI,SIC,PIC,Total Flight Time,Route,Comments,Hobbs Start,Hobbs End,Engine Start,Engine End,Flight Start,Flight End,Instructor Name
3/13/2026,N172AP,C-172 S,2,Yes,3,1,2,0,0.2,0,0,0,0,0,0,1.3,1.3,KFNL KGXY,Two approaches,1204.3,1205.6,2026-03-13 15:00Z,2026-03-13 16:18Z,,,
3/14/2026,N172AP,C-172 S,0,,1,,,0,0,0,0,0,1.0,0,0,0,1.0,KFNL,,,,,,,,Zoë Müller
`
const logTen = [
  [
    'flight_flightDate',
    'flight_type',
    'flight_flightNumber',
    'aircraft_aircraftID',
    'aircraftType_type',
    'flight_from',
    'flight_to',
    'flight_route',
    'flight_actualDepartureTime',
    'flight_takeoffTime',
    'flight_landingTime',
    'flight_actualArrivalTime',
    'flight_totalTime',
    'flight_pic',
    'flight_sic',
    'flight_selectedCrewPIC',
    'flight_selectedCrewSIC',
    'flight_dayTakeoffs',
    'flight_nightLandings',
    'flight_selectedApproach1',
    'flight_remarks',
  ],
  [
    '2026-03-04',
    '0',
    'AP12',
    'N172AP',
    'C172',
    'KFNL',
    'KGXY',
    '',
    '23:29',
    '23:40',
    '02:50',
    '02:56',
    '3:27',
    '3:27',
    '',
    'SELF',
    '',
    '1',
    '1',
    '1;ILS;20R;KGXY',
    'Long way round',
  ],
]
  .map((cells) => cells.join('\t'))
  .join('\n')
const garminPilot = `Date,Aircraft ID,Aircraft Type,Departure,Route,Destination,Total Duration,PIC Duration,Night Duration,Actual Instrument Duration,Num Instrument Approaches,Day Landings,Night Landings,Remarks
2026-03-05,N172AP,C172,KFNL,,KGXY,1.2,1.2,0,0,1,2,0,To Greeley
2026-03-05,N172AP,C172,KGXY,,KFNL,0.5,0.5,0,0,0,1,0,And back
`
const safeLog = `Date,Aircraft Type,Aircraft Registration,Route of Flight From,Route of Flight Via,Route of Flight To,Block Off,Block On,Block Duration,Flight Departure,Flight Arrival,Flight Duration,Multi-Crew,PIC,Cross Country,Day T-O,Day Ldg,Night T-O,Night Ldg,Approaches Instrument,Approaches Non-Instrument,Night,Actual Instrument,Flight Simulator,Crew Captain
04 Mar 2026,C172,N172AP,KFNL,,KGXY,14:00 (UTC),15:00 (UTC),1:00,14:10 (UTC),14:50 (UTC),0:40,,1:00,,1,1,0,0,0,0,,,,Ada Holm
05 Mar 2026,C172,N172AP,KGXY,,KFNL,14:00,15:00,1:00,,,,,1:00,,1,2,0,0,0,0,,,,SELF
`
const mcc = `mcc_DATE;IS_PREVEXP;AC_ISSIM;FlightNumber;AF_DEP;TIME_DEP;AF_ARR;TIME_ARR;AC_MODEL;AC_REG;PILOT1_ID;PILOT1_NAME;PILOT1_PHONE;PILOT2_ID;PILOT2_NAME;TIME_TOTAL;TIME_PIC;TIME_PICUS;TIME_SIC;TIME_DUAL;TIME_INSTRUCTOR;TIME_NIGHT;PF;TO_DAY;TO_NIGHT;LDG_DAY;LDG_NIGHT;HOLDING;REMARKS;APP_1;APP_2;TIME_TO;TIME_LDG;TIME_AIR
2026-01-14;FALSE;FALSE;;KFNL;12:08;KGXY;13:49;C172;N172AP;;SELF;;;;101;101;0;0;0;0;0;True;1;0;1;0;0;;ILS;;00:00;00:00;00:00
2026-01-15;FALSE;FALSE;;KGXY;12:08;KFNL;13:08;C172;N172AP;;Zoë Müller;;;SELF;60;0;0;0;60;0;0;True;1;0;3;0;0;Lesson;;;00:00;00:00;00:00
2026-01-16;FALSE;FALSE;;KGXY;12:08;KFNL;13:08;C172;N172AP;;MÜLLER ZOË;;;SELF;60;0;0;60;0;0;0;False;0;0;0;0;0;;;;00:00;00:00;00:00
`
const webLogbook = `Date,Departure,Departure Time,Arrival,Arrival Time,Aircraft Model,Aircraft Reg,SE,ME,MCC,Total Time,Landings Day,Landings Night,Night Time,IFR Time,PIC Time,SIC Time,Dual Time,Instructor Time,PIC Name,Remarks
13/02/2026,KFNL,0905,KGXY,1020,C172,N172AP,1:15,,,1:15,1,0,,,1:15,,,,Self,Trip
03/02/2026,KGXY,0905,KFNL,1000,C172,N172AP,0:55,,,0:55,1,0,,,0:55,,,,HOLM ADA,
`
const flightRadar24 = `Date,Flight number,From,To,Dep time,Arr time,Duration,Airline,Aircraft,Registration,Seat number,Seat type,Flight class,Flight reason,Note,Dep_id,Arr_id,Airline_id,Aircraft_id
2026-03-05,AP1,Charlotte / Douglas (CLT/KCLT),Nashville / International (BNA/KBNA),10:00:00,10:20:00,01:20:00,Apron (AP/APR),Cirrus SR22 (SR22),N82AP,,0,1,2,,1,2,3,4
2026-03-06,AP2,Nashville / International (BNA/KBNA),Charlotte / Douglas (CLT/KCLT),10:00:00,12:20:00,01:20:00,Apron (AP/APR),Cirrus SR22 (SR22),N82AP,,0,1,2,,1,2,3,4
2026-03-07,AP3,Phoenix / Sky Harbor (PHX/KPHX),Los Angeles / International (LAX/KLAX),10:00:00,10:20:00,01:20:00,Apron (AP/APR),Cirrus SR22 (SR22),N82AP,,0,1,2,,1,2,3,4
`

type Product = { name: string; file: string; rows: number; ignored: number; flights: string[] }
// Off block and on block in UTC, the places, the status and the crew.
const products: Product[] = [
  {
    name: 'ForeFlight',
    file: foreFlight,
    rows: 3,
    ignored: 6,
    flights: [
      '2026-03-01T15:05 15:55 KFNL-KGXY approved pic Ada Holm, landings 3+0, approaches 0',
      '2026-03-02T23:30 00:50 KFNL-KFNL approved instructor Zoë Müller dual Ada Holm, landings 2+1, approaches 3',
      '2026-03-03T12:00 12:54 KFNL-KDEN draft pic Ada Holm, landings 1+0, approaches 0',
    ],
  },
  {
    name: 'MyFlightbook',
    file: myFlightbook,
    rows: 2,
    ignored: 0,
    flights: [
      '2026-03-13T15:00 16:18 KFNL-KGXY approved pic Ada Holm, landings 2+1, approaches 2',
      '2026-03-14T12:00 13:00 KFNL-KFNL draft instructor Zoë Müller dual Ada Holm, landings 1+0, approaches 0',
    ],
  },
  {
    name: 'LogTen Pro',
    file: logTen,
    rows: 1,
    ignored: 0,
    flights: ['2026-03-04T23:29 02:56 KFNL-KGXY approved pic Ada Holm, landings 0+1, approaches 1'],
  },
  {
    name: 'Garmin Pilot',
    file: garminPilot,
    rows: 2,
    ignored: 0,
    flights: [
      '2026-03-05T12:00 13:12 KFNL-KGXY draft pic Ada Holm, landings 2+0, approaches 1',
      '2026-03-05T13:12 13:42 KGXY-KFNL draft pic Ada Holm, landings 1+0, approaches 0',
    ],
  },
  {
    name: 'SafeLog',
    file: safeLog,
    rows: 2,
    ignored: 0,
    flights: [
      '2026-03-04T14:00 15:00 KFNL-KGXY approved pic Ada Holm, landings 1+0, approaches 0',
      '2026-03-05T14:00 15:00 KGXY-KFNL approved pic Ada Holm, landings 2+0, approaches 0',
    ],
  },
  {
    name: 'MCC PilotLog',
    file: mcc,
    rows: 3,
    ignored: 0,
    flights: [
      '2026-01-14T12:08 13:49 KFNL-KGXY approved pic Ada Holm, landings 1+0, approaches 1',
      '2026-01-15T12:08 13:08 KGXY-KFNL approved pic Zoë Müller dual Ada Holm, landings 3+0, approaches 0',
      '2026-01-16T12:08 13:08 KGXY-KFNL approved pic Zoë Müller sic Ada Holm, landings 0+0, approaches 0',
    ],
  },
  {
    name: 'web-logbook',
    file: webLogbook,
    rows: 2,
    ignored: 0,
    flights: [
      '2026-02-03T09:05 10:00 KGXY-KFNL approved pic Ada Holm, landings 1+0, approaches 0',
      '2026-02-13T09:05 10:20 KFNL-KGXY approved pic Ada Holm, landings 1+0, approaches 0',
    ],
  },
  {
    name: 'FlightRadar24',
    file: flightRadar24,
    rows: 3,
    ignored: 0,
    flights: [
      '2026-03-05T15:00 16:20 KCLT-KBNA approved pic Ada Holm, landings 0+0, approaches 0',
      '2026-03-06T16:00 17:20 KBNA-KCLT approved pic Ada Holm, landings 0+0, approaches 0',
      '2026-03-07T17:00 18:20 KPHX-KLAX approved pic Ada Holm, landings 0+0, approaches 0',
    ],
  },
]

for (const { name, file, rows, ignored, flights } of products) {
  test(`an export of ${name} comes in with the one question whose logbook it is, every row accounted for`, async (t) => {
    const { owner } = await school(t)
    const asked = await analyzed(owner, 'flights', file)
    assert.equal(asked.preset, name)
    assert.deepEqual(
      asked.questions.map(({ option }: { option: string }) => option),
      ['self'],
    )
    const seen = await analyzed(owner, 'flights', file, { self: 'Ada Holm' })
    assert.deepEqual(seen.problems, [])
    assert.deepEqual([seen.rows.total, seen.rows.good, seen.ignoredRows], [rows, rows, ignored])
    await ran(owner, seen.id)
    const { items } = (await owner.get('/api/v1/ops/flights?sort=offBlockAt')).data
    assert.deepEqual(items.map(summary), flights)
    const again = await analyzed(owner, 'flights', file, { self: 'Ada Holm' })
    assert.equal(again.rows.good, 0)
  })

  test(`an export of ${name} asks a new workspace only whose logbook it is, and adds that person and the aircraft`, async (t) => {
    const { owner } = await workspace(t)
    const asked = await analyzed(owner, 'flights', file)
    assert.deepEqual(
      asked.questions.map(({ option }: { option: string }) => option),
      ['self'],
    )
    const seen = await analyzed(owner, 'flights', file, { self: 'Ada Holm' })
    assert.deepEqual(seen.problems, [])
    assert.deepEqual([seen.rows.good, seen.ignoredRows], [rows, ignored])
    assert.ok(seen.creates.people.includes('Ada Holm'), `${seen.creates.people}`)
    assert.match(seen.notes.join(' '), /Aircraft that will be added with the flights: /)
    await ran(owner, seen.id)
    assert.equal((await owner.get('/api/v1/ops/flights')).data.total, rows)
  })
}

test('the aircraft of a ForeFlight export come in from its first table', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'aircraft', foreFlight)
  assert.deepEqual([seen.preset, seen.headerRow, seen.problems], ['ForeFlight', 4, []])
  assert.deepEqual([seen.rows.total, seen.ignoredRows], [2, 7])
  await ran(owner, seen.id)
  const { items } = (await owner.get('/api/v1/ops/aircraft?sort=registration')).data
  assert.deepEqual(
    items.map(({ registration, typeDesignator, isTaa }: Record<string, unknown>) => [
      registration,
      typeDesignator,
      isTaa,
    ]),
    [
      ['N172AP', 'C172', false],
      ['N82AP', 'SR22', true],
    ],
  )
})

type Flight = Record<string, never> & { crew: { role: string; displayName: string }[] }

function summary(flight: Flight) {
  const crew = flight.crew.map(({ role, displayName }) => `${role} ${displayName}`).join(' ')
  const time = (at: string) => at.slice(11, 16)
  return `${String(flight.offBlockAt).slice(0, 16)} ${time(String(flight.onBlockAt))} ${flight.fromAirport}-${flight.toAirport} ${flight.status} ${crew}, landings ${flight.dayLandings}+${flight.nightLandings}, approaches ${flight.approaches}`
}

async function school(t: Parameters<typeof workspace>[0]): Promise<TestWorkspace> {
  const space = await workspace(t)
  await space.aircraft({ registration: 'N172AP' })
  await space.aircraft({ registration: 'N82AP' })
  await space.person({ displayName: 'Ada Holm', email: 'ada@example.com' })
  await space.person({ displayName: 'Zoë Müller' })
  return space
}

test('people and aircraft that a file names are listed first, and added with its flights by one option', async (t) => {
  const { owner } = await workspace(t)
  const file = [
    'Date,Tail Number,Aircraft Type,From,To,Out,In,PIC,Instructor',
    '2026-03-04,N11AP,C172,KFNL,KGXY,15:00,16:00,"Holm, Ada",Zoë Müller',
    '2026-03-05,N-11AP,C172,KGXY,KFNL,15:00,16:00,ADA HOLM,',
    '2026-03-06,D-EABC,Robin DR400,KGXY,KFNL,15:00,16:00,Ada Holm,',
    '2026-03-06,N99AP,C152,KGXY,QQQ9,15:00,16:00,Nobody Needed,',
  ].join('\n')
  const asked = await analyzed(owner, 'flights', file)
  assert.deepEqual(asked.questions, [{ option: 'createMissing', rows: 4 }])
  assert.deepEqual(asked.notes, [
    'Aircraft that are not here: N11AP (C172), D-EABC (Robin DR400), N99AP (C152).',
    'People that are not here: Ada Holm, Zoë Müller, Nobody Needed.',
  ])
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, 0)
  const seen = await analyzed(owner, 'flights', file, { createMissing: 'add' })
  assert.equal(seen.rows.good, 3)
  assert.deepEqual(seen.notes, [
    'Aircraft that will be added with the flights: N11AP (C172), D-EABC (Robin DR400).',
    'People that will be added with the flights: Ada Holm, Zoë Müller.',
  ])
  assert.deepEqual(seen.creates, {
    aircraft: ['N11AP (C172)', 'D-EABC (Robin DR400)'],
    people: ['Ada Holm', 'Zoë Müller'],
  })
  assert.equal((await owner.get('/api/v1/ops/aircraft')).data.total, 0)
  await ran(owner, seen.id, true)
  const aircraft = (await owner.get('/api/v1/ops/aircraft?sort=registration')).data.items
  assert.deepEqual(
    aircraft.map(({ registration, typeDesignator, model }: Record<string, unknown>) => [
      registration,
      typeDesignator,
      model,
    ]),
    [
      ['D-EABC', 'DR40', 'Robin DR400'],
      ['N11AP', 'C172', null],
    ],
  )
  const people = (await owner.get('/api/v1/ops/crew?sort=displayName')).data.items
  assert.deepEqual(
    people.map(({ displayName, functions }: Record<string, unknown>) => [displayName, functions]),
    [
      ['Ada Holm', ['pilot']],
      ['Zoë Müller', ['instructor']],
    ],
  )
  const { items } = (await owner.get('/api/v1/admin/audit-log?page_size=100')).data
  const actions = items.map(({ action }: { action: string }) => action)
  for (const action of ['aircraft.imported', 'crew_member.imported', 'flight.imported'])
    assert.ok(actions.includes(action), `${action}: ${actions}`)
  const again = await analyzed(owner, 'flights', file, { createMissing: 'add' })
  assert.equal(again.rows.good, 0)
})

test('a plan without room for more aircraft adds none, and says so by row', async (t) => {
  const { owner, app, uuid } = await workspace(t)
  await app.sql(
    `insert into entitlements (workspace_id, tier, billing_period, limits)
     values ('${uuid}', 'enterprise', 'monthly', '{"max_aircraft": 1}')`,
  )
  const file = [
    'Date,Tail Number,From,To,Out,In,PIC',
    '2026-03-04,N11AP,KFNL,KGXY,15:00,16:00,Ada Holm',
    '2026-03-05,N12AP,KGXY,KFNL,15:00,16:00,Ada Holm',
  ].join('\n')
  const { problems } = await analyzed(owner, 'flights', file, { createMissing: 'add' })
  assert.equal(problems.length, 1)
  assert.match(problems[0] ?? '', /^3 Tail Number: The plan allows 1 .* no room for N12AP/)
})
