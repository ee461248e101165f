import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AircraftFacts, FlownPart, NightFacts } from './eligibility.ts'
import { faa, usualCounting } from './eligibility.ts'
import { flightReview } from './held-record.ts'
import { checkUntil, instrumentExperience } from './instrument-experience.ts'
import { europeanEligibility, type HeldMedical, medicalEligibility } from './medical-eligibility.ts'
import { dayExperience, nightExperience } from './person-eligibility.ts'
import { recentExperience } from './recent-experience.ts'
import {
  lastOf,
  monthNumber,
  slowDay,
  slowEuropean,
  slowInstrument,
  slowMedical,
  slowNight,
  slowReview,
} from './testing/slow-regulation.ts'

// 5,000 random histories, each judged twice: by the rules, and by a slow second implementation that is written from the
// words of the regulation and shares nothing with them, not even the arithmetic of dates.
const histories = 5_000
const dayMs = 86_400_000

let seed = 20261130
const random = () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}
const below = (limit: number) => Math.floor(random() * limit)
const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T
const chance = (part: number) => random() < part

const origin = Date.UTC(2026, 7, 15)
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)
const daysAgo = (days: number) => dayOf(origin - days * dayMs)

const night = (isNight: boolean): NightFacts => ({ takeOff: isNight, landing: isNight, isConstant: true })

function randomFlight(index: number): FlownPart {
  const landings = below(4)
  const fullStops = chance(0.6) ? landings : below(landings + 1)
  const isNight = chance(0.5)
  const hasInstants = chance(0.8)
  const isSoleManipulator = chance(0.85)
  const made = isSoleManipulator ? landings : 0
  const takeOffs = chance(0.3) ? 0 : landings
  const approaches = chance(0.5) ? below(4) : 0
  return {
    flightId: `flt_${index}`,
    on: daysAgo(chance(0.6) ? below(200) : below(900)),
    standing: pick(['approved', 'approved', 'approved', 'approved', 'not_approved', 'reversed']),
    roles: ['pic'],
    isSoleManipulator,
    isSimulator: chance(0.1),
    category: pick(['airplane', 'airplane', 'airplane', 'rotorcraft']),
    class: pick(['single_engine_land', 'single_engine_land', 'multi_engine_land']),
    typeDesignator: pick(['C172', 'P28A']),
    isTailwheel: chance(0.4),
    minutes: 60,
    takeOffs: isSoleManipulator ? takeOffs : 0,
    landings: made,
    fullStops: isSoleManipulator ? fullStops : 0,
    nightTakeOffs: isSoleManipulator && isNight ? takeOffs : 0,
    nightLandings: isNight ? made : 0,
    nightFullStops: isSoleManipulator && isNight ? fullStops : 0,
    approaches,
    holds: chance(0.4) ? 1 : 0,
    isTracking: chance(0.7),
    isTrackingAssumed: false,
    flightTakeOffs: takeOffs,
    flightLandings: landings,
    flightFullStops: fullStops,
    flightApproaches: approaches,
    hasInstants,
    recency: hasInstants ? night(isNight) : null,
    civil: hasInstants ? night(isNight) : null,
  }
}

const randomAircraft = (): AircraftFacts => ({
  category: 'airplane',
  class: pick(['single_engine_land', 'multi_engine_land']),
  typeDesignator: pick(['C172', 'P28A']),
  isTailwheel: chance(0.3),
  isComplex: false,
  isHighPerformance: false,
  isMultiPilot: false,
  needsTypeRating: chance(0.2),
})

test(`${histories} random histories have the verdicts that the words of the regulation give`, () => {
  const seen = new Map<string, number>()
  const note = (rule: string, verdict: string) =>
    seen.set(`${rule} ${verdict}`, (seen.get(`${rule} ${verdict}`) ?? 0) + 1)
  for (let history = 0; history < histories; history++) {
    const on = daysAgo(0)
    const flights = Array.from({ length: below(20) }, (_, index) => randomFlight(index)).sort((a, b) =>
      a.on < b.on ? 1 : -1,
    )
    const aircraft = randomAircraft()
    const common = { flights, aircraft, on, counting: usualCounting }
    const checks = chance(0.3) ? [daysAgo(below(600))] : []
    const reviewedOn = chance(0.9) ? daysAgo(below(900)) : null
    const operation = pick(['private', 'commercial', 'airline_transport'] as const)
    const medical: HeldMedical = {
      recordId: 'cmr_1',
      kind: 'medical',
      title: 'Medical certificate',
      issuedOn: daysAgo(below(2_200)),
      expiresOn: null,
      medicalClass: pick(['first', 'second', 'third']),
      ageAtExam: pick([20, 39, 40, 60, null]),
      previousExpiresOn: null,
      courseOn: null,
      isEndEntered: false,
      enteredUntil: { private: null, commercial: null, airline_transport: null },
    }
    const european: HeldMedical = {
      ...medical,
      medicalClass: pick(['class_1', 'class_2', 'lapl']),
      ageAtExam: null,
      previousExpiresOn: chance(0.4)
        ? dayOf(Date.parse(medical.issuedOn ?? '') + (below(60) - 5) * dayMs)
        : null,
    }
    // Of every age around the limits; nobody is born on a leap day.
    const birthOn = `${2026 - pick([20, 39, 40, 41, 42, 43, 49, 50, 51, 59, 60, 61, 66])}-0${1 + below(9)}-1${below(10)}`
    const records =
      reviewedOn === null
        ? []
        : [
            {
              recordId: 'cmr_2',
              kind: 'flight_review',
              title: 'Flight review',
              issuedOn: reviewedOn,
              expiresOn: lastOf(monthNumber(reviewedOn) + 24),
            },
          ]
    const holder = { crewId: 'crw_1', certificateType: null, records }
    const pairs = {
      '61.57(a)': [
        recentExperience({ ...common, rule: faa('61.57(a)'), experience: dayExperience }).verdict,
        slowDay(flights, aircraft, on),
      ],
      '61.57(b)': [
        recentExperience({ ...common, rule: faa('61.57(b)'), experience: nightExperience(null) }).verdict,
        slowNight(flights, aircraft, on),
      ],
      '61.57(c)': [
        instrumentExperience({
          ...common,
          category: 'airplane',
          checks: checks.map((day) => ({ on: day, until: checkUntil(day, null) })),
          today: on,
        }).verdict,
        slowInstrument(flights, checks, on),
      ],
      '61.56(c)': [flightReview(holder, on).verdict, slowReview(reviewedOn, on)],
      '61.23': [
        medicalEligibility({ crewId: 'crw_1', medicals: [medical], birthOn: null, on, operation }).verdict,
        slowMedical(medical, operation, on),
      ],
      'MED.A.045': [
        europeanEligibility({ crewId: 'crw_1', medicals: [european], birthOn, on, operation }).verdict,
        slowEuropean(european, { operation, birthOn, on }),
      ],
    }
    for (const [rule, [fast, slow]] of Object.entries(pairs)) {
      note(rule, fast ?? '')
      assert.equal(
        fast,
        slow,
        `${rule} in history ${history}: ${JSON.stringify({ flights, aircraft, checks, medical, european, birthOn })}`,
      )
    }
  }
  // A comparison of nothing but one verdict would prove little.
  for (const rule of ['61.57(a)', '61.57(b)', '61.57(c)', '61.56(c)', '61.23', 'MED.A.045'])
    for (const verdict of ['yes', 'no'])
      assert.ok((seen.get(`${rule} ${verdict}`) ?? 0) > 50, `${rule} ${verdict}`)
})
