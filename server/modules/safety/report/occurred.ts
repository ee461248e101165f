import { invalidFields } from '#platform/kernel/problem.ts'

// The clock of a phone may be a little ahead of the server's.
const toleranceMs = 5 * 60_000

export const isFuture = (instant: string, now: Date): boolean =>
  Date.parse(instant) > now.getTime() + toleranceMs

/** @throws Problem 400 that names the field, if the time has not come yet. */
export function requirePast(field: string, instant: string | null | undefined, now: Date): void {
  if (instant && isFuture(instant, now))
    throw invalidFields([{ field, message: 'is in the future: enter when it happened' }])
}
