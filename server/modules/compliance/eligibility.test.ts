import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '#platform/testing/client.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

type Row = Record<string, unknown>
interface Rule extends Row {
  rule: string
  verdict: string
  needed: number
  counted: { flightId: string; number: number }[]
  notCounted: { flightId: string; why: string }[]
}
const path = '/api/v1/compliance/eligibility'

const space = await workspace()
await space.made('/api/v1/ops/airports', {
  icao: 'LECU',
  name: 'Cuatro Vientos',
  country: 'ES',
  latitude: 40.3707,
  longitude: -3.78514,
  timezone: 'Europe/Madrid',
})

async function ask(client: Client, query: Row) {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  const { status, data, text: body } = await client.get(`${path}?${text}`)
  assert.equal(status, 200, body)
  return data
}
const ruleOf = (eligibility: { rules: Rule[] }, name: string): Rule => {
  const rule = eligibility.rules.find((entry) => entry.rule === name)
  assert.ok(rule, `there is no ${name} in ${eligibility.rules.map((entry) => entry.rule)}`)
  return rule
}
const sum = ({ counted }: Rule) => counted.reduce((total, { number }) => total + number, 0)

/** Flown and approved, from a take-off to a landing. */
async function flown(
  where: TestWorkspace,
  aircraftId: string,
  crew: Row[],
  [takeOffAt, landingAt]: [string, string],
  fields: Row = {},
) {
  const { id } = await where.flight({
    aircraftId,
    crew,
    fromAirport: 'LECU',
    toAirport: 'LECU',
    offBlockAt: takeOffAt,
    takeOffAt,
    landingAt,
    onBlockAt: landingAt,
    status: 'submitted',
    ...fields,
  })
  const { status, text } = await where.owner.post(`/api/v1/ops/flights/${id}/approve`, {
    acknowledgedWarnings: ['night_differs', 'not_eligible'],
  })
  assert.equal(status, 200, text)
  return id as string
}

/** A private pilot who holds everything. */
async function pilot(where: TestWorkspace = space, more: Row = {}) {
  const person = await where.person(more)
  const record = (fields: Row) => where.made('/api/v1/compliance/records', { crewId: person.id, ...fields })
  await record({ kind: 'certificate', title: 'Private pilot', issuedOn: '2020-05-01' })
  await record({ kind: 'rating', title: 'Airplane single-engine land', issuedOn: '2020-05-01' })
  const medical = await record({
    kind: 'medical',
    medicalClass: 'third',
    issuedOn: '2026-01-10',
    ageAtExam: 45,
  })
  await record({ kind: 'flight_review', issuedOn: '2025-06-01' })
  return { id: person.id as string, medical }
}

test('(1) three night touch-and-goes and three day full stops: by day yes, by night no, with the fix', async () => {
  const { id } = await pilot()
  const plane = await space.aircraft({ baseAirport: 'LECU' })
  const crew = [{ crewId: id, role: 'pic' }]
  await flown(space, plane.id, crew, ['2026-03-02T20:00:00Z', '2026-03-02T21:00:00Z'], {
    nightTakeOffs: 3,
    nightLandings: 3,
  })
  await flown(space, plane.id, crew, ['2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z'], {
    dayTakeOffs: 3,
    dayLandings: 3,
    dayFullStopLandings: 3,
  })
  const query = { person_id: id, aircraft_id: plane.id, passengers: 2 }
  const byDay = await ask(space.owner, { ...query, at: '2026-03-20T12:00:00Z' })
  assert.deepEqual([byDay.verdict, ruleOf(byDay, '61.57(a)').verdict], ['yes', 'yes'])
  assert.deepEqual(byDay.limitations, ['No passengers at night', 'Not under instrument flight rules'])
  const byNight = await ask(space.owner, { ...query, at: '2026-03-20T20:00:00Z' })
  const night = ruleOf(byNight, '61.57(b)')
  assert.deepEqual([byNight.verdict, night.verdict, night.citation], ['no', 'no', '14 CFR 61.57(b)'])
  assert.equal(
    night.cheapestFix,
    '3 take-offs and 3 full-stop landings between 19:27 and 05:17 UTC at LECU on 20 March',
  )
})

