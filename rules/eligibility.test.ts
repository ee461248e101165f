import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isEndorsement, isInstructor, pilotLevel, ratedClasses } from './certificate-title.ts'
import { type AircraftFacts, type FlownPart, faa, overall, usualCounting } from './eligibility.ts'
import { flightMinimum, type Minimum } from './flight-minimum.ts'
import { flightReview, pilotCertificate } from './held-record.ts'
import { checkUntil, instrumentExperience } from './instrument-experience.ts'
import { dayExperience, nightExperience } from './person-eligibility.ts'
import { recentExperience } from './recent-experience.ts'
import { soloEndorsement } from './solo-endorsement.ts'
import { flown, holder, plane, record } from './testing/eligibility-case.ts'

const on = '2026-03-20'
const byDay = (flights: FlownPart[], aircraft = plane, counting = usualCounting) =>
  recentExperience({ rule: faa('61.57(a)'), experience: dayExperience, flights, aircraft, on, counting })
const byNight = (flights: FlownPart[]) =>
  recentExperience({
    rule: faa('61.57(b)'),
    experience: nightExperience(null),
    flights,
    aircraft: plane,
    on,
    counting: usualCounting,
  })

for (const [what, flights, verdict, aircraft] of [
  ['three landings 90 days before', [flown('2025-12-20')], 'yes'],
  ['three landings 91 days before', [flown('2025-12-19')], 'no'],
  ['two landings', [flown('2026-03-01', { landings: 2 })], 'no'],
  ['two and one', [flown('2026-03-01', { landings: 2 }), flown('2026-02-01', { landings: 1 })], 'yes'],
  ['another class', [flown('2026-03-01', { class: 'multi_engine_land' })], 'no'],
  ['another type, without a type rating', [flown('2026-03-01', { typeDesignator: 'P28A' })], 'yes'],
  [
    'another type, with a type rating',
    [flown('2026-03-01', { typeDesignator: 'P28A' })],
    'no',
    { ...plane, needsTypeRating: true },
  ],
  ['touch-and-goes with a nosewheel', [flown('2026-03-01', { fullStops: 0 })], 'yes'],
  [
    'touch-and-goes with a tailwheel',
    [flown('2026-03-01', { fullStops: 0, isTailwheel: true })],
    'no',
    { ...plane, isTailwheel: true },
  ],
  [
    'full stops without a tailwheel for one with a tailwheel',
    [flown('2026-03-01')],
    'no',
    { ...plane, isTailwheel: true },
  ],
  ['a simulator', [flown('2026-03-01', { isSimulator: true })], 'no'],
  ['a flight that is not approved', [flown('2026-03-01', { standing: 'not_approved' })], 'no'],
  ['a reversed flight', [flown('2026-03-01', { standing: 'reversed' })], 'no'],
  ['landings of somebody else', [flown('2026-03-01', { landings: 0, flightLandings: 3 })], 'no'],
  [
    'landings that nobody split between two pilots',
    [
      flown('2026-03-01', {
        landings: null,
        takeOffs: null,
        fullStops: null,
        flightLandings: 3,
        flightFullStops: 3,
      }),
    ],
    'insufficient_data',
  ],
  ['landings without logged take-offs', [flown('2026-03-01', { takeOffs: 0, flightTakeOffs: 0 })], 'yes'],
  ['take-offs that another pilot made', [flown('2026-03-01', { takeOffs: 0, flightTakeOffs: 3 })], 'no'],
] as [string, FlownPart[], string, AircraftFacts?][])
  test(`61.57(a): ${what}: ${verdict}`, () => {
    assert.equal(byDay(flights, aircraft).verdict, verdict)
  })

test('61.57(a) lapses 90 days after the landing that was the third', () => {
  const flights = [flown('2026-03-10', { landings: 1 }), flown('2026-03-01', { landings: 2 })]
  assert.equal(byDay(flights).lapsesOn, '2026-05-30')
  const counting = { ...usualCounting, ninetyDaysFrom: 'day_of_flight' as const }
  assert.equal(byDay(flights, plane, counting).lapsesOn, '2026-05-29')
  assert.equal(byDay([flown('2025-12-20')], plane, counting).verdict, 'no')
})

