import type { AircraftFacts, FlownPart } from '../eligibility.ts'
import type { HeldMedical } from '../medical-eligibility.ts'

// The regulations once more, slowly, from their words. It shares nothing with the rules, not even the arithmetic of dates.

const dayMs = 86_400_000
export const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

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

export const slowDay = (flights: readonly FlownPart[], aircraft: AircraftFacts, on: string) =>
  threeOfEach(eventsFor(flights, aircraft), on, ({ isFullStop }) => !aircraft.isTailwheel || isFullStop)

/** 61.57(b)(1): "at least three takeoffs and three landings to a full stop" between 1 hour after sunset and 1 hour before sunrise. */
export const slowNight = (flights: readonly FlownPart[], aircraft: AircraftFacts, on: string) =>
  threeOfEach(eventsFor(flights, aircraft), on, ({ isFullStop, isAtNight }) => isFullStop && isAtNight)

export const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1

/** 61.57(c)(1), (d): month by month since the first flight or check. */
export function slowInstrument(flights: readonly FlownPart[], checks: readonly string[], on: string) {
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
export const lastOf = (month: number) => dayOf(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 1) - dayMs)

/** 61.56(c): since the beginning of the 24th calendar month before the month in which the pilot acts. */
export const slowReview = (reviewedOn: string | null, on: string) =>
  reviewedOn === null ? 'insufficient_data' : monthNumber(on) - monthNumber(reviewedOn) <= 24 ? 'yes' : 'no'

/** 61.23(d), read from its table. */
export function slowMedical(
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
export function slowEuropean(
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
