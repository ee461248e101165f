import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AircraftFacts, FlownPart, NightFacts } from './eligibility.ts'
import { faa, usualCounting } from './eligibility.ts'
import { flightReview } from './held-record.ts'
import { checkUntil, instrumentExperience } from './instrument-experience.ts'
import { europeanEligibility, type HeldMedical, medicalEligibility } from './medical-eligibility.ts'
import { dayExperience, nightExperience } from './person-eligibility.ts'
import { recentExperience } from './recent-experience.ts'

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

interface Landed {
  kind: 'take-off' | 'landing'
  day: string
  isFullStop: boolean
  /** Null: nobody can say. */
  isAtNight: boolean | null
}

/**
 * 61.57(a)(1): "at least three takeoffs and three landings within the preceding 90 days, and (i) the person acted as the
 * sole manipulator of the flight controls; and (ii) the required takeoffs and landings were performed in an aircraft of
 * the same category, class, and type (if a type rating is required), and, if the aircraft to be flown is an airplane
 * with a tailwheel, the takeoffs and landings must have been made to a full stop in an airplane with a tailwheel."
 */
function eventsFor(flights: readonly FlownPart[], aircraft: AircraftFacts): Landed[] {
  const events: Landed[] = []
  for (const flight of flights) {
    if (flight.standing !== 'approved' || flight.isSimulator || !flight.isSoleManipulator) continue
    if (flight.category !== aircraft.category || flight.class !== aircraft.class) continue
    if (aircraft.needsTypeRating && flight.typeDesignator !== aircraft.typeDesignator) continue
    if (aircraft.isTailwheel && !flight.isTailwheel) continue
    // With instants the sun says; without them, what was typed by night is not known.
    const isAtNight = flight.recency ? flight.recency.landing : (flight.nightLandings ?? 0) > 0 ? null : false
    const landings = flight.landings ?? 0
    const takeOffs = flight.flightTakeOffs === 0 ? landings : (flight.takeOffs ?? 0)
    for (let number = 0; number < takeOffs; number++)
      events.push({ kind: 'take-off', day: flight.on, isFullStop: true, isAtNight })
    for (let number = 0; number < landings; number++)
      events.push({
        kind: 'landing',
        day: flight.on,
        isFullStop: number < (flight.fullStops ?? 0),
        isAtNight,
      })
  }
  return events
}

function threeOfEach(events: readonly Landed[], on: string, fits: (event: Landed) => boolean | null) {
  const oldest = dayOf(Date.parse(on) - 90 * dayMs)
  const within = events.filter(({ day }) => day >= oldest && day <= on)
  const count = (kind: Landed['kind'], withUnknown: boolean) =>
    within.filter(
      (event) => event.kind === kind && (fits(event) === true || (withUnknown && fits(event) === null)),
    ).length
  if (count('take-off', false) >= 3 && count('landing', false) >= 3) return 'yes'
  return count('take-off', true) >= 3 && count('landing', true) >= 3 ? 'insufficient_data' : 'no'
}

const slowDay = (flights: readonly FlownPart[], aircraft: AircraftFacts, on: string) =>
  threeOfEach(eventsFor(flights, aircraft), on, ({ isFullStop }) => !aircraft.isTailwheel || isFullStop)

/** 61.57(b)(1): "at least three takeoffs and three landings to a full stop" between 1 hour after sunset and 1 hour before sunrise. */
const slowNight = (flights: readonly FlownPart[], aircraft: AircraftFacts, on: string) =>
  threeOfEach(eventsFor(flights, aircraft), on, ({ isFullStop, isAtNight }) => isFullStop && isAtNight)

const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1