const dusk = { takeOff: false, landing: true, isConstant: false }
const dark = { takeOff: true, landing: true, isConstant: true }
for (const [what, flights, verdict] of [
  ['three full stops at night', [flown('2026-03-01', { recency: dark })], 'yes'],
  ['three touch-and-goes at night', [flown('2026-03-01', { recency: dark, fullStops: 0 })], 'no'],
  [
    'four full stops into the night, of which the last was in it',
    [flown('2026-03-01', { landings: 4, recency: dusk, civil: dusk, nightFullStops: 3 })],
    'insufficient_data',
  ],
  [
    'three full stops into the night, all logged by day',
    [flown('2026-03-01', { recency: dusk, civil: dusk })],
    'no',
  ],
  [
    'three logged at night without instants',
    [flown('2026-03-01', { recency: null, nightTakeOffs: 3, nightLandings: 3, nightFullStops: 3 })],
    'insufficient_data',
  ],
  ['three logged by day without instants', [flown('2026-03-01', { recency: null })], 'no'],
] as [string, FlownPart[], string][])
  test(`61.57(b): ${what}: ${verdict}`, () => {
    assert.equal(byNight(flights).verdict, verdict)
  })

const ifr = (
  flights: FlownPart[],
  { at = '2026-08-07', checks = [], today = at }: { at?: string; checks?: string[]; today?: string } = {},
) =>
  instrumentExperience({
    flights,
    category: 'airplane',
    checks: checks.map((day) => ({ on: day, until: checkUntil(day, null) })),
    on: at,
    today,
    counting: usualCounting,
  })
const hood = (day: string, approaches = 6, fields: Partial<FlownPart> = {}) =>
  flown(day, { approaches, holds: 1, isTracking: true, ...fields })
for (const [what, flights, options, verdict] of [
  ['six on the first day of the window', [hood('2026-02-01')], {}, 'yes'],
  ['six on the day before the window', [hood('2026-01-31')], {}, 'no'],
  ['six in the month of the flight', [hood('2026-08-01')], {}, 'no'],
  ['five', [hood('2026-05-01', 5)], {}, 'no'],
  ['six without holding', [hood('2026-05-01', 6, { holds: 0 })], {}, 'no'],
  ['six without tracking', [hood('2026-05-01', 6, { isTracking: false })], {}, 'no'],
  ['six in a simulator', [hood('2026-05-01', 6, { isSimulator: true })], {}, 'yes'],
  ['six in a helicopter', [hood('2026-05-01', 6, { category: 'rotorcraft' })], {}, 'no'],
  ['a check on the last day that counts', [], { checks: ['2026-02-01'] }, 'yes'],
  ['a check in the month before', [], { checks: ['2026-01-31'] }, 'no'],
  // Current to the end of September 2025; October to March are six months without.
  ['six after six months without', [hood('2026-03-10'), hood('2025-03-10')], { at: '2026-04-10' }, 'yes'],
  ['six after seven months without', [hood('2026-04-10'), hood('2025-03-10')], { at: '2026-05-10' }, 'no'],
  [
    'six after seven months without, and a check since',
    [hood('2026-04-10'), hood('2025-03-10')],
    { at: '2026-05-10', checks: ['2026-04-20'] },
    'yes',
  ],
] as [string, FlownPart[], object, string][])
  test(`61.57(c), (d): ${what}: ${verdict}`, () => {
    assert.equal(ifr(flights, options).verdict, verdict)
  })

test('61.57(c): the fix is flown before the month of the flight, or else it is a check', () => {
  assert.equal(
    ifr([hood('2026-05-01', 4)], { today: '2026-07-20' }).cheapestFix,
    '2 approaches by 2026-07-31, with a safety pilot in visual conditions or in a simulator',
  )
  assert.equal(ifr([hood('2026-05-01', 4)]).cheapestFix, 'An instrument proficiency check')
  assert.equal(ifr([hood('2026-05-01')]).lapsesOn, '2026-11-30')
})

test('61.56(c) by a review, or by the practical test for a certificate, to the end of the 24th month', () => {
  const issued = holder(record('certificate', 'Private pilot', '2024-03-05'))
  assert.equal(flightReview(issued, '2026-03-31').verdict, 'yes')
  assert.equal(flightReview(issued, '2026-04-01').verdict, 'insufficient_data')
  const reviewed = holder(record('flight_review', 'Flight review', '2024-03-05', '2026-03-31'))
  assert.equal(flightReview(reviewed, '2026-03-31').verdict, 'yes')
  assert.equal(flightReview(reviewed, '2026-04-01').verdict, 'no')
})

