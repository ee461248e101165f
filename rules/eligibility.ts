import { addDays } from './calendar.ts'

export type Verdict = 'yes' | 'no' | 'insufficient_data'
export const authorities = ['faa', 'easa', 'workspace', 'insurer'] as const
export type Authority = (typeof authorities)[number]
/** A rule that was not read again in the regulation warns, whatever else is set. */
export const effects = ['blocks', 'warns'] as const
export type Effect = (typeof effects)[number]

/** What one rule says about a person, an aircraft and a time. Dates are local dates of the operator. */
export interface RuleVerdict {
  rule: string
  citation: string
  authority: Authority
  effect: Effect
  verdict: Verdict
  /** The verdict as a sentence. */
  reason: string
  windowFrom: string | null
  windowTo: string | null
  /** How many of what is counted are needed; 0 where a record decides, not flights. */
  needed: number
  /** The newest flights that count, up to what is needed. */
  counted: { flightId: string; what: string; number: number }[]
  notCounted: { flightId: string; why: string }[]
  /** The data without which there is no verdict, and the record that lacks it. */
  missing: { field: string; of: string }[]
  assumption: string | null
  /** The last day on which the verdict is still yes. */
  lapsesOn: string | null
  /** The least that makes it legal. It is legal itself. */
  cheapestFix: string | null
}

export interface Rule {
  rule: string
  citation: string
  authority: Authority
  effect: Effect
}

export const faa = (paragraph: string, effect: Effect = 'blocks'): Rule => ({
  rule: paragraph,
  citation: `14 CFR ${paragraph}`,
  authority: 'faa',
  effect,
})
export const easa = (paragraph: string): Rule => ({
  rule: paragraph,
  citation: paragraph,
  authority: 'easa',
  effect: 'warns',
})

type Answered = Partial<Omit<RuleVerdict, keyof Rule>> & Pick<RuleVerdict, 'verdict' | 'reason'>

export const answer = ({ rule, citation, authority, effect }: Rule, answered: Answered): RuleVerdict => ({
  rule,
  citation,
  authority,
  effect,
  windowFrom: null,
  windowTo: null,
  needed: 0,
  counted: [],
  notCounted: [],
  missing: [],
  assumption: null,
  lapsesOn: null,
  cheapestFix: null,
  ...answered,
})

/** How the 90 days before a flight are counted: the day of the flight is day 0, or day 1. */
export interface Counting {
  ninetyDaysFrom: 'day_before' | 'day_of_flight'
  /** Whether approaches of the month of the flight count, which the words of 61.57(c)(1) exclude. */
  countsSameMonth: boolean
}
export const usualCounting: Counting = { ninetyDaysFrom: 'day_before', countsSameMonth: false }

const reach = (days: number, { ninetyDaysFrom }: Counting) =>
  ninetyDaysFrom === 'day_before' ? days : days - 1

/** The first day that counts for a flight on a day. One setting decides for each rule that counts days. */
export const firstDay = (on: string, days: number, counting: Counting): string =>
  addDays(on, -reach(days, counting))
/** The last day for which something that was done on a day counts. */
export const lastDay = (doneOn: string, days: number, counting: Counting): string =>
  addDays(doneOn, reach(days, counting))

/** All verdicts as one: a rule that only warns does not decide. */
export function overall(rules: readonly RuleVerdict[]): {
  verdict: Verdict
  nextToLapse: string | null
  lapsesOn: string | null
} {
  const blocking = rules.filter(({ effect }) => effect === 'blocks')
  const has = (verdict: Verdict) => blocking.some((rule) => rule.verdict === verdict)
  const [next] = blocking
    .filter(({ verdict, lapsesOn }) => verdict === 'yes' && lapsesOn !== null)
    .sort((a, b) => ((a.lapsesOn ?? '') < (b.lapsesOn ?? '') ? -1 : 1))
  return {
    verdict: has('no') ? 'no' : has('insufficient_data') ? 'insufficient_data' : 'yes',
    nextToLapse: next?.rule ?? null,
    lapsesOn: next?.lapsesOn ?? null,
  }
}

/** An aircraft as far as the rules ask. */
export interface AircraftFacts {
  category: string
  class: string
  typeDesignator: string
  isTailwheel: boolean
  isComplex: boolean
  isHighPerformance: boolean
  /** Certificated for more than one pilot. */
  isMultiPilot: boolean
  /** A type rating is required: for every jet, and for what its type certificate says. */
  needsTypeRating: boolean
}

/** The part of a person in a flight. Counts are null where nobody said who made them. */
export interface FlownPart {
  flightId: string
  /** The local date on which it ended. */
  on: string
  standing: 'approved' | 'not_approved' | 'reversed'
  roles: readonly string[]
  isSoleManipulator: boolean
  isSimulator: boolean
  category: string
  class: string
  typeDesignator: string
  isTailwheel: boolean
  minutes: number
  takeOffs: number | null
  landings: number | null
  fullStops: number | null
  /** As typed, by the clock on which night is logged. */
  nightTakeOffs: number | null
  nightLandings: number | null
  nightFullStops: number | null
  approaches: number | null
  holds: number | null
  isTracking: boolean
  isTrackingAssumed: boolean
  /** Of the whole flight, all of its crew together. */
  flightTakeOffs: number
  flightLandings: number
  flightFullStops: number
  flightApproaches: number
  hasInstants: boolean
  /** By the sun; null without the instants or the positions. */
  recency: NightFacts | null
  civil: NightFacts | null
}

export interface NightFacts {
  takeOff: boolean
  landing: boolean
  /** It was night all the way, or never. */
  isConstant: boolean
}

/** Why a flight does not count for any rule, or null. */
export const unapproved = ({ standing }: FlownPart): string | null =>
  standing === 'approved' ? null : standing === 'reversed' ? 'It was reversed' : 'It is not approved'

/** "1 landing", "3 landings" */
export const some = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
