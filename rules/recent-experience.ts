import {
  type AircraftFacts,
  answer,
  type Counting,
  type FlownPart,
  firstDay,
  lastDay,
  type NightFacts,
  type Rule,
  type RuleVerdict,
  some,
  unapproved,
} from './eligibility.ts'

/** What a rule of recent take-offs and landings asks for. */
export interface Experience {
  needed: number
  days: number
  /** By night: of which clock. Null: by day or night. */
  night: 'recency' | 'civil' | null
  isFullStop: boolean
  fix(missing: number): string
}

interface Question {
  rule: Rule
  experience: Experience
  /** The newest first, none after the flight in question. */
  flights: readonly FlownPart[]
  aircraft: AircraftFacts
  on: string
  counting: Counting
}

/** At least this many, and at most that many. */
interface Range {
  least: number
  most: number
}
interface Made {
  takeOffs: Range
  landings: Range
  /** The fields without which nobody can say. */
  missing: string[]
  isAssumed: boolean
}
const exactly = (count: number): Range => ({ least: count, most: count })
const mostListed = 25

/**
 * Take-offs and landings within the preceding days (14 CFR 61.57(a), (b)): by the sole manipulator of the controls, in
 * the same category and class, in the same type if a type rating is required, and to a full stop with a tailwheel.
 */
export function recentExperience(question: Question): RuleVerdict {
  const { rule, experience, flights, aircraft, on, counting } = question
  const { needed, days } = experience
  const windowFrom = firstDay(on, days, counting)
  const listedFrom = firstDay(windowFrom, days, counting)
  const isFullStop = experience.isFullStop || aircraft.isTailwheel
  const tally = { takeOffs: exactly(0), landings: exactly(0) }
  const reached = { takeOffs: null as string | null, landings: null as string | null }
  const listed = { counted: [] as RuleVerdict['counted'], notCounted: [] as RuleVerdict['notCounted'] }
  const missing: RuleVerdict['missing'] = []
  let isAssumed = false
  for (const flight of flights) {
    if (flight.on < listedFrom || flight.on > on) continue
    const made = madeOn(flight, experience.night, isFullStop)
    const why = flight.on < windowFrom ? `It was before ${windowFrom}` : whyNot(flight, aircraft, made)
    if (why !== null) {
      if (isOfInterest(flight)) listed.notCounted.push({ flightId: flight.flightId, why })
      continue
    }
    const number = Math.min(made.landings.least, needed - Math.min(needed, tally.landings.least))
    if (number > 0) listed.counted.push({ flightId: flight.flightId, what: 'landings', number })
    else if (made.landings.most === 0 && flight.landings)
      listed.notCounted.push({ flightId: flight.flightId, why: whyNone(experience.night, isFullStop) })
    missing.push(...made.missing.map((field) => ({ field, of: flight.flightId })))
    isAssumed ||= made.isAssumed
    for (const what of ['takeOffs', 'landings'] as const) {
      tally[what].least += made[what].least
      tally[what].most += made[what].most
      if (tally[what].least >= needed) reached[what] ??= flight.on
    }
    if (reached.takeOffs && reached.landings) break
  }
  const least = Math.min(tally.takeOffs.least, tally.landings.least)
  const most = Math.min(tally.takeOffs.most, tally.landings.most)
  const verdict = least >= needed ? 'yes' : most >= needed ? 'insufficient_data' : 'no'
  const first = [reached.takeOffs, reached.landings].sort()[0]
  return answer(rule, {
    verdict,
    reason: reasonOf(question, tally.takeOffs.least, tally.landings.least, windowFrom, isFullStop),
    windowFrom,
    windowTo: on,
    needed,
    counted: listed.counted,
    notCounted: listed.notCounted.slice(0, mostListed),
    missing: verdict === 'insufficient_data' ? missing : [],
    assumption: isAssumed
      ? 'Where a flight has no take-offs logged, each landing counts with the take-off before it'
      : null,
    lapsesOn: verdict === 'yes' && first ? lastDay(first, days, counting) : null,
    cheapestFix: verdict === 'yes' ? null : experience.fix(needed - least),
  })
}

function reasonOf(
  { experience }: Question,
  takeOffs: number,
  landings: number,
  from: string,
  isFullStop: boolean,
): string {
  const night = experience.night ? ' by night' : ''
  const stop = isFullStop ? ' to a full stop' : ''
  return `${some(takeOffs, 'take-off')} and ${some(landings, 'landing')}${stop}${night} since ${from}, of ${experience.needed} each`
}

const isOfInterest = ({ landings, takeOffs, flightLandings }: FlownPart) =>
  landings === null ? flightLandings > 0 : landings > 0 || (takeOffs ?? 0) > 0 || flightLandings > 0

