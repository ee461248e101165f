import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { analyzed, problemsOf, ran, settled } from '#platform/importing/testing/try-import.ts'
import { HEADER, leg, school } from './testing/flight-file.ts'

type Flight = {
  operation: string | null
  instructionAircraftProvidedBy: string | null
  dayLandings: number
  crew: { dayLandings: number | null }[]
}

test('flights come in approved, with their crew, their meters and their source', async (t) => {
  const space = await school(t)
  const file = `${HEADER},Hobbs out,Hobbs in,Tach out,Tach in,Landings,Fuel\nN172AP,2026-03-04 09:00,2026-03-04 10:12,KFNL,GXY,Ada Holm,100.0,101.3,80.0,81.1,3,8.4\n`
  const { id, rows, problems } = await analyzed(space.owner, 'flights', file, { timeZone: 'America/Denver' })
  assert.deepEqual(problems, [])
  assert.equal(rows.good, 1)
  await ran(space.owner, id)
  const [flight] = (await space.owner.get('/api/v1/ops/flights')).data.items
  assert.equal(flight.status, 'approved')
  assert.equal(flight.source, 'import')
  assert.equal(flight.offBlockAt, '2026-03-04T16:00:00.000Z')
  assert.equal(flight.blockMinutes, 72)
  assert.equal(flight.hobbsHundredths, 130)
  assert.equal(flight.toAirport, 'KGXY')
  assert.equal(flight.fuelLiters, 31.797)
  assert.deepEqual(
    flight.crew.map(({ displayName, role }: { displayName: string; role: string }) => [displayName, role]),
    [['Ada Holm', 'pic']],
  )
  const aircraft = (await space.owner.get(`/api/v1/ops/aircraft/${flight.aircraftId}`)).data
  assert.deepEqual([aircraft.hobbsHundredths, aircraft.tachHundredths], [10130, 8110])
})

test('drafts are drafts, and move no meter', async (t) => {
  const space = await school(t)
  const { id } = await analyzed(
    space.owner,
    'flights',
    `${HEADER},Hobbs out,Hobbs in\n${leg('09:00', '10:00')},1.0,2.0\n`,
    { status: 'draft' },
  )
  await ran(space.owner, id)
  const [flight] = (await space.owner.get('/api/v1/ops/flights')).data.items
  assert.equal(flight.status, 'draft')
  assert.equal(
    (await space.owner.get(`/api/v1/ops/aircraft/${flight.aircraftId}`)).data.hobbsHundredths,
    null,
  )
})

test('each thing that is wrong is named by row and column, with what to do', async (t) => {
  const space = await school(t)
  const bad = [
    [
      'N999AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm',
      /Aircraft: There is no aircraft N999AP here: import the aircraft first/,
    ],
    [
      'N172AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,XQ9Z,Ada Holm',
      /To: There is no airport XQ9Z: check the code, or import or add the airport first/,
    ],
    [
      'N172AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Nobody Known',
      /PIC: Nobody here is called “Nobody Known”: import the people first/,
    ],
    [
      'N172AP,2026-03-04 14:00,2026-03-04 13:10,KFNL,KGXY,Ada Holm',
      /On block: On block 2026-03-04 13:10 is before off block 2026-03-04 14:00/,
    ],
    [
      'N172AP,2026-02-30 14:00,2026-03-02 13:10,KFNL,KGXY,Ada Holm',
      /Off block: “2026-02-30” does not exist: February 2026 has 28 days/,
    ],
    [
      'N172AP,2026-03-04 14:00,2036-03-04 15:00,KFNL,KGXY,Ada Holm',
      /On block: On block is 87673.0 hours after off block, and a flight takes at most 24: check the dates/,
    ],
    ['N172AP,2036-03-04 14:00,2036-03-04 15:00,KFNL,KGXY,Ada Holm', /On block: .* lies in the future/],
    ['N172AP,2026-03-04 14:00,2026-03-04 15:00,KFNL,KGXY,', /PIC: Nobody was in command/],
    ['N172AP,09:00,10:00,KFNL,KGXY,Ada Holm', /Off block: “09:00” has no date/],
  ] as const
  const { problems, rows } = await analyzed(
    space.owner,
    'flights',
    [HEADER, ...bad.map(([line]) => line)].join('\n'),
  )
  assert.equal(rows.bad, bad.length)
  for (const [index, [line, expected]] of bad.entries()) {
    const own = problems.filter((problem: string) => problem.startsWith(`${index + 2} `))
    assert.ok(
      own.some((problem: string) => expected.test(problem)),
      `${line}: ${own.join('; ')}`,
    )
  }
})

