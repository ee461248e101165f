import { invalidFields } from './problem.ts'

// What has happened lies in the past: the one rule of the schema words `happenedAt` and `happenedOn`, and of handlers
// and imports that know the zone of a day.

export const notYet = 'is in the future: enter when it happened'

/** The clock of a phone may be a little ahead of the server's. */
const toleranceMs = 5 * 60_000

export const isFuture = (instant: string, now: Date): boolean =>
  Date.parse(instant) > now.getTime() + toleranceMs

/** A day that has begun nowhere on earth: it begins first 14 hours east of Greenwich. */
export const isFutureDay = (day: string, now: Date): boolean =>
  day > new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10)

/**
 * The last day on which something can have happened: today in the workspace, or the day of UTC where that is later,
 * because programs write it.
 */
export function lastBegunDay(today: string, now: Date): string {
  const utc = now.toISOString().slice(0, 10)
  return utc > today ? utc : today
}

/**
 * @param today in the zone where the day counts
 * @throws Problem 400 that names the field, if the day has begun neither there nor at Greenwich.
 */
export function requireHappenedOn(
  field: string,
  day: string | null | undefined,
  today: string,
  now = new Date(),
): void {
  if (day && day > lastBegunDay(today, now)) throw invalidFields([{ field, message: notYet }])
}