const whyNone = (night: Experience['night'], isFullStop: boolean) =>
  `None of its landings was ${[...(isFullStop ? ['to a full stop'] : []), ...(night ? ['at night'] : [])].join(' and ')}`

function whyNot(flight: FlownPart, aircraft: AircraftFacts, made: Made): string | null {
  const unapprovedWhy = unapproved(flight)
  if (unapprovedWhy) return unapprovedWhy
  if (flight.isSimulator)
    return 'Landings in a simulator count only in an approved course of a training center (14 CFR 61.57(a)(3), (b)(2))'
  if (flight.category !== aircraft.category)
    return `It was flown in another category: ${words(flight.category)}`
  if (flight.class !== aircraft.class) return `It was flown in another class: ${words(flight.class)}`
  if (aircraft.needsTypeRating && flight.typeDesignator !== aircraft.typeDesignator)
    return `It was flown in another type: ${flight.typeDesignator}`
  if (aircraft.isTailwheel && !flight.isTailwheel) return 'It was flown without a tailwheel'
  if (made.landings.most > 0 || made.takeOffs.most > 0 || flight.landings) {
    if (!flight.isSoleManipulator && flight.landings !== null)
      return 'The person was not the sole manipulator of the controls'
    return null
  }
  return flight.flightLandings > 0 ? 'Somebody else made its take-offs and landings' : null
}

const words = (name: string) => name.replaceAll('_', ' ')

/** What the person made on a flight, by the question. */
function madeOn(flight: FlownPart, night: Experience['night'], isFullStop: boolean): Made {
  const landings = isFullStop ? flight.fullStops : flight.landings
  const ofFlight = isFullStop ? flight.flightFullStops : flight.flightLandings
  // Nobody said who of the crew made them.
  if (landings === null || flight.landings === null)
    return {
      takeOffs: { least: 0, most: Math.max(flight.flightTakeOffs, flight.flightLandings) },
      landings: { least: 0, most: ofFlight },
      missing: ofFlight > 0 ? ['crew.dayLandings'] : [],
      isAssumed: false,
    }
  const isAssumed = flight.flightTakeOffs === 0 && flight.landings > 0
  const takeOffs = isAssumed ? flight.landings : (flight.takeOffs ?? 0)
  if (night === null)
    return { takeOffs: exactly(takeOffs), landings: exactly(landings), missing: [], isAssumed }
  const sun = flight[night]
  if (sun === null) return withoutSun(flight, { takeOffs, landings, isFullStop, isAssumed })
  const flightTakeOffs = isAssumed ? flight.flightLandings : flight.flightTakeOffs
  return {
    takeOffs: atNight(takeOffs, flightTakeOffs, sun.takeOff, sun),
    landings: isTypedByDay(flight, isFullStop, sun)
      ? exactly(0)
      : atNight(landings, ofFlight, sun.landing, sun),
    missing: sun.isConstant ? [] : ['nightFullStopLandings'],
    isAssumed,
  }
}

/** By night was logged, and nobody knows when: it is not guessed. */
function withoutSun(
  flight: FlownPart,
  {
    takeOffs,
    landings,
    isFullStop,
    isAssumed,
  }: { takeOffs: number; landings: number; isFullStop: boolean; isAssumed: boolean },
): Made {
  const typed = Math.min(landings, (isFullStop ? flight.nightFullStops : flight.nightLandings) ?? 0)
  const typedTakeOffs = isAssumed ? typed : Math.min(takeOffs, flight.nightTakeOffs ?? 0)
  const missing = flight.hasInstants ? ['fromAirport', 'toAirport'] : ['takeOffAt', 'landingAt']
  return {
    takeOffs: { least: 0, most: typedTakeOffs },
    landings: { least: 0, most: typed },
    missing: typed + typedTakeOffs > 0 ? missing : [],
    isAssumed,
  }
}

// On a flight into or out of the night, full stops that were all logged by day were not made in it, unless the two
// clocks disagree about the last landing.
const isTypedByDay = (flight: FlownPart, isFullStop: boolean, sun: NightFacts) =>
  !sun.isConstant &&
  (isFullStop ? flight.nightFullStops : flight.nightLandings) === 0 &&
  !(sun.landing && flight.civil?.landing === false)

function atNight(made: number, ofFlight: number, isKnownAtNight: boolean, sun: NightFacts): Range {
  if (made === 0) return exactly(0)
  if (sun.isConstant) return exactly(sun.landing ? made : 0)
  // The first take-off and the last landing are known, if nobody else can have made them.
  if (made < ofFlight) return { least: 0, most: made }
  return { least: isKnownAtNight ? 1 : 0, most: made - (isKnownAtNight ? 0 : 1) }
}