/** 61.57(c)(1), (d): month by month since the first flight or check. */
function slowInstrument(flights: readonly FlownPart[], checks: readonly string[], on: string) {
  const counted = flights.filter(
    (flight) => flight.standing === 'approved' && (flight.isSimulator || flight.category === 'airplane'),
  )
  const has = (month: number) => {
    const six = counted.filter(({ on: day }) => monthNumber(day) >= month - 6 && monthNumber(day) < month)
    return (
      six.reduce((sum, { approaches }) => sum + (approaches ?? 0), 0) >= 6 &&
      six.some(({ holds }) => (holds ?? 0) > 0) &&
      six.some(({ isTracking }) => isTracking)
    )
  }
  const isChecked = (month: number) =>
    checks.some((day) => {
      const isPassed = month === monthNumber(on) ? day <= on : monthNumber(day) <= month
      return isPassed && month - monthNumber(day) <= 6
    })
  const isCurrent = new Map<number, boolean>()
  const first = Math.min(...counted.map(({ on: day }) => monthNumber(day)), ...checks.map(monthNumber))
  for (let month = first; month <= monthNumber(on); month++) {
    const before = [...isCurrent].filter(([, current]) => current).map(([number]) => number)
    // "has failed to meet the instrument experience requirements for more than six calendar months"
    const failedMonths = before.length === 0 ? 0 : month - Math.max(...before) - 1
    isCurrent.set(month, isChecked(month) || (has(month) && failedMonths <= 6))
  }
  return isCurrent.get(monthNumber(on)) ? 'yes' : 'no'
}

/** The last day of a month, as the day before the first of the next. */
const lastOf = (month: number) => dayOf(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 1) - dayMs)

/** 61.56(c): since the beginning of the 24th calendar month before the month in which the pilot acts. */
const slowReview = (reviewedOn: string | null, on: string) =>
  reviewedOn === null ? 'insufficient_data' : monthNumber(on) - monthNumber(reviewedOn) <= 24 ? 'yes' : 'no'

/** 61.23(d), read from its table. */
function slowMedical(
  medical: HeldMedical,
  operation: 'private' | 'commercial' | 'airline_transport',
  on: string,
) {
  const { medicalClass, ageAtExam, issuedOn } = medical
  const isHighEnough =
    operation === 'private' ||
    (operation === 'commercial' && medicalClass !== 'third') ||
    medicalClass === 'first'
  if (!isHighEnough || issuedOn === null) return 'no'
  const monthsFor = (isYoung: boolean) =>
    operation === 'private' ? (isYoung ? 60 : 24) : operation === 'commercial' ? 12 : isYoung ? 12 : 6
  const isGood = (isYoung: boolean) => on <= lastOf(monthNumber(issuedOn) + monthsFor(isYoung))
  if (ageAtExam === null && operation !== 'commercial') return isGood(true) ? 'insufficient_data' : 'no'
  return isGood((ageAtExam ?? 0) < 40) ? 'yes' : 'no'
}

const slowAddMonths = (day: string, months: number) => {
  const month = monthNumber(day) + months
  const last = lastOf(month)
  return Number(day.slice(8)) >= Number(last.slice(8)) ? last : `${last.slice(0, 8)}${day.slice(8)}`
}

/**
 * MED.A.045(a): Class 1 for 12 months, or 6 from the age of 60; Class 2 for 60 months until the age of 40 and no longer
 * than to 42, for 24 until 50 and no longer than to 51, then for 12. (b): an examination in the last 45 days counts from
 * the end of the certificate before.
 */
function slowEuropean(
  { medicalClass, issuedOn, previousExpiresOn }: HeldMedical,
  { operation, birthOn, on }: { operation: string; birthOn: string; on: string },
) {
  if (issuedOn === null || (operation !== 'private' && medicalClass !== 'class_1') || medicalClass === 'lapl')
    return 'no'
  const years = Number(issuedOn.slice(0, 4)) - Number(birthOn.slice(0, 4))
  const age = issuedOn.slice(5) < birthOn.slice(5) ? years - 1 : years
  const left =
    previousExpiresOn === null ? -1 : (Date.parse(previousExpiresOn) - Date.parse(issuedOn)) / dayMs
  const start = left >= 0 && left <= 45 ? (previousExpiresOn ?? issuedOn) : issuedOn
  if (operation !== 'private') return on <= slowAddMonths(start, age < 60 ? 12 : 6) ? 'yes' : 'no'
  const months = age < 40 ? 60 : age < 50 ? 24 : 12
  const birthday = (turning: number) => `${Number(birthOn.slice(0, 4)) + turning}${birthOn.slice(4)}`
  const latest = age < 40 ? birthday(42) : age < 50 ? birthday(51) : '9999-12-31'
  return on <= slowAddMonths(start, months) && on <= latest ? 'yes' : 'no'
}

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