test('(2) of two pilots with six landings, three each as sole manipulator, each has three', async () => {
  const [first, second, instructor] = [await pilot(), await pilot(), await pilot()]
  const plane = await space.aircraft({ baseAirport: 'LECU' })
  const share = { isSoleManipulator: true, dayTakeOffs: 3, dayLandings: 3 }
  await flown(
    space,
    plane.id,
    [
      { crewId: first.id, role: 'pic', ...share },
      { crewId: second.id, role: 'sic', ...share },
      { crewId: instructor.id, role: 'instructor' },
    ],
    ['2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z'],
  )
  const landings = async (personId: string) => {
    const query = { person_id: personId, aircraft_id: plane.id, passengers: true, at: '2026-03-20T12:00:00Z' }
    const rule = ruleOf(await ask(space.owner, query), '61.57(a)')
    return [rule.verdict, sum(rule), rule.notCounted.map(({ why }) => why)]
  }
  assert.deepEqual(await landings(first.id), ['yes', 3, []])
  assert.deepEqual(await landings(second.id), ['yes', 3, []])
  assert.deepEqual(await landings(instructor.id), [
    'no',
    0,
    ['Somebody else made its take-offs and landings'],
  ])
})

test('(3) the flight on 7 August counts an approach of 1 February, and lists that of 31 January as not counted', async () => {
  const { id } = await pilot()
  await space.made('/api/v1/compliance/records', { crewId: id, kind: 'rating', title: 'Instrument' })
  const plane = await space.aircraft({ baseAirport: 'LECU' })
  const crew = [{ crewId: id, role: 'pic' }]
  const january = await flown(space, plane.id, crew, ['2026-01-31T10:00:00Z', '2026-01-31T11:00:00Z'], {
    approaches: 6,
    holds: 1,
  })
  const february = await flown(space, plane.id, crew, ['2026-02-01T10:00:00Z', '2026-02-01T11:00:00Z'], {
    approaches: 1,
    holds: 1,
  })
  const may = await flown(space, plane.id, crew, ['2026-05-01T10:00:00Z', '2026-05-01T11:00:00Z'], {
    approaches: 5,
  })
  const august = await flown(space, plane.id, crew, ['2026-08-03T10:00:00Z', '2026-08-03T11:00:00Z'], {
    approaches: 2,
    holds: 1,
  })
  const query = { person_id: id, aircraft_id: plane.id, instrument: true }
  const strict = ruleOf(await ask(space.owner, { ...query, at: '2026-08-07T12:00:00Z' }), '61.57(c)')
  assert.deepEqual(
    [strict.verdict, strict.windowFrom, strict.windowTo, strict.needed],
    ['yes', '2026-02-01', '2026-07-31', 6],
  )
  assert.deepEqual(strict.counted, [
    { flightId: may, what: 'approaches', number: 5 },
    { flightId: february, what: 'approaches', number: 1 },
  ])
  assert.deepEqual(
    strict.notCounted.map(({ flightId }) => flightId),
    [august, january],
  )
  assert.equal(strict.assumption, 'Courses were intercepted and tracked on flights with approaches')
  // In September the approach of February no longer counts, and those of August do.
  const september = ruleOf(await ask(space.owner, { ...query, at: '2026-09-01T12:00:00Z' }), '61.57(c)')
  assert.deepEqual([september.verdict, sum(september)], ['yes', 6])
})

test('(3) a workspace may count approaches of the same month', async (t) => {
  const where = await workspace(t, space.app)
  const { id } = await pilot(where)
  const plane = await where.aircraft()
  await flown(
    where,
    plane.id,
    [{ crewId: id, role: 'pic' }],
    ['2026-08-03T10:00:00Z', '2026-08-03T11:00:00Z'],
    {
      fromAirport: 'KFNL',
      toAirport: 'KFNL',
      approaches: 6,
      holds: 1,
    },
  )
  const query = { person_id: id, aircraft_id: plane.id, instrument: true, at: '2026-08-07T12:00:00Z' }
  const verdict = async () => ruleOf(await ask(where.owner, query), '61.57(c)').verdict
  assert.equal(await verdict(), 'no')
  const { status } = await where.owner.patch('/api/v1/compliance/policy', { countsSameMonth: true })
  assert.deepEqual([status, await verdict()], [200, 'yes'])
})

