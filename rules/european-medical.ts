import { addDays, addMonths, ageOn, daysBetween } from './calendar.ts'
import type { MedicalVerdict } from './medical-validity.ts'

/** Classes of a medical of EASA or the UK, highest first. */
export const europeanClasses = ['class_1', 'class_2', 'lapl'] as const
export type EuropeanClass = (typeof europeanClasses)[number]

/** The privileges, most demanding first. The first is single-pilot commercial air transport with passengers. */
export const europeanOperations = [
  'single_pilot_passengers',
  'airline_transport',
  'commercial',
  'private',
  'light_aircraft',
] as const
export type EuropeanOperation = (typeof europeanOperations)[number]

/** The class that an operation requires (MED.A.030). A higher class also covers it. */
const requiredClass: Record<EuropeanOperation, EuropeanClass> = {
  single_pilot_passengers: 'class_1',
  airline_transport: 'class_1',
  commercial: 'class_1',
  private: 'class_2',
  light_aircraft: 'lapl',
}
const classLabels: Record<EuropeanClass, string> = {
  class_1: 'Class 1',
  class_2: 'Class 2',
  lapl: 'LAPL',
}

interface Period {
  months: number
  /** The birthday with which the certificate ends at the latest. */
  endsAtAge: number | null
  paragraph: string
}

// MED.A.045(a)(1) to (4). The age is that on the day of the examination (a)(5)(i).
function periodOf(operation: EuropeanOperation, age: number): Period {
  if (requiredClass[operation] === 'class_1') {
    if (age >= 60) return { months: 6, endsAtAge: null, paragraph: '(a)(2)(ii)' }
    if (age >= 40 && operation === 'single_pilot_passengers')
      return { months: 6, endsAtAge: null, paragraph: '(a)(2)(i)' }
    return { months: 12, endsAtAge: null, paragraph: '(a)(1)' }
  }
  const paragraph = operation === 'private' ? '(a)(3)' : '(a)(4)'
  if (age < 40) return { months: 60, endsAtAge: 42, paragraph: `${paragraph}(i)` }
  if (operation === 'light_aircraft') return { months: 24, endsAtAge: null, paragraph: `${paragraph}(ii)` }
  return age < 50
    ? { months: 24, endsAtAge: 51, paragraph: `${paragraph}(ii)` }
    : { months: 12, endsAtAge: null, paragraph: `${paragraph}(iii)` }
}

/** A revalidation may be examined this long before the certificate ends, and loses no day (MED.A.045(b)). */
export const revalidationDays = 45

export interface EuropeanMedical {
  medicalClass: EuropeanClass
  operation: EuropeanOperation
  examinedOn: string
  /** Without it, the age may be enough. */
  birthOn: string | null
  /** Whole years on the day of the examination. */
  ageAtExam: number | null
  /** When the certificate before this one ends, for a revalidation. */
  previousExpiresOn: string | null
}

/**
 * The last day on which a medical covers an operation, by Part-MED, MED.A.045: to the day, not to the end of the
 * month. A revalidation within the last 45 days counts from the end of the certificate before.
 */
export function europeanMedicalValidity(medical: EuropeanMedical): MedicalVerdict {
  const { medicalClass, operation, examinedOn, birthOn, ageAtExam } = medical
  if (europeanClasses.indexOf(medicalClass) > europeanClasses.indexOf(requiredClass[operation]))
    return {
      answer: 'no',
      reason: `A ${classLabels[medicalClass]} medical does not cover ${operation.replaceAll('_', ' ')} privileges`,
      citation: 'MED.A.030',
    }
  if (birthOn !== null) return bornOn(medical, birthOn)
  if (ageAtExam === null) return unknownAge(medical)
  // An age leaves a year of possible birth dates. Mostly they all give the same answer.
  const youngest = bornOn(medical, addMonths(examinedOn, -12 * ageAtExam))
  const oldest = bornOn(medical, addDays(addMonths(examinedOn, -12 * (ageAtExam + 1)), 1))
  return youngest.expiresOn === oldest.expiresOn ? youngest : missingBirthDate(youngest.expiresOn)
}

const missingBirthDate = (atMost: string): MedicalVerdict => ({
  answer: 'insufficient_data',
  missing: 'birthOn',
  atMost,
  citation: 'MED.A.045(a)',
})

const unknownAge = (medical: EuropeanMedical): MedicalVerdict =>
  missingBirthDate(addMonths(startOf(medical), periodOf(medical.operation, 0).months))

function startOf({ examinedOn, previousExpiresOn }: EuropeanMedical): string {
  if (previousExpiresOn === null) return examinedOn
  const daysBefore = daysBetween(examinedOn, previousExpiresOn)
  return daysBefore >= 0 && daysBefore <= revalidationDays ? previousExpiresOn : examinedOn
}

function bornOn(medical: EuropeanMedical, birthOn: string) {
  const { operation, examinedOn } = medical
  const { months, endsAtAge, paragraph } = periodOf(operation, ageOn(examinedOn, birthOn))
  const end = addMonths(startOf(medical), months)
  const birthday = endsAtAge === null ? null : addMonths(birthOn, 12 * endsAtAge)
  const expiresOn = birthday !== null && birthday < end ? birthday : end
  return { answer: 'yes' as const, expiresOn, citation: `MED.A.045${paragraph}` }
}
