import { dayMs, hourMs, merged, type Span } from './duty-span.ts'

/** A flight that was flown, or is planned. */
export interface Leg extends Span {
  /** Pilots in the crew: one or two. */
  pilots: 1 | 2
  /** Flown for pay, also for others: all of it counts under 14 CFR 135.265 and 135.267. */
  isCommercial: boolean
  /** Instruction given. */
  isInstruction: boolean
  /** The rules of which it is flown, such as 135; null if nobody said. */
  operation: string | null
}

/** What a person has done: flights, and the times at which they were not free. */
export interface DutyRecord {
  flown: readonly Leg[]
  /** Duty, flight duty, standby and work for others. */
  duty: readonly Span[]
}

/** What is planned for the person. */
export interface DutyPlan {
  legs: readonly Leg[]
  /** When they report for the first leg. */
  reportAt: number
  /** How long before the first leg of each later day they report. */
  reportMarginMs?: number
}

/** A working day of a plan. */
export interface PlannedDay extends Span {
  legs: readonly Leg[]
}

/** What rules judge: the record with the plan added to it. */
export interface DutyContext {
  /** The zone of the base, at whose midnight days, quarters and years begin. */
  zone: string
  commercial: readonly Leg[]
  instruction: readonly Leg[]
  /** Without gaps inside: also flights for which no duty was recorded. */
  busy: readonly Span[]
  /** Without the plan. */
  flown: readonly Leg[]
  planned: readonly Leg[]
  /** Flights of the days after the plan begins that are there already: the plan counts in their look-backs. */
  later: readonly Leg[]
  days: readonly PlannedDay[]
}

/** What a rule counts at an instant. */
export interface Reading extends Span {
  usedMinutes: number
  limitMinutes: number
}

export interface DutyRule {
  name: string
  title: string
  citation: string
  /** Rests have to be at least as long as the limit; everything else at most. */
  isMinimum?: boolean
  /** Not checked against the regulation itself: it warns and never blocks. */
  isAdvisory?: boolean
  /** What counts at this instant; null if the rule asks nothing then. */
  at(context: DutyContext, instant: number): Reading | null
  /** The instants of a plan at which it may be broken. */
  moments(context: DutyContext): number[]
}

export interface DutyVerdict extends Reading {
  rule: string
  title: string
  citation: string
  isMinimum: boolean
  isAdvisory: boolean
  isLegal: boolean
}

/** A longer break than this ends a working day: the least rest that any rule knows (14 CFR 135.265(b)). */
const newDayAfterMs = 9 * hourMs

export function plannedDays({ legs, reportAt, reportMarginMs = 0 }: DutyPlan): PlannedDay[] {
  const days: { from: number; to: number; legs: Leg[] }[] = []
  for (const leg of [...legs].sort((first, second) => first.from - second.from)) {
    const day = days.at(-1)
    if (day && leg.from - day.to < newDayAfterMs) {
      day.legs.push(leg)
      day.to = Math.max(day.to, leg.to)
    } else {
      const reports = days.length === 0 ? Math.min(reportAt, leg.from) : leg.from - reportMarginMs
      days.push({ from: reports, to: leg.to, legs: [leg] })
    }
  }
  return days
}

const counts = ({ isCommercial, isInstruction }: Leg) => isCommercial || isInstruction

export function contextOf(record: DutyRecord, plan: DutyPlan | null, zone: string): DutyContext {
  const legs = (plan?.legs ?? []).filter(counts)
  const days = plan ? plannedDays({ ...plan, legs }) : []
  const all = [...record.flown, ...legs]
  const flown = record.flown.filter(counts)
  const begins = Math.min(...legs.map(({ from }) => from))
  // The longest look-back that reaches over what comes after a plan is one of seven days.
  const ends = Math.max(...legs.map(({ to }) => to)) + 7 * dayMs
  return {
    zone,
    commercial: all.filter(counts),
    instruction: all.filter(({ isInstruction }) => isInstruction),
    busy: merged([...record.duty, ...flown, ...days]),
    flown,
    planned: legs,
    later: flown.filter(({ from, to }) => to > begins && from < ends),
    days,
  }
}

/** Of these instants after the plan, those whose look-back reaches some of it. */
export const reachingPlan = (
  { planned }: DutyContext,
  windowOf: (instant: number) => Span,
  instants: readonly number[],
) =>
  instants.filter((instant) => {
    const window = windowOf(instant)
    return planned.some(({ from, to }) => from < window.to && to > window.from)
  })

/** What a rule says at an instant. */
export function verdictAt(rule: DutyRule, context: DutyContext, instant: number): DutyVerdict | null {
  const reading = rule.at(context, instant)
  if (reading === null) return null
  const { name, title, citation, isMinimum = false, isAdvisory = false } = rule
  const { usedMinutes, limitMinutes } = reading
  const isLegal = isMinimum ? usedMinutes >= limitMinutes : usedMinutes <= limitMinutes
  return {
    ...reading,
    // To whole minutes, toward the side that stays within the verdict.
    usedMinutes: isMinimum ? Math.floor(usedMinutes) : Math.ceil(usedMinutes),
    rule: name,
    title,
    citation,
    isMinimum,
    isAdvisory,
    isLegal,
  }
}

const marginOf = ({ isMinimum, usedMinutes, limitMinutes }: DutyVerdict) =>
  isMinimum ? usedMinutes - limitMinutes : limitMinutes - usedMinutes

/** What a rule says to a plan, at the instant that is nearest to its limit or farthest over it. */
export function worstVerdict(rule: DutyRule, context: DutyContext): DutyVerdict | null {
  let worst: DutyVerdict | null = null
  for (const instant of rule.moments(context)) {
    const verdict = verdictAt(rule, context, instant)
    if (verdict && (worst === null || marginOf(verdict) < marginOf(worst))) worst = verdict
  }
  return worst
}