test('a name that two people have is refused, their email is not', async (t) => {
  const space = await school(t)
  await space.person({ displayName: 'Ada Holm', email: 'ada2@example.com' })
  const { problems } = await analyzed(
    space.owner,
    'flights',
    `${HEADER}\n${leg('09:00', '10:00')}\n${leg('11:00', '12:00', 'ada2@example.com')}\n`,
  )
  assert.deepEqual(problems, [
    '2 PIC: 2 people here are called “Ada Holm”: name the person by email or employee number',
  ])
})

test('the same file imported again adds nothing, and an aircraft flies one flight at a time', async (t) => {
  const space = await school(t)
  const file = `${HEADER}\n${leg('09:00', '10:00')}\n${leg('11:00', '12:00')}\n`
  await ran(space.owner, (await analyzed(space.owner, 'flights', file)).id)
  const again = await analyzed(
    space.owner,
    'flights',
    `${file}${leg('11:30', '13:00')}\n${leg('14:00', '15:00')}\n${leg('14:30', '15:30')}\n`,
  )
  assert.equal(again.rows.good, 1)
  assert.match(
    again.problems[0] ?? '',
    /2 Off block: The flight of N172AP off block at 2026-03-04 09:00 UTC is here already/,
  )
  assert.match(
    again.problems[2] ?? '',
    /4 Off block: N172AP was flying from 2026-03-04 11:00 to 2026-03-04 12:00 UTC, which is here already/,
  )
  assert.match(again.problems[3] ?? '', /6 Off block: N172AP was flying .* which is in row 5 already/)
})

test('meters are posted in the order of time; what does not follow is flagged and shifts nothing', async (t) => {
  const space = await school(t)
  // The newest first, as logbooks are exported; the flight of 11:00 began where no meter stood.
  const rows = [
    `${leg('13:00', '14:00')},102.0,103.0`,
    `${leg('11:00', '12:00')},101.5,102.0`,
    `${leg('09:00', '10:00')},100.0,101.0`,
  ]
  const { id } = await analyzed(space.owner, 'flights', [`${HEADER},Hobbs out,Hobbs in`, ...rows].join('\n'))
  await ran(space.owner, id)
  const aircraft = (await space.owner.get('/api/v1/ops/aircraft')).data.items[0]
  assert.equal(aircraft.hobbsHundredths, 10300)
  const readings = (
    await space.owner.get(`/api/v1/ops/aircraft/${aircraft.id}/readings?kind=hobbs&sort=readAt`)
  ).data.items
  assert.deepEqual(
    readings.map((one: { readingHundredths: number; flagReason: string | null }) => [
      one.readingHundredths,
      one.flagReason,
    ]),
    [
      [10100, null],
      [10200, 'Began at 101.50, but the meter stood at 101.00'],
      [10300, null],
    ],
  )
})

test('an older file moves no meter back', async (t) => {
  const space = await school(t)
  const header = `${HEADER},Hobbs out,Hobbs in`
  await ran(
    space.owner,
    (await analyzed(space.owner, 'flights', `${header}\n${leg('13:00', '14:00')},102.0,103.0`)).id,
  )
  await ran(
    space.owner,
    (await analyzed(space.owner, 'flights', `${header}\n${leg('09:00', '10:00')},100.0,101.0`)).id,
  )
  const aircraft = (await space.owner.get('/api/v1/ops/aircraft')).data.items[0]
  assert.equal(aircraft.hobbsHundredths, 10300)
})

test('what was imported before a cancel has its meters posted', async (t) => {
  const space = await school(t)
  // Enough rows that the run is under way for some time.
  const at = (index: number) => new Date(Date.UTC(2010, 0, 1) + index * 7_200_000).toISOString()
  const rows = Array.from(
    { length: 8000 },
    (_none, index) => `N172AP,${at(index)},${at(index + 0.5)},KFNL,KGXY,Ada Holm,${index}.0,${index + 1}.0`,
  )
  const { id } = await analyzed(space.owner, 'flights', [`${HEADER},Hobbs out,Hobbs in`, ...rows].join('\n'))
  await space.owner.post(`/api/integrations/imports/${id}/run`, { goodRowsOnly: false })
  for (;;) if ((await space.owner.get(`/api/integrations/imports/${id}`)).data.rows.imported > 0) break
  const { status, data } = await space.owner.post(`/api/integrations/imports/${id}/cancel`)
  assert.equal(status, 200)
  assert.equal(data.status, 'cancelled')
  const { total } = (await space.owner.get('/api/v1/ops/flights?page_size=1')).data
  assert.equal(total, data.rows.imported)
  assert.ok(total < 8000)
  const aircraft = (await space.owner.get('/api/v1/ops/aircraft')).data.items[0]
  assert.equal(aircraft.hobbsHundredths, total * 100)
})

