import { addCalendarMonths, addMonths } from './calendar.ts'

export const basicMedCitation = '14 CFR 61.23(c)(3), 68.3, 68.5'

/**
 * The last day on which BasicMed covers its holder: the course counts within the 24 calendar months before the month
 * of the flight, and the examination within the 48 months before the flight, to the day.
 */
export function basicMedExpiry({ examinedOn, courseOn }: { examinedOn: string; courseOn: string }): string {
  const [course, exam] = [addCalendarMonths(courseOn, 24), addMonths(examinedOn, 48)]
  if (course < exam) return course
  return exam
}
