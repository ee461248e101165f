import { addCalendarMonths } from './calendar.ts'

/** Classes of an FAA medical certificate, highest first. */
export const medicalClasses = ['first', 'second', 'third'] as const
export type MedicalClass = (typeof medicalClasses)[number]

/** The privileges to exercise, most demanding first. `private` includes student, recreational and instructing. */
export const medicalOperations = ['airline_transport', 'commercial', 'private'] as const
export type MedicalOperation = (typeof medicalOperations)[number]

export type MedicalVerdict =
  | { answer: 'yes'; expiresOn: string; citation: string }
  | { answer: 'no'; reason: string; citation: string }
  | {
      answer: 'insufficient_data'
      /** The field without which the rule has no answer. */
      missing: 'ageAtExam' | 'birthOn'
      /** The last day that it could be, whatever the missing value is. */
      atMost: string
      citation: string
    }

/** The rank of the lowest class that an operation requires (61.23(a)). A higher class also covers it. */
const lowestRank: Record<MedicalOperation, number> = { airline_transport: 0, commercial: 1, private: 2 }
const operationLabels: Record<MedicalOperation, string> = {
  airline_transport: 'airline transport',
  commercial: 'commercial',
  private: 'private',
}

/**
 * The last day on which a medical covers an operation: the last day of the 6th, 12th, 24th or 60th month
 * after the month of the examination, by class, operation and age (14 CFR 61.23(d)). Airline transport means
 * pilot-in-command privileges. The exceptions of part 121, for three pilots and from age 60, are not covered.
 * @param ageAtExam Whole years on the day of the examination. What matters is whether it is under 40.
 */
export function medicalValidity({
  medicalClass,
  operation,
  examinedOn,
  ageAtExam,
}: {
  medicalClass: MedicalClass
  operation: MedicalOperation
  examinedOn: string
  ageAtExam: number | null
}): MedicalVerdict {
  const rank = medicalClasses.indexOf(medicalClass)
  if (rank > lowestRank[operation])
    return {
      answer: 'no',
      reason: `A ${medicalClass}-class medical does not cover ${operationLabels[operation]} privileges`,
      citation: `14 CFR 61.23(a)(${lowestRank[operation] + 1})`,
    }
  const paragraph = (item: string) => `14 CFR 61.23(d)(${rank + 1})(${item})`
  const until = (months: number, item: string): MedicalVerdict => ({
    answer: 'yes',
    expiresOn: addCalendarMonths(examinedOn, months),
    citation: paragraph(item),
  })
  if (operation === 'commercial') return until(12, rank === 0 ? 'iii' : 'i')
  if (ageAtExam === null)
    return {
      answer: 'insufficient_data',
      missing: 'ageAtExam',
      atMost: addCalendarMonths(examinedOn, operation === 'private' ? 60 : 12),
      citation: '14 CFR 61.23(d)',
    }
  const isUnder40 = ageAtExam < 40
  if (operation === 'airline_transport') return isUnder40 ? until(12, 'i') : until(6, 'ii')
  const [younger, older] = [
    ['iv', 'v'],
    ['ii', 'iii'],
    ['i', 'ii'],
  ][rank] as [string, string]
  return isUnder40 ? until(60, younger) : until(24, older)
}
