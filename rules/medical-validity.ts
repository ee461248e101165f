import { addCalendarMonths } from './calendar.ts'

/** Classes of an FAA medical certificate, the highest first. */
export const medicalClasses = ['first', 'second', 'third'] as const
export type MedicalClass = (typeof medicalClasses)[number]

/** What the holder wants to exercise, the most demanding first. `private` includes student, recreational and instructing. */
export const medicalOperations = ['airline_transport', 'commercial', 'private'] as const
export type MedicalOperation = (typeof medicalOperations)[number]

export type MedicalVerdict =
  | { answer: 'yes'; expiresOn: string; citation: string }
  | { answer: 'no'; reason: string; citation: string }
  | { answer: 'insufficient_data'; missing: 'ageAtExam'; citation: string }

/** The rank of the class that an operation asks for (61.23(a)): it covers what is below it, too. */
const least: Record<MedicalOperation, number> = { airline_transport: 0, commercial: 1, private: 2 }
const words: Record<MedicalOperation, string> = {
  airline_transport: 'airline transport',
  commercial: 'commercial',
  private: 'private',
}

/**
 * To the end of which day a medical covers an operation: the last day of the 6th, 12th, 24th or 60th month
 * after the month of the examination, by class, operation and age (14 CFR 61.23(d)). Airline transport means
 * pilot-in-command privileges; the exceptions of part 121 for three pilots and from 60 on are not looked at.
 * @param ageAtExam Whole years on the day of the examination, which decides by whether it is under 40.
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
  if (rank > least[operation])
    return {
      answer: 'no',
      reason: `A ${medicalClass}-class medical does not cover ${words[operation]} privileges`,
      citation: `14 CFR 61.23(a)(${least[operation] + 1})`,
    }
  const paragraph = (item: string) => `14 CFR 61.23(d)(${rank + 1})(${item})`
  const until = (months: number, item: string): MedicalVerdict => ({
    answer: 'yes',
    expiresOn: addCalendarMonths(examinedOn, months),
    citation: paragraph(item),
  })
  if (operation === 'commercial') return until(12, rank === 0 ? 'iii' : 'i')
  if (ageAtExam === null)
    return { answer: 'insufficient_data', missing: 'ageAtExam', citation: '14 CFR 61.23(d)' }
  const isUnder40 = ageAtExam < 40
  if (operation === 'airline_transport') return isUnder40 ? until(12, 'i') : until(6, 'ii')
  const [younger, older] = [
    ['iv', 'v'],
    ['ii', 'iii'],
    ['i', 'ii'],
  ][rank] as [string, string]
  return isUnder40 ? until(60, younger) : until(24, older)
}
