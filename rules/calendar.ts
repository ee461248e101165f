/**
 * Arithmetic on calendar dates, written `YYYY-MM-DD`. A date belongs to a place: whoever asks for today
 * names the zone. Dates in this form compare as text.
 */

/** The date that it is at this instant in an IANA zone. */
export function localDate(at: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString()
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/**
 * The same day that many months later, such as EASA counts a medical (MED.A.045); the month's last day
 * where it is too short: 30 November and three months is the end of February.
 */
export function addMonths(date: string, months: number): string {
  return Temporal.PlainDate.from(date).add({ months }).toString()
}

export function startOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`
}

export function endOfMonth(date: string): string {
  const day = Temporal.PlainDate.from(date)
  return day.with({ day: day.daysInMonth }).toString()
}

/**
 * The end of a number of calendar months, as the FAA counts them: good through the last day of the month
 * (14 CFR 91.409(a), 91.411(a), 61.56(c), 61.23(d)). Done on 3 Nov 2025, 12 calendar months: 30 Nov 2026.
 */
export function addCalendarMonths(date: string, months: number): string {
  return endOfMonth(addMonths(startOfMonth(date), months))
}

/** How many days `to` lies after `from`; negative where it lies before. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
}
