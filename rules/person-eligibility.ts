import { ratedClasses } from './certificate-title.ts'
import {
  type AircraftFacts,
  answer,
  type Counting,
  easa,
  type FlownPart,
  faa,
  firstDay,
  lastDay,
  type RuleVerdict,
  some,
} from './eligibility.ts'
import { checkout, concerns, type EarlierTime, flightMinimum, type Minimum } from './flight-minimum.ts'
import {
  byRecord,
  classRating,
  endorsement,
  flightReview,
  type HeldRecord,
  type Holder,
  instructorCertificate,
  instrumentRating,
  levelOf,
  longest,
  type Privilege,
  pilotCertificate,
  typeRating,
} from './held-record.ts'
import { checkUntil, instrumentExperience } from './instrument-experience.ts'
import { europeanEligibility, type HeldMedical, medicalEligibility } from './medical-eligibility.ts'
import { part135Check } from './part-135-check.ts'
import { type Experience, recentExperience } from './recent-experience.ts'
import { crossCountryEndorsement, soloEndorsement } from './solo-endorsement.ts'

export const flyingRoles = ['pic', 'instructor', 'solo'] as const
export type FlyingRole = (typeof flyingRoles)[number]

/** All that is known about a person. */
export interface PersonFacts extends Holder {
  medicals: readonly HeldMedical[]
  birthOn: string | null
  /** The newest first, none after the flight in question. */
  flights: readonly FlownPart[]
  earlier: readonly EarlierTime[]
}

export interface Aircraft extends AircraftFacts {
  /** Other names that a checkout may have: registration, make and model. */
  names: readonly string[]
}

export interface EligibilityQuestion {
  aircraft: Aircraft
  on: string
  today: string
  role: FlyingRole
  operation: Privilege
  /** Whose rules apply. */
  isFaa: boolean
  isEasa: boolean
  isPart135: boolean
  hasPassengers: boolean
  isNight: boolean
  isInstrument: boolean
  isCrossCountry: boolean
  counting: Counting
  minimums: readonly Minimum[]
  /** Verdicts about this person that hold for every aircraft of the same kind: kept between questions, for a wall. */
  known?: Map<string, RuleVerdict[]>
  /** When and where landings by night can be made, as words. */
  nightPlace: string | null
}

const unmanned: readonly string[] = ['simulator', 'uas']

