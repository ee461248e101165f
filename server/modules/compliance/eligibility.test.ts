import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { addBase, ask, flown, path, pilot, ruleOf, sum } from './testing/eligible.ts'

const space = await workspace()
await addBase(space)

test('(1) three night touch-and-goes and three day full stops: by day yes, by night no, with the fix', async () => {
  const { id } = await pilot(space)
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
  const [first, second, instructor] = [await pilot(space), await pilot(space), await pilot(space)]
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
  const { id } = await pilot(space)
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
  const { id, medical } = await pilot(space)
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
