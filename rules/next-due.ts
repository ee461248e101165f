import { addCalendarMonths, addDays, addMonths, daysBetween } from './calendar.ts'

/**
 * What the next interval is counted from.
 *   from_completion   from when it was done (14 CFR 91.409(a): the annual)
 *   from_due          from when it was due, early or late (ML.A.302(d): a tolerance that was used is not gained)
 *   from_due_if_late  from when it was done, or from when it was due where that came first (14 CFR 91.409(b))
 */
export const anchors = ['from_completion', 'from_due', 'from_due_if_late'] as const
export type Anchor = (typeof anchors)[number]

/** One of these; calendar months last to the end of the last one, months go day for day. */
export interface CalendarInterval {
  calendarMonths?: number | null
  months?: number | null
  days?: number | null
}

interface Compliance<T> {
  anchor: Anchor
  /** When it was due; null where nobody knows, as at the first time. */
  due: T | null
  done: T
  /** How far the due may be passed; also how early it may be done and yet be counted from its due. */
  tolerance: number
}

/**
 * Where a counter stands when something is due next: hundredths of an hour, or cycles.
 *
 * 91.409(b): the 10 hours may only be flown to reach the place of the inspection and count against the next
 * interval: last 2000.0, done 2106.4, next 2200.0; done early at 2087.0, next 2187.0.
 */
export function nextDueAt({ interval, ...compliance }: Compliance<number> & { interval: number }): number {
  const { due, done, tolerance } = compliance
  const isEarly = due !== null && due - done > tolerance
  return begin(compliance, isEarly) + interval
}

/**
 * The date on which something is due next, in the zone that the dates belong to: the last day on which it
 * is still good. 91.409(a), 91.411, 91.413 and 91.207(d) count calendar months, 91.171 counts days.
 */
export function nextDueOn({
  interval,
  ...compliance
}: Compliance<string> & { interval: CalendarInterval }): string {
  const { due, done, tolerance } = compliance
  const isEarly = due !== null && daysBetween(done, due) > tolerance
  const from = begin(compliance, isEarly)
  if (interval.calendarMonths != null) return addCalendarMonths(from, interval.calendarMonths)
  if (interval.months != null) return addMonths(from, interval.months)
  return addDays(from, interval.days ?? 0)
}

// Earlier than a tolerance allows, an interval counted from its due would grow beyond what the
// programme says; where there is no tolerance, the operator has asked for fixed dates.
function begin<T extends number | string>(
  { anchor, due, done, tolerance }: Compliance<T>,
  isEarly: boolean,
): T {
  if (due === null || anchor === 'from_completion') return done
  if (anchor === 'from_due_if_late') return due < done ? due : done
  return isEarly && tolerance > 0 ? done : due
}