/** Every rule that applies to a person, an aircraft, a time and an operation. */
export function eligibility(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict[] {
  return [
    ...byLaw(facts, question),
    ...question.minimums
      .filter((minimum) => concerns(minimum, question.aircraft.typeDesignator))
      .map((minimum) =>
        minimum.measure === 'checkout'
          ? checkout(minimum, { holder: facts, ...question, names: question.aircraft.names })
          : flightMinimum(minimum, { ...facts, ...question }),
      ),
  ]
}

/** What the regulations say. It does not depend on which of the aircraft of one kind it is. */
function byLaw(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict[] {
  const { aircraft, role, operation, isFaa, isEasa, known } = question
  if (unmanned.includes(aircraft.category)) return []
  const isSolo = role === 'solo' || isStudent(facts, question.on)
  const judge = () => [
    ...(isFaa ? federal(facts, question, isSolo) : []),
    ...(isEasa ? european(facts, question) : []),
  ]
  if (!known) return judge()
  const { isTailwheel, isComplex, isHighPerformance, isMultiPilot, needsTypeRating } = aircraft
  const type = isSolo || needsTypeRating || role === 'instructor' ? aircraft.typeDesignator : ''
  const flags = [isTailwheel, isComplex, isHighPerformance, isMultiPilot, needsTypeRating, isFaa, isEasa]
  const key = [aircraft.category, aircraft.class, type, operation, ...flags].join()
  const verdicts = known.get(key) ?? judge()
  known.set(key, verdicts)
  return verdicts
}

const isStudent = (facts: PersonFacts, on: string) => levelOf(facts, on) === 'student'

function federal(facts: PersonFacts, question: EligibilityQuestion, isSolo: boolean): RuleVerdict[] {
  const { aircraft, on, operation, role } = question
  const takesMedical = !['glider', 'balloon'].includes(aircraft.class) && aircraft.category !== 'glider'
  return [
    pilotCertificate(facts, { on, operation, isSolo }),
    ...(isSolo ? solo(facts, question) : rated(facts, question)),
    ...(takesMedical ? [medicalEligibility({ ...facts, on, operation })] : []),
    ...(isSolo ? [] : [flightReview(facts, on)]),
    ...(role === 'instructor' ? [instructorCertificate(facts, on), ...multiEngineTime(facts, question)] : []),
    ...recency(facts, question),
    ...(question.isPart135 ? part135(facts, question) : []),
  ]
}

const rated = (facts: PersonFacts, { aircraft, on, isInstrument }: EligibilityQuestion): RuleVerdict[] => [
  ...(aircraft.class === 'none' ? [] : [classRating(facts, { on, aircraft, flights: facts.flights })]),
  ...(aircraft.needsTypeRating ? [typeRating(facts, { on, aircraft })] : []),
  ...(aircraft.isComplex ? [endorsement(facts, on, 'complex')] : []),
  ...(aircraft.isHighPerformance ? [endorsement(facts, on, 'high_performance')] : []),
  ...(aircraft.isTailwheel ? [endorsement(facts, on, 'tailwheel')] : []),
  ...(isInstrument ? [instrumentRating(facts, on)] : []),
]

function solo(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict[] {
  const { aircraft, on, counting, hasPassengers } = question
  return [
    soloEndorsement(facts, {
      on,
      firstDay: firstDay(on, 90, counting),
      lastDay: (issuedOn) => lastDay(issuedOn, 90, counting),
      typeDesignator: aircraft.typeDesignator,
    }),
    ...(question.isCrossCountry ? [crossCountryEndorsement(facts, on)] : []),
    ...(hasPassengers
      ? [
          answer(faa('61.89(a)(1)'), {
            verdict: 'no',
            reason: 'A student pilot may not carry a passenger',
            cheapestFix: 'Fly without passengers',
          }),
        ]
      : []),
  ]
}

/** 14 CFR 61.195(f): 5 hours as pilot in command in the make and model, to teach in a multiengine airplane. */
function multiEngineTime(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict[] {
  const { aircraft } = question
  if (!aircraft.class.startsWith('multi_engine')) return []
  const commanded = facts.flights.filter(({ roles }) =>
    roles.some((role) => ['pic', 'instructor', 'solo'].includes(role)),
  )
  const verdict = flightMinimum(
    {
      id: '',
      title: '',
      authority: 'workspace',
      effect: 'blocks',
      measure: 'type',
      neededMinutes: 300,
      typeDesignators: [],
      citation: null,
    },
    { ...question, flights: commanded, earlier: [] },
  )
  return [{ ...verdict, ...faa('61.195(f)') }]
}

export const dayExperience: Experience = {
  needed: 3,
  days: 90,
  night: null,
  isFullStop: false,
  fix: (missing) => landings(missing, 'landing', 'without passengers'),
}
export const nightExperience = (place: string | null): Experience => ({
  needed: 3,
  days: 90,
  night: 'recency',
  isFullStop: true,
  fix: (missing) =>
    landings(missing, 'full-stop landing', place ?? 'from 1 hour after sunset to 1 hour before sunrise'),
})
const landings = (count: number, one: string, how: string) =>
  `${count} take-off${count === 1 ? '' : 's'} and ${count} ${one}${count === 1 ? '' : 's'} ${how}`

/** 14 CFR 61.57: passengers, or an aircraft certificated for more than one pilot, trigger (a); night (b); IFR (c). */
function recency(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict[] {
  const { aircraft, hasPassengers, isNight, isInstrument } = question
  const common = { ...question, flights: facts.flights }
  return [
    ...(hasPassengers || aircraft.isMultiPilot
      ? withSimulator(
          recentExperience({
            ...common,
            rule: faa('61.57(a)'),
            experience: aircraft.isTailwheel ? tailwheelExperience : dayExperience,
          }),
          facts.flights,
          '61.57(a)(3)',
        )
      : []),
    ...(hasPassengers && isNight
      ? withSimulator(
          recentExperience({
            ...common,
            rule: faa('61.57(b)'),
            experience: nightExperience(question.nightPlace),
          }),
          facts.flights,
          '61.57(b)(2)',
        )
      : []),
    ...(isInstrument
      ? [instrumentExperience({ ...common, category: aircraft.category, checks: checksOf(facts) })]
      : []),
  ]
}

/**
 * 14 CFR 61.57(a)(3) and (b)(2), which were not read again, so they warn: landings in a simulator count in an approved course of a
 * training center. No record says in which course they were made.
 */
function withSimulator(
  recent: RuleVerdict,
  flights: readonly FlownPart[],
  paragraph: '61.57(a)(3)' | '61.57(b)(2)',
): RuleVerdict[] {
  const { verdict, windowFrom, windowTo, needed } = recent
  const flown = flights.filter(
    ({ isSimulator, standing, landings, on }) =>
      isSimulator &&
      standing === 'approved' &&
      (landings ?? 0) > 0 &&
      on >= (windowFrom ?? on) &&
      on <= (windowTo ?? on),
  )
  if (verdict === 'yes' || flown.length === 0) return [recent]
  const made = flown.reduce((sum, { landings }) => sum + (landings ?? 0), 0)
  const why = 'Nobody can say whether it was in an approved course of a training center'
  return [
    recent,
    answer(faa(paragraph, 'warns'), {
      verdict: 'insufficient_data',
      reason: `${some(made, 'landing')} in a simulator since ${windowFrom} would count in an approved course of a training center`,
      windowFrom,
      windowTo,
      needed,
      notCounted: flown.map(({ flightId }) => ({ flightId, why })),
      missing: flown.map(({ flightId }) => ({ field: 'trainingCenter', of: flightId })),
    }),
  ]
}

const tailwheelExperience: Experience = {
  ...dayExperience,
  fix: (missing) => landings(missing, 'full-stop landing', 'without passengers'),
}

export const checksOf = ({ records }: Pick<Holder, 'records'>) =>
  records.flatMap(({ kind, issuedOn, expiresOn }) =>
    kind === 'instrument_proficiency_check' && issuedOn
      ? [{ on: issuedOn, until: checkUntil(issuedOn, expiresOn) }]
      : [],
  )

function part135(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict[] {
  const { on, isInstrument, isNight, hasPassengers } = question
  const common = { ...question, flights: facts.flights }
  const check = (paragraph: '135.293' | '135.297' | '135.299', months: number) =>
    part135Check(facts, { on, paragraph, months })
  const recent = (paragraph: string, experience: Experience) =>
    recentExperience({ ...common, rule: faa(paragraph, 'warns'), experience })
  return [
    ...(hasPassengers
      ? [
          recent('135.247(a)(1)', dayExperience),
          ...(isNight ? [recent('135.247(a)(2)', nightExperience(question.nightPlace))] : []),
        ]
      : []),
    check('135.293', 12),
    ...(isInstrument ? [check('135.297', 6)] : []),
    check('135.299', 12),
  ]
}

/** Rules of EASA and the UK. None of them was read again, so all of them warn. */
function european(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict[] {
  const { on, operation, hasPassengers, isNight } = question
  const common = { ...question, flights: facts.flights }
  return [
    europeanEligibility({ ...facts, on, operation }),
    europeanClassRating(facts, question),
    ...(hasPassengers
      ? [
          recentExperience({ ...common, rule: easa('FCL.060(b)(1)'), experience: dayExperience }),
          ...(isNight ? [europeanNight(facts, question)] : []),
        ]
      : []),
  ]
}

/** FCL.060(b)(2): one take-off and landing at night in 90 days, or a valid instrument rating. */
function europeanNight(facts: PersonFacts, question: EligibilityQuestion): RuleVerdict {
  const rule = easa('FCL.060(b)(2)')
  const rating = instrumentRating(facts, question.on)
  if (rating.verdict === 'yes') return { ...rating, ...rule }
  return recentExperience({
    ...question,
    flights: facts.flights,
    rule,
    experience: {
      needed: 1,
      days: 90,
      night: 'civil',
      isFullStop: false,
      fix: (missing) => landings(missing, 'landing', 'at night without passengers'),
    },
  })
}

/** FCL.740.A: a class rating that has not ended. */
function europeanClassRating(facts: PersonFacts, { aircraft, on }: EligibilityQuestion): RuleVerdict {
  const ratings: readonly HeldRecord[] = facts.records.filter(
    ({ kind, title }) => kind === 'rating' && ratedClasses(title).includes(aircraft.class),
  )
  const dated = longest(ratings.filter(({ expiresOn }) => expiresOn !== null))
  return byRecord(easa('FCL.740.A'), {
    records: dated ? [dated] : ratings,
    on,
    what: `class rating for ${aircraft.class.replaceAll('_', ' ')}`,
    field: 'rating',
    of: facts.crewId,
    fix: 'A proficiency check, or in the last 12 months 12 hours with 12 take-offs and landings and a training flight of 1 hour',
  })
}