test('(4) a flight that is reversed and a record that is withdrawn change the verdict at once, and as_of before does not', async () => {
  const { id, medical } = await pilot()
  const plane = await space.aircraft({ baseAirport: 'LECU' })
  const landed = await flown(
    space,
    plane.id,
    [{ crewId: id, role: 'pic' }],
    ['2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z'],
    { dayTakeOffs: 3, dayLandings: 3 },
  )
  const query = { person_id: id, aircraft_id: plane.id, passengers: 1, at: '2026-03-20T12:00:00Z' }
  const verdicts = async (asOf: Date | null) => {
    const eligibility = await ask(space.owner, { ...query, ...(asOf ? { as_of: asOf.toISOString() } : {}) })
    return [
      eligibility.verdict,
      ruleOf(eligibility, '61.57(a)').verdict,
      ruleOf(eligibility, '61.23').verdict,
    ]
  }
  assert.deepEqual(await verdicts(null), ['yes', 'yes', 'yes'])
  const before = new Date()
  await space.owner.post(`/api/v1/ops/flights/${landed}/reverse`, { reason: 'Flown by somebody else' })
  assert.deepEqual(await verdicts(null), ['no', 'no', 'yes'])
  const between = new Date()
  await space.owner.post(`/api/v1/compliance/records/${medical.id}/withdraw`, { reason: 'Revoked' })
  assert.deepEqual(await verdicts(null), ['no', 'no', 'insufficient_data'])
  assert.deepEqual(await verdicts(between), ['no', 'no', 'yes'])
  assert.deepEqual(await verdicts(before), ['yes', 'yes', 'yes'])
  const late = await space.owner.get(`${path}?person_id=${id}&aircraft_id=${plane.id}&as_of=2099-01-01`)
  assert.deepEqual([late.status, late.body.details[0].field], [400, 'as_of'])
})

test('(5) without a birth date and an age at the exam the verdict is insufficient_data, and names the field', async () => {
  const person = await space.person()
  const plane = await space.aircraft()
  await space.made('/api/v1/compliance/records', {
    crewId: person.id,
    kind: 'medical',
    medicalClass: 'third',
    issuedOn: '2026-01-10',
    expiresOn: '2027-06-30',
  })
  const query = { person_id: person.id, aircraft_id: plane.id }
  const early = ruleOf(await ask(space.owner, { ...query, at: '2026-03-01T12:00:00Z' }), '61.23')
  assert.deepEqual(
    [early.verdict, early.missing],
    ['insufficient_data', [{ field: 'birthOn', of: person.id }]],
  )
  const late = ruleOf(await ask(space.owner, { ...query, at: '2027-07-01T12:00:00Z' }), '61.23')
  assert.equal(late.verdict, 'no')
  await space.owner.put(`/api/v1/ops/crew/${person.id}/birth-date`, { birthOn: '1980-01-01' })
  const known = ruleOf(await ask(space.owner, { ...query, at: '2026-03-01T12:00:00Z' }), '61.23')
  assert.deepEqual(
    [known.verdict, known.lapsesOn, known.citation],
    ['yes', '2027-06-30', '14 CFR 61.23(d)(3)(ii)'],
  )
})

test('(6) the flights that are counted exist, and add up to what is needed', async () => {
  const { id } = await pilot()
  const plane = await space.aircraft({ typeDesignator: 'P28A', baseAirport: 'LECU' })
  await space.made('/api/v1/compliance/minimums', {
    title: 'Two hours on the PA-28',
    measure: 'type',
    neededMinutes: 120,
    typeDesignators: ['p28a'],
  })
  const flights: string[] = []
  for (const day of ['01', '02', '03'])
    flights.push(
      await flown(
        space,
        plane.id,
        [{ crewId: id, role: 'pic' }],
        [`2026-03-${day}T10:00:00Z`, `2026-03-${day}T10:50:00Z`],
        { dayTakeOffs: 2, dayLandings: 2 },
      ),
    )
  const eligibility = await ask(space.owner, {
    person_id: id,
    aircraft_id: plane.id,
    passengers: 1,
    at: '2026-03-20T12:00:00Z',
  })
  assert.equal(eligibility.verdict, 'yes')
  for (const rule of eligibility.rules as Rule[]) {
    assert.equal(sum(rule), rule.needed, rule.rule)
    for (const { flightId } of rule.counted) assert.ok(flights.includes(flightId))
  }
  assert.deepEqual(ruleOf(eligibility, 'minimum.type').counted, [
    { flightId: flights[2], what: 'minutes', number: 50 },
    { flightId: flights[1], what: 'minutes', number: 50 },
    { flightId: flights[0], what: 'minutes', number: 20 },
  ])
})

