import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '#platform/testing/client.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { addBase, ask, flown, path, pilot, type Rule, ruleOf, sum } from './testing/eligible.ts'

const space = await workspace()
await addBase(space)

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
  const { id } = await pilot(space)
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
  const { id } = await pilot(space)
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
  const { id } = await pilot(space)
  const plane = await space.aircraft({ isMultiPilot: true, requiresTypeRating: true })
  const eligibility = await ask(space.owner, { person_id: id, aircraft_id: plane.id })
  assert.equal(ruleOf(eligibility, '61.57(a)').verdict, 'no')
  assert.equal(ruleOf(eligibility, '61.31(a)').verdict, 'insufficient_data')
})

test('rules of EASA and of part 135 are shown, and only warn', async () => {
  const { id } = await pilot(space)
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
