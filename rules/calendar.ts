/**
 * Arithmetic on calendar dates, written `YYYY-MM-DD`. A date belongs to a place, so a caller who asks
 * for today names the time zone. Dates in this format compare as text.
 */

/** The date at this instant in an IANA zone. */
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
 * The same day some months later, as EASA counts a medical (MED.A.045). If the month is too short, its
 * last day: November 30 plus three months is the end of February.
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
 * The end of a number of calendar months, as the FAA counts them: valid through the last day of the month
 * (14 CFR 91.409(a), 91.411(a), 61.56(c), 61.23(d)). Done on Nov 3, 2025, 12 calendar months: Nov 30, 2026.
 */
export function addCalendarMonths(date: string, months: number): string {
  return endOfMonth(addMonths(startOfMonth(date), months))
}

/** How many days `to` is after `from`; negative if it is before. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
}

/** The age in whole years on a date. On the birthday it counts as reached. */
export function ageOn(date: string, birthOn: string): number {
  return Temporal.PlainDate.from(birthOn).until(Temporal.PlainDate.from(date), { largestUnit: 'years' }).years
}