test('(8) instructors see their students, operations roles everybody, and others only themselves', async () => {
  const teacher = await space.as('teacher', { roles: ['instructor'] })
  const other = await space.as('other-teacher', { roles: ['instructor'] })
  const dispatcher = await space.as('dispatcher', { roles: ['dispatcher'] })
  const member = await space.as('member', { roles: ['student'] })
  const cfi = await space.person({ userId: teacher.userId })
  const student = await space.person({ userId: member.userId })
  const plane = await space.aircraft()
  await space.flight({
    aircraftId: plane.id,
    crew: [
      { crewId: student.id, role: 'dual' },
      { crewId: cfi.id, role: 'instructor' },
    ],
  })
  const statusOf = async (client: Client, personId: string) => {
    const { status } = await client.get(`${path}?person_id=${personId}&aircraft_id=${plane.id}`)
    return status
  }
  assert.equal(await statusOf(member, student.id), 200)
  assert.equal(await statusOf(member, cfi.id), 404)
  assert.equal(await statusOf(teacher, student.id), 200)
  assert.equal(await statusOf(other, student.id), 404)
  assert.equal(await statusOf(dispatcher, student.id), 200)
  const stranger = await workspace(undefined, space.app)
  assert.equal(await statusOf(stranger.owner, student.id), 404)
})

test('a night that was typed without instants is not guessed', async () => {
  const { id } = await pilot()
  const plane = await space.aircraft({ baseAirport: 'LECU' })
  const flight = await flown(
    space,
    plane.id,
    [{ crewId: id, role: 'pic' }],
    ['2026-03-02T20:00:00Z', '2026-03-02T21:00:00Z'],
    {
      takeOffAt: null,
      landingAt: null,
      nightTakeOffs: 3,
      nightLandings: 3,
      nightFullStopLandings: 3,
    },
  )
  const query = {
    person_id: id,
    aircraft_id: plane.id,
    passengers: 1,
    night: true,
    at: '2026-03-20T12:00:00Z',
  }
  const rule = ruleOf(await ask(space.owner, query), '61.57(b)')
  assert.deepEqual(
    [rule.verdict, rule.missing],
    [
      'insufficient_data',
      [
        { field: 'takeOffAt', of: flight },
        { field: 'landingAt', of: flight },
      ],
    ],
  )
})

test('a medical that is good for private flights and lapsed for commercial ones answers by the operation', async () => {
  const person = await space.person()
  const plane = await space.aircraft()
  await space.made('/api/v1/compliance/records', {
    crewId: person.id,
    kind: 'medical',
    medicalClass: 'second',
    issuedOn: '2025-01-10',
    ageAtExam: 45,
  })
  const query = { person_id: person.id, aircraft_id: plane.id, at: '2026-03-01T12:00:00Z' }
  const verdictFor = async (operation: string) =>
    ruleOf(await ask(space.owner, { ...query, operation }), '61.23').verdict
  assert.deepEqual([await verdictFor('private'), await verdictFor('commercial')], ['yes', 'no'])
})

test('an aircraft for two pilots asks for recent landings without passengers too', async () => {
  const { id } = await pilot()
  const plane = await space.aircraft({ isMultiPilot: true, requiresTypeRating: true })
  const eligibility = await ask(space.owner, { person_id: id, aircraft_id: plane.id })
  assert.equal(ruleOf(eligibility, '61.57(a)').verdict, 'no')
  assert.equal(ruleOf(eligibility, '61.31(a)').verdict, 'insufficient_data')
})

test('rules of EASA and of part 135 are shown, and only warn', async () => {
  const { id } = await pilot()
  const plane = await space.aircraft()
  const query = { person_id: id, aircraft_id: plane.id, passengers: 1 }
  for (const [rules, names] of [
    ['nco', ['MED.A.045', 'FCL.740.A', 'FCL.060(b)(1)']],
    ['135', ['135.247(a)(1)', '135.293', '135.299']],
  ] as const) {
    const eligibility = await ask(space.owner, { ...query, rules })
    for (const name of names) assert.equal(ruleOf(eligibility, name).effect, 'warns')
  }
  assert.equal((await ask(space.owner, { ...query, rules: 'nco' })).verdict, 'yes')
})
