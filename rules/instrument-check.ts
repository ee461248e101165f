import { addCalendarMonths } from './calendar.ts'

export const instrumentCheckCitation = '14 CFR 61.57(c), (d)'

/**
 * The last day on which an instrument proficiency check alone keeps its pilot current: it counts within the 6
 * calendar months before the month of the flight.
 */
export function instrumentCheckExpiry(passedOn: string): string {
  return addCalendarMonths(passedOn, 6)
}
