import { addDays, addMonths, daysBetween } from './calendar.ts'

/** Worst first. `due`: at the limit; only the tolerance or the rest of the day is left. */
export const dueStates = ['overdue', 'due', 'upcoming', 'insufficient_data', 'ok'] as const
export type DueState = (typeof dueStates)[number]

export interface CounterLimit {
  /** A counter of the aircraft: hobbs, tach, air or cycles. The numbers are in its unit. */
  counter: string
  /** Null if it is not known when the item was last done. */
  dueAt: number | null
  warning: number
  tolerance: number
}

export interface CalendarLimit {
  counter: 'calendar'
  dueOn: string | null
  warningDays: number
  toleranceDays: number
  /** In place of the days: to the same day of a later month (ML.A.302(d)). */
  toleranceMonths?: number | null
}

export type Limit = CounterLimit | CalendarLimit

/** The counters of an aircraft today. */
export interface Use {
  /** In the time zone of the aircraft's base. */
  today: string
  /** The value of each counter, and how much it ran over the last 90 days, or over fewer if there is less data. */
  counters: Readonly<Record<string, { standsAt: number; ran: number; overDays: number } | undefined>>
}

export interface LimitStanding {
  state: DueState
  /** In the counter's unit, or in days; negative when overdue. */
  remaining: number | null
  /** When the limit will be reached: its date, or a projection from the average use. */
  projectedOn: string | null
  /** The missing data, if the state cannot be computed. */
  missing: 'last_done' | 'meter' | null
}

export interface Standing {
  state: DueState
  /** The index of the limit that comes first. */
  binding: number | null
  limits: LimitStanding[]
}

/**
 * An item is due at the earliest of its limits (14 CFR 91.409, 43 App. D; ML.A.302). A limit that cannot
 * be computed never hides another one that is reached, and the item is not `ok`.
 */
export function dueStanding(limits: readonly Limit[], use: Use): Standing {
  const standings = limits.map((limit) => standingOf(limit, use))
  const order = standings
    .map((_limit, index) => index)
    .sort((a, b) => compare(standings[a] as LimitStanding, standings[b] as LimitStanding) || a - b)
  const binding = order[0] ?? null
  return {
    state: binding === null ? 'insufficient_data' : (standings[binding] as LimitStanding).state,
    binding,
    limits: standings,
  }
}

// With equal states, the limit that will be reached first comes first. Limits without a projection come last.
function compare(a: LimitStanding, b: LimitStanding): number {
  const [first, second] = [a.projectedOn ?? '9999', b.projectedOn ?? '9999']
  return (
    dueStates.indexOf(a.state) - dueStates.indexOf(b.state) || (first < second ? -1 : first > second ? 1 : 0)
  )
}

function standingOf(limit: Limit, use: Use): LimitStanding {
  return 'dueOn' in limit ? calendarStanding(limit, use.today) : counterStanding(limit, use)
}

const unknown = (missing: 'last_done' | 'meter'): LimitStanding => ({
  state: 'insufficient_data',
  remaining: null,
  projectedOn: null,
  missing,
})

function calendarStanding(
  { dueOn, warningDays, toleranceDays, toleranceMonths }: CalendarLimit,
  today: string,
): LimitStanding {
  if (dueOn === null) return unknown('last_done')
  const remaining = daysBetween(today, dueOn)
  return {
    state: stateOf(
      remaining,
      warningDays,
      toleranceMonths ? daysBetween(dueOn, addMonths(dueOn, toleranceMonths)) : toleranceDays,
    ),
    remaining,
    projectedOn: dueOn,
    missing: null,
  }
}

function counterStanding(
  { counter, dueAt, warning, tolerance }: CounterLimit,
  { today, counters }: Use,
): LimitStanding {
  const meter = counters[counter]
  if (meter === undefined) return unknown('meter')
  if (dueAt === null) return unknown('last_done')
  const remaining = dueAt - meter.standsAt
  return {
    state: stateOf(remaining, warning, tolerance),
    remaining,
    projectedOn: projectedOn(remaining, meter, today),
    missing: null,
  }
}

// The due date is the last valid day, and at the limit no hours are left: both are `due`.
function stateOf(remaining: number, warning: number, tolerance: number): DueState {
  if (remaining < -tolerance) return 'overdue'
  if (remaining <= 0) return 'due'
  return remaining <= warning ? 'upcoming' : 'ok'
}

/** Less than a week of flying says nothing about the next month. */
const fewestDays = 7

/** The day the remaining hours will be flown, at the average use. Null without use, or if it is over a century away. */
export function projectedOn(
  remaining: number,
  { ran, overDays }: { ran: number; overDays: number },
  today: string,
): string | null {
  if (remaining <= 0) return today
  if (ran <= 0 || overDays < fewestDays) return null
  const days = Math.floor((remaining * overDays) / ran)
  return days > 36_500 ? null : addDays(today, days)
}
