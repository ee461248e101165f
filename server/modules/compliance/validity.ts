import { flightReviewCitation, flightReviewExpiry } from '#rules/flight-review.ts'
import {
  type MedicalClass,
  type MedicalOperation,
  medicalOperations,
  medicalValidity,
} from '#rules/medical-validity.ts'
import type { ComplianceKind, recordMedicalClasses } from './record.ts'

/** The fields of a record from which its dates are calculated. */
export interface RecordInput {
  kind: ComplianceKind
  title?: string | null | undefined
  issuedOn?: string | null | undefined
  expiresOn?: string | null | undefined
  medicalClass?: (typeof recordMedicalClasses)[number] | null | undefined
  operation?: MedicalOperation | null | undefined
  ageAtExam?: number | null | undefined
  warningDays?: number | null | undefined
}

/** The calculated fields of the record. */
export interface Validity {
  title: string
  issuedOn: string | null
  expiresOn: string | null
  expirySource: 'given' | 'rule' | 'none'
  citation: string | null
  operation: MedicalOperation | null
  airlineTransportUntil: string | null
  commercialUntil: string | null
  privateUntil: string | null
  warningDays: number
}

export type FieldProblem = { field: keyof RecordInput; message: string }

/** How many days before its end a record counts as expiring, by default. */
export const defaultWarningDays: Record<ComplianceKind, number> = {
  certificate: 60,
  rating: 60,
  medical: 60,
  document: 90,
  checkout: 30,
  endorsement: 14,
  flight_review: 60,
  instrument_proficiency_check: 30,
  training: 60,
  other: 30,
}
const titles: Partial<Record<ComplianceKind, string>> = {
  medical: 'Medical certificate',
  flight_review: 'Flight review',
  instrument_proficiency_check: 'Instrument proficiency check',
}
const highest: Record<MedicalClass, MedicalOperation> = {
  first: 'airline_transport',
  second: 'commercial',
  third: 'private',
}

type Dates = Omit<Validity, 'title' | 'warningDays' | 'issuedOn'>
const undated = {
  citation: null,
  operation: null,
  airlineTransportUntil: null,
  commercialUntil: null,
  privateUntil: null,
}

/**
 * Calculates how long a record is valid: to the date that was entered, or by the rule of its kind. An entered date may
 * be earlier than the rule allows (a special issuance), but not later. @param today The date in the workspace's time zone.
 */
export function validityOf(input: RecordInput, today: string): Validity | FieldProblem {
  const title = input.title?.trim() || titles[input.kind]
  if (!title) return { field: 'title', message: `is required: say which ${input.kind} it is` }
  const issuedOn = input.issuedOn ?? null
  const expiresOn = input.expiresOn ?? null
  if (issuedOn !== null && issuedOn > today)
    return { field: 'issuedOn', message: `is in the future: today is ${today} in this workspace` }
  if (issuedOn !== null && expiresOn !== null && expiresOn < issuedOn)
    return { field: 'expiresOn', message: `is before the day of issue, ${issuedOn}` }
  const medical = (['medicalClass', 'operation', 'ageAtExam'] as const).find((field) => input[field] != null)
  if (input.kind !== 'medical' && medical)
    return {
      field: medical,
      message: `applies only to a medical, and this is a ${input.kind.replaceAll('_', ' ')}`,
    }
  const dates =
    input.kind === 'medical'
      ? medicalDates(input, issuedOn, expiresOn)
      : input.kind === 'flight_review'
        ? reviewDates(issuedOn, expiresOn)
        : {
            ...undated,
            expiresOn,
            expirySource: expiresOn ? ('given' as const) : ('none' as const),
          }
  if ('field' in dates) return dates
  return {
    title,
    issuedOn,
    ...dates,
    warningDays: input.warningDays ?? defaultWarningDays[input.kind],
  }
}

function reviewDates(issuedOn: string | null, expiresOn: string | null): Dates | FieldProblem {
  if (issuedOn === null) {
    if (expiresOn !== null) return { ...undated, expiresOn, expirySource: 'given' }
    return {
      field: 'issuedOn',
      message: 'is required: the day of the review, from which the expiry is calculated',
    }
  }
  const limit = flightReviewExpiry(issuedOn)
  if (expiresOn !== null && expiresOn > limit)
    return tooLate(`a flight review of ${issuedOn}`, limit, flightReviewCitation)
  return {
    ...undated,
    expiresOn: expiresOn ?? limit,
    expirySource: expiresOn ? 'given' : 'rule',
    citation: flightReviewCitation,
  }
}

