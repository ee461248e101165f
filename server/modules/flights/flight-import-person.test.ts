import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const headings =
  'Date,AircraftID,From,To,TimeOut,TimeIn,TotalTime,PIC,SIC,Solo,DayLandingsFullStop,NightLandingsFullStop,AllLandings,DualGiven,DualReceived,SimulatedFlight,InstructorName,Person1,Person2,Person3,PilotComments'
const row = (day: number, hours: string, persons: string) =>
  `2026-03-0${day},N172AP,KFNL,KGXY,15:00,16:00,1.0,${hours},${persons},`
const crewOf = ({ crew }: { crew: { role: string; displayName: string }[] }) =>
  crew.map(({ role, displayName }) => `${role} ${displayName}`)

test('those aboard whom ForeFlight names with their role are the crew', async (t) => {
  const { owner, aircraft, person } = await workspace(t)
  await aircraft({ registration: 'N172AP' })
  await person({ displayName: 'Ada Holm' })
  await person({ displayName: 'Bo Lind' })
  await person({ displayName: 'Zoë Müller', email: 'zoe@example.com' })
  // PIC, SIC, Solo, landings by day and night and in all, dual given and received, simulator, instructor.
  const file = [
    headings,
    row(1, '0,1.0,0,1,0,1,0,0,0,', 'Bo Lind;PIC;,Cy;Passenger;,'),
    row(2, '1.0,0,0,1,0,1,0,0,0,', 'Bo Lind;Safety Pilot;,,'),
    row(3, '1.0,0,0,1,0,1,0,1.0,0,', 'Somebody;Instructor;zoe@example.com,,'),
    row(4, '1.0,0,0,1,0,1,1.0,0,0,', 'Bo Lind;Student;,,'),
    row(5, '0,1.0,0,1,0,1,0,0,0,', ',,'),
  ].join('\n')
  const asked = await analyzed(owner, 'flights', file)
  assert.deepEqual(
    [asked.preset, asked.questions.map(({ option }: { option: string }) => option)],
    ['ForeFlight', ['self']],
  )
  const { id, problems } = await analyzed(owner, 'flights', file, { self: 'Ada Holm' })
  assert.deepEqual(problems, [
    '6 Pilot in command: Nobody was in command: name the pilot in command, the instructor or the solo student',
  ])
  await ran(owner, id, true)
  const { items } = (await owner.get('/api/v1/ops/flights?sort=offBlockAt')).data
  assert.deepEqual(items.map(crewOf), [
    ['pic Bo Lind', 'sic Ada Holm'],
    ['pic Ada Holm', 'sic Bo Lind'],
    ['instructor Zoë Müller', 'dual Ada Holm'],
    ['instructor Ada Holm', 'dual Bo Lind'],
  ])
})

test('a device that a logbook names for sessions is added as a simulator, and needs no airports', async (t) => {
  const { owner, person } = await workspace(t)
  await person({ displayName: 'Ada Holm' })
  const file = [
    headings,
    '2026-03-01,FTD1,,,,,1.5,0,0,0,0,0,0,0,0,1.5,,,,,Holds',
    '2026-03-02,N172AP,KFNL,KGXY,15:00,16:00,1.0,1.0,0,0,1,0,1,0,0,0,,,,,',
  ].join('\n')
  const refused = await analyzed(owner, 'flights', file, { self: 'Ada Holm', createMissing: 'refuse' })
  assert.deepEqual(
    refused.problems.map((problem: string) => problem.slice(0, 40)),
    ['2 AircraftID: There is no aircraft FTD1 ', '3 AircraftID: There is no aircraft N172A'],
  )
  const options = { self: 'Ada Holm' }
  const { id, problems } = await analyzed(owner, 'flights', file, options)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const aircraft = (await owner.get('/api/v1/ops/aircraft')).data.items
  assert.deepEqual(
    aircraft.map((item: Record<string, string>) => [item.registration, item.category, item.engineType]),
    [
      ['FTD1', 'simulator', 'none'],
      ['N172AP', 'airplane', 'piston'],
    ],
  )
  const [session] = (await owner.get('/api/v1/ops/flights?sort=offBlockAt')).data.items
  assert.deepEqual([session.isSimulator, session.simulatorMinutes, session.fromAirport], [true, 90, null])
})
