import { addCalendarMonths } from './calendar.ts'

export const flightReviewCitation = '14 CFR 61.56(c)'

/**
 * The last day on which a flight review lets its pilot act as pilot in command. It counts if it was done
 * since the beginning of the 24th calendar month before the month of the flight (14 CFR 61.56(c)). So it
 * is valid through the last day of the 24th month after its own.
 */
export function flightReviewExpiry(reviewedOn: string): string {
  return addCalendarMonths(reviewedOn, 24)
}