function medicalDates(
  input: RecordInput,
  issuedOn: string | null,
  expiresOn: string | null,
): Dates | FieldProblem {
  const { medicalClass } = input
  const isFaa = medicalClass && medicalClass !== 'other'
  if (!isFaa || (issuedOn === null && expiresOn !== null)) {
    const operation = input.operation ?? (isFaa ? highest[medicalClass] : null)
    if (expiresOn === null)
      return {
        field: 'expiresOn',
        message:
          'is required: it is calculated only for an FAA first, second or third class (14 CFR 61.23(d))',
      }
    return {
      ...undated,
      ...coverage(operation, () => expiresOn),
      operation,
      expiresOn,
      expirySource: 'given',
    }
  }
  if (issuedOn === null)
    return {
      field: 'issuedOn',
      message: 'is required: the day of the examination, from which the expiry is calculated',
    }
  const operation = input.operation ?? highest[medicalClass]
  const validityAt = (age: number | null) => (privilege: MedicalOperation) =>
    medicalValidity({ medicalClass, operation: privilege, examinedOn: issuedOn, ageAtExam: age })
  const validity = validityAt(input.ageAtExam ?? null)
  const verdict = validity(operation)
  if (verdict.answer === 'no')
    return {
      field: 'operation',
      message: `${verdict.reason} (${verdict.citation}): choose another operation or class`,
    }
  if (verdict.answer === 'insufficient_data' && expiresOn === null)
    return {
      field: 'ageAtExam',
      message: `is required, because the expiry of a medical depends on the age at the examination (${verdict.citation}). Or enter the expiry date`,
    }
  // Without an age, the under-40 validity is the upper bound.
  const longest = verdict.answer === 'yes' ? verdict : validityAt(0)(operation)
  const limit = longest.answer === 'yes' ? longest.expiresOn : null
  if (expiresOn !== null && limit !== null && expiresOn > limit)
    return tooLate(`a ${medicalClass}-class medical of ${issuedOn}`, limit, verdict.citation)
  const until = expiresOn ?? limit ?? ''
  return {
    // Lower privileges last at least as long as the exercised ones. An entered date ends all of them.
    ...coverage(operation, (privilege) => {
      const other = validity(privilege)
      return expiresOn !== null || other.answer !== 'yes' ? until : other.expiresOn
    }),
    ...higher(operation, expiresOn, validity),
    operation,
    expiresOn: until,
    expirySource: expiresOn ? 'given' : 'rule',
    citation: verdict.citation,
  }
}

const column = {
  airline_transport: 'airlineTransportUntil',
  commercial: 'commercialUntil',
  private: 'privateUntil',
} as const
type Coverage = Pick<Validity, (typeof column)[MedicalOperation]>

/** The end of validity for an operation and all lower ones. */
function coverage(
  operation: MedicalOperation | null,
  until: (privilege: MedicalOperation) => string,
): Coverage {
  const from = operation === null ? medicalOperations.length : medicalOperations.indexOf(operation)
  const at = (index: number) => (index >= from ? until(medicalOperations[index] ?? 'private') : null)
  return { airlineTransportUntil: at(0), commercialUntil: at(1), privateUntil: at(2) }
}

/** What the class covers above the operation that the holder exercises, and until when. */
function higher(
  operation: MedicalOperation,
  expiresOn: string | null,
  validity: (privilege: MedicalOperation) => ReturnType<typeof medicalValidity>,
): Partial<Coverage> {
  const above = medicalOperations.slice(0, medicalOperations.indexOf(operation))
  return Object.fromEntries(
    above.map((privilege) => {
      const verdict = validity(privilege)
      const until = verdict.answer === 'yes' ? verdict.expiresOn : null
      return [
        column[privilege],
        until !== null && expiresOn !== null && expiresOn < until ? expiresOn : until,
      ]
    }),
  )
}

function tooLate(what: string, limit: string, citation: string): FieldProblem {
  return {
    field: 'expiresOn',
    message: `is too late: ${what} is valid to ${limit} at most (${citation}). Enter an earlier date, or leave it blank to calculate it`,
  }
}
