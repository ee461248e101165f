import { addCalendarMonths, addDays, addMonths, daysBetween } from './calendar.ts'

/**
 * Where the next interval starts.
 *   from_completion   when the item was done (14 CFR 91.409(a): the annual; ML.A.302(d), also if the tolerance was used)
 *   from_due          when it was due, early or late: using the tolerance does not lengthen the next interval
 *   from_due_if_late  when it was done or when it was due, whichever is earlier (14 CFR 91.409(b))
 */
export const anchors = ['from_completion', 'from_due', 'from_due_if_late'] as const
export type Anchor = (typeof anchors)[number]

/** One of these. Calendar months last to the end of the last month; months run to the same day. */
export interface CalendarInterval {
  calendarMonths?: number | null
  months?: number | null
  days?: number | null
}

interface Compliance<T> {
  anchor: Anchor
  /** When it was due; null if unknown, as the first time. */
  due: T | null
  done: T
  /** How far the due may be passed. Also how early the item may be done and still count from its due. */
  tolerance: number
}

/**
 * The counter value at which an item is due next: hundredths of an hour, or cycles.
 *
 * 91.409(b): the 10 hours may only be flown to reach the place of the inspection, and count against the next
 * interval. Last 2000.0, done 2106.4, next 2200.0; done early at 2087.0, next 2187.0.
 */
export function nextDueAt({ interval, ...compliance }: Compliance<number> & { interval: number }): number {
  const { due, done, tolerance } = compliance
  const isEarly = due !== null && due - done > tolerance
  return intervalStart(compliance, isEarly) + interval
}

/**
 * The date on which an item is due next: the last day on which it is still valid, in the zone of its dates.
 * 91.409(a), 91.411, 91.413 and 91.207(d) count calendar months; 91.171 counts days.
 */
export function nextDueOn({
  interval,
  ...compliance
}: Compliance<string> & { interval: CalendarInterval }): string {
  const { due, done, tolerance } = compliance
  const isEarly = due !== null && daysBetween(done, due) > tolerance
  const startsOn = intervalStart(compliance, isEarly)
  if (interval.calendarMonths != null) return addCalendarMonths(startsOn, interval.calendarMonths)
  if (interval.months != null) return addMonths(startsOn, interval.months)
  return addDays(startsOn, interval.days ?? 0)
}

// If an item is done earlier than its tolerance allows, an interval counted from its due would be longer
// than the program allows. Without a tolerance, the operator wants fixed dates.
function intervalStart<T extends number | string>(
  { anchor, due, done, tolerance }: Compliance<T>,
  isEarly: boolean,
): T {
  if (due === null || anchor === 'from_completion') return done
  if (anchor === 'from_due_if_late') return due < done ? due : done
  return isEarly && tolerance > 0 ? done : due
}
