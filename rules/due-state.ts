import { addDays, daysBetween } from './calendar.ts'

/** The worst first. `due`: the limit is reached, and only a tolerance or the rest of its day is left. */
export const dueStates = ['overdue', 'due', 'upcoming', 'insufficient_data', 'ok'] as const
export type DueState = (typeof dueStates)[number]

export interface CounterLimit {
  /** A counter of the aircraft: hobbs, tach, air; its unit is that of the numbers. */
  counter: string
  /** Null: nobody knows yet, because it was never said when it was last done. */
  dueAt: number | null
  warning: number
  tolerance: number
}

export interface CalendarLimit {
  counter: 'calendar'
  dueOn: string | null
  warningDays: number
  toleranceDays: number
}

export type Limit = CounterLimit | CalendarLimit

/** How an aircraft stands today. */
export interface Use {
  /** In the zone of the aircraft's base. */
  today: string
  /** Where each counter stands, and how much it ran over the last days, 90 where there are as many. */
  counters: Readonly<Record<string, { standsAt: number; ran: number; overDays: number } | undefined>>
}

export interface LimitStanding {
  state: DueState
  /** In the counter's unit, or in days; negative when it is over. */
  remaining: number | null
  /** When the limit will be reached: its date, or what the average use comes to. */
  projectedOn: string | null
  /** What would have to be known. */
  missing: 'last_done' | 'meter' | null
}

export interface Standing {
  state: DueState
  /** Which limit binds: its place in the list. */
  binding: number | null
  limits: LimitStanding[]
}

/**
 * An item is due with the earliest of its limits (14 CFR 91.409, 43 App. D; ML.A.302). A limit that cannot
 * be told hides no other that is reached, and keeps the item from being called in order.
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

// Of two alike, the one that will be reached first; what nobody can foresee comes last.
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
  { dueOn, warningDays, toleranceDays }: CalendarLimit,
  today: string,
): LimitStanding {
  if (dueOn === null) return unknown('last_done')
  const remaining = daysBetween(today, dueOn)
  return {
    state: stateOf(remaining, warningDays, toleranceDays),
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

// The due date is the last good day, and at the limit of hours nothing is left: both are `due`.
function stateOf(remaining: number, warning: number, tolerance: number): DueState {
  if (remaining < -tolerance) return 'overdue'
  if (remaining <= 0) return 'due'
  return remaining <= warning ? 'upcoming' : 'ok'
}

/** From less than a week of flying nobody can tell what a month will be. */
const fewestDays = 7

/** On which day the rest will be flown, by the average use; null where it does not fly, or no day of ours. */
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
