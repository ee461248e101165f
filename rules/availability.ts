// When somebody or something can be booked: weekly hours by the clock of the place, and days on which they differ.

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
export type Weekday = (typeof weekdays)[number]

/** Times of one day, such as 08:00 to 24:00. */
export interface Hours {
  from: string
  to: string
}

export interface Availability {
  timezone: string
  weekly: readonly (Hours & { weekday: Weekday })[]
  /** Days with hours of their own. None: nothing can be booked. */
  exceptions: readonly { on: string; hours: readonly Hours[] }[]
}

interface Span {
  from: number
  to: number
}

/** Whether a time, in milliseconds since 1970, lies within the hours. Hours that meet, also at midnight, are one. */
export function isWithinHours({ from, to }: Span, availability: Availability): boolean {
  let covered = from
  for (const span of spansOf({ from, to }, availability)) {
    if (span.from > covered) return false
    covered = Math.max(covered, span.to)
    if (covered >= to) return true
  }
  return covered >= to
}

/** The hours of the days that a time touches, in order. */
function spansOf({ from, to }: Span, { timezone, weekly, exceptions }: Availability): Span[] {
  const dayOf = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate()
  const last = dayOf(to)
  const spans: Span[] = []
  for (let day = dayOf(from); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const exception = exceptions.find(({ on }) => on === day.toString())
    const hours = exception?.hours ?? weekly.filter(({ weekday }) => weekdays[day.dayOfWeek - 1] === weekday)
    for (const each of hours)
      spans.push({ from: instantOf(day, each.from, timezone), to: instantOf(day, each.to, timezone) })
  }
  return spans.filter((span) => span.to > from && span.from < to).sort((a, b) => a.from - b.from)
}

/** 24:00 is the midnight at the end of the day. A time that the clock skips is the moment of the change. */
function instantOf(day: Temporal.PlainDate, time: string, timezone: string): number {
  const isEnd = time === '24:00'
  const local = (isEnd ? day.add({ days: 1 }) : day).toPlainDateTime(isEnd ? '00:00' : time)
  return local.toZonedDateTime(timezone, { disambiguation: 'compatible' }).epochMilliseconds
}