test('the result of a run tells which rows were left out', async (t) => {
  const space = await school(t)
  const { id } = await analyzed(
    space.owner,
    'flights',
    `${HEADER}\n${leg('09:00', '10:00')}\n${leg('11:00', '10:30')}\n`,
  )
  const done = await ran(space.owner, id, true)
  assert.deepEqual([done.rows.imported, done.rows.skipped], [1, 1])
  assert.equal((await problemsOf(space.owner, id)).length, 1)
})

test('an import that fails settles what it wrote, says why, and runs on behind its last row', async (t) => {
  const space = await school(t)
  const { app, owner, uuid } = space
  const at = (index: number) => new Date(Date.UTC(2010, 0, 1) + index * 7_200_000).toISOString()
  const rows = Array.from(
    { length: 2000 },
    (_none, index) => `N172AP,${at(index)},${at(index + 0.5)},KFNL,KGXY,Ada Holm,${index}.0,${index + 1}.0`,
  )
  const file = [`${HEADER},Hobbs out,Hobbs in`, ...rows].join('\n')
  const { id } = await analyzed(owner, 'flights', file)
  await owner.post(`/api/integrations/imports/${id}/run`, { goodRowsOnly: false })
  for (;;) if ((await owner.get(`/api/integrations/imports/${id}`)).data.rows.imported > 0) break
  // Another node takes over, and does not have the file.
  await app.services.files.remove(uuid, id)
  await app.sql(
    `
      update imports set lease_token = null, lease_until = null, next_attempt_at = now(), attempts = 4
       where id = '${id}'`,
  )
  const failed = await settled(owner, id)
  assert.equal(failed.status, 'failed')
  assert.match(failed.error, /not on this node: share DATA_DIR\/files/)
  assert.ok(failed.rows.imported > 0 && failed.rows.imported < 2000)
  const hobbs = async () => (await owner.get('/api/v1/ops/aircraft')).data.items[0].hobbsHundredths
  assert.equal(await hobbs(), failed.rows.imported * 100)
  await app.services.files.write(uuid, id, Readable.from([file]), 10_000_000)
  const done = await ran(owner, id)
  assert.deepEqual([done.status, done.error, done.rows.imported], ['completed', null, 2000])
  assert.equal((await owner.get('/api/v1/ops/flights?page_size=1')).data.total, 2000)
  assert.equal(await hobbs(), 200_000)
})

test('landings of two pilots are those of the pilot flying, or nobody’s if the file does not say', async (t) => {
  const space = await school(t)
  const file = [
    'Aircraft,Off block,On block,From,To,PIC,SIC,PF,Landings,Rules,Aircraft provider',
    'N172AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm,Zoë Müller,Zoë Müller,3,Part 135,',
    'N172AP,2026-03-04 11:00,2026-03-04 12:00,KFNL,KGXY,Ada Holm,Zoë Müller,,2,91 instruction for hire,School',
    'N172AP,2026-03-04 13:00,2026-03-04 14:00,KFNL,KGXY,Ada Holm,,,1,,',
  ].join('\n')
  const { id, problems } = await analyzed(space.owner, 'flights', file)
  assert.deepEqual(problems, [])
  await ran(space.owner, id)
  const { items } = (await space.owner.get('/api/v1/ops/flights?sort=offBlockAt')).data
  assert.deepEqual(
    items.map((flight: Flight) => [
      flight.operation,
      flight.instructionAircraftProvidedBy,
      flight.dayLandings,
      flight.crew.map(({ dayLandings }) => dayLandings),
    ]),
    [
      ['135', null, 3, [0, 3]],
      ['91_instruction_for_hire', 'instructor_or_school', 2, [null, null]],
      [null, null, 1, [1]],
    ],
  )
})

test('a pilot flying who is in no other column of the crew is that row’s problem', async (t) => {
  const space = await school(t)
  const file = `${HEADER},PF\nN172AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm,Zoë Müller\n`
  const { problems } = await analyzed(space.owner, 'flights', file)
  assert.deepEqual(problems, ['2 PF: Zoë Müller is not in another column of the crew'])
})