for (const [title, operation, verdict] of [
  ['Private pilot', 'private', 'yes'],
  ['Private pilot', 'commercial', 'no'],
  ['Commercial pilot', 'commercial', 'yes'],
  ['Commercial pilot', 'airline_transport', 'no'],
  ['ATP', 'airline_transport', 'yes'],
  ['Student pilot', 'private', 'no'],
] as const)
  test(`61.3(a): a ${title} for ${operation}: ${verdict}`, () => {
    const asked = { on, operation, isSolo: false }
    assert.equal(pilotCertificate(holder(record('certificate', title, null)), asked).verdict, verdict)
  })

for (const [issuedOn, verdict] of [
  ['2025-12-20', 'yes'],
  ['2025-12-19', 'no'],
] as const)
  test(`61.87(n): an endorsement of ${issuedOn} for a solo flight on ${on}: ${verdict}`, () => {
    const lastDay = (day: string) => (day === '2025-12-20' ? '2026-03-20' : '2026-03-19')
    const asked = { on, firstDay: '2025-12-20', lastDay, typeDesignator: 'C172' }
    const endorsed = holder(record('endorsement', 'Solo C172', issuedOn))
    assert.equal(soloEndorsement(endorsed, asked).verdict, verdict)
    const other = holder(record('endorsement', 'Solo PA28', issuedOn))
    assert.equal(soloEndorsement(other, asked).verdict, 'insufficient_data')
  })

const minimum: Minimum = {
  id: 'cmn_1',
  title: 'On type',
  authority: 'workspace',
  effect: 'blocks',
  measure: 'type',
  neededMinutes: 120,
  typeDesignators: [],
  citation: null,
}
for (const [what, change, flights, earlier, verdict] of [
  ['119 minutes', {}, [flown('2026-03-01', { minutes: 119 })], 0, 'no'],
  ['120 minutes', {}, [flown('2026-03-01', { minutes: 120 })], 0, 'yes'],
  ['older time beside it', {}, [flown('2026-03-01', { minutes: 20 })], 100, 'yes'],
  ['as an observer', {}, [flown('2026-03-01', { minutes: 120, roles: ['observer'] })], 0, 'no'],
  ['30 days before', { measure: 'last_30_days' }, [flown('2026-02-18', { minutes: 120 })], 0, 'yes'],
  ['31 days before', { measure: 'last_30_days' }, [flown('2026-02-17', { minutes: 120 })], 0, 'no'],
  ['90 days before', { measure: 'last_90_days' }, [flown('2025-12-20', { minutes: 120 })], 0, 'yes'],
  ['91 days before', { measure: 'last_90_days' }, [flown('2025-12-19', { minutes: 120 })], 0, 'no'],
] as [string, Partial<Minimum>, FlownPart[], number, string][])
  test(`a minimum of 2 h: ${what}: ${verdict}`, () => {
    const rule = flightMinimum(
      { ...minimum, ...change },
      {
        flights,
        earlier: [{ typeDesignator: 'C172', minutes: earlier }],
        aircraft: plane,
        on,
        counting: usualCounting,
      },
    )
    assert.equal(rule.verdict, verdict)
  })

test('a rule that only warns never decides', () => {
  const no = byDay([])
  assert.equal(overall([no]).verdict, 'no')
  assert.equal(overall([{ ...no, effect: 'warns' }]).verdict, 'yes')
})

test('titles of certificates and endorsements are read as people write them', () => {
  assert.deepEqual(
    [
      'Commercial pilot',
      'ATP',
      'PPL(A)',
      'Student pilot',
      'Flight instructor',
      'Mechanic, A&P',
      'Remote pilot',
    ].map(pilotLevel),
    ['commercial', 'airline_transport', 'private', 'student', null, null, null],
  )
  assert.deepEqual(ratedClasses('Airplane single- and multi-engine land'), [
    'single_engine_land',
    'multi_engine_land',
  ])
  assert.deepEqual(ratedClasses('ASEL, AMEL'), ['single_engine_land', 'multi_engine_land'])
  assert.deepEqual([isInstructor('CFII'), isInstructor('Ground instructor')], [true, false])
  assert.deepEqual(
    [isEndorsement('Solo cross-country', 'solo'), isEndorsement('Solo C172', 'solo')],
    [false, true],
  )
})
