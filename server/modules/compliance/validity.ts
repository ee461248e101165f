import { basicMedCitation, basicMedExpiry } from '#rules/basic-med.ts'
import { flightReviewCitation, flightReviewExpiry } from '#rules/flight-review.ts'
import { instrumentCheckCitation, instrumentCheckExpiry } from '#rules/instrument-check.ts'
import {
  coverageUntil,
  type FieldProblem,
  isCalculated,
  type MedicalInput,
  medicalLimit,
  medicalOfInput,
  noCoverage,
  type RecordOperation,
  type Until,
} from './medical.ts'
import type { ComplianceKind } from './record.ts'

/** The fields of a record from which its dates are calculated. */
export interface RecordInput extends MedicalInput {
  kind: ComplianceKind
  title?: string | null | undefined
  expiresOn?: string | null | undefined
  courseOn?: string | null | undefined
  warningDays?: number | null | undefined
}

/** The calculated fields of the record. */
export interface Validity extends Until {
  title: string
  issuedOn: string | null
  expiresOn: string | null
  expirySource: 'given' | 'rule' | 'none'
  citation: string | null
  operation: RecordOperation | null
  ageAtExam: number | null
  warningDays: number
}

/** How many days before its end a record counts as expiring, by default. */
export const defaultWarningDays: Record<ComplianceKind, number> = {
  certificate: 60,
  rating: 60,
  medical: 60,
  basic_med: 60,
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
  basic_med: 'BasicMed',
  flight_review: 'Flight review',
  instrument_proficiency_check: 'Instrument proficiency check',
}
/** The kinds whose end is calculated from the dates of the record. */
export const computedKinds: readonly ComplianceKind[] = [
  'medical',
  'basic_med',
  'flight_review',
  'instrument_proficiency_check',
]

type Dates = Omit<Validity, 'title' | 'warningDays' | 'issuedOn' | 'ageAtExam'>
const undated = { citation: null, operation: null, ...noCoverage }

/**
 * Calculates how long a record is valid: to the date that was entered, or by the rule of its kind. An entered date may
 * be earlier than the rule allows (a special issuance), but not later. @param today The last day that has begun.
 */
export function validityOf(input: RecordInput, today: string): Validity | FieldProblem {
  const title = input.title?.trim() || titles[input.kind]
  if (!title) return { field: 'title', message: `is required: say which ${input.kind} it is` }
  const problem = dateProblem(input, today) ?? strayField(input)
  if (problem) return problem
  const medical = input.kind === 'medical' ? medicalOfInput(input) : null
  if (medical && 'field' in medical) return medical
  const dates = datesOf(input)
  if ('field' in dates) return dates
  return {
    title,
    issuedOn: input.issuedOn ?? null,
    ageAtExam: medical?.ageAtExam ?? null,
    ...dates,
    warningDays: input.warningDays ?? defaultWarningDays[input.kind],
  }
}

function dateProblem({ issuedOn, expiresOn, courseOn }: RecordInput, today: string): FieldProblem | null {
  for (const [field, on] of Object.entries({ issuedOn, courseOn }))
    if (on && on > today)
      return {
        field: field as 'issuedOn' | 'courseOn',
        message: `is in the future: today is ${today}`,
      }
  if (issuedOn && expiresOn && expiresOn < issuedOn)
    return { field: 'expiresOn', message: `is before the day of issue, ${issuedOn}` }
  return null
}

const medicalFields = ['medicalClass', 'operation', 'ageAtExam', 'previousExpiresOn'] as const

/** A field that belongs to another kind of record. */
function strayField(input: RecordInput): FieldProblem | null {
  const stray = (field: FieldProblem['field'], of: string): FieldProblem => ({
    field,
    message: `applies only to ${of}, and this is a ${input.kind.replaceAll('_', ' ')}`,
  })
  const medical = medicalFields.find((field) => input[field] != null)
  if (input.kind !== 'medical' && medical) return stray(medical, 'a medical')
  if (input.kind !== 'basic_med' && input.courseOn != null) return stray('courseOn', 'BasicMed')
  return null
}

function datesOf(input: RecordInput): Dates | FieldProblem {
  const { issuedOn, courseOn } = input
  const expiresOn = input.expiresOn ?? null
  switch (input.kind) {
    case 'medical':
      return medicalDates(input, expiresOn)
    case 'basic_med': {
      const dates = byRule(
        expiresOn,
        basicMedCitation,
        'BasicMed',
        [
          { field: 'issuedOn', on: issuedOn, what: 'the day of the examination' },
          { field: 'courseOn', on: courseOn, what: 'the day of the course' },
        ],
        ([examinedOn, course]) => basicMedExpiry({ examinedOn, courseOn: course }),
      )
      return 'field' in dates ? dates : { ...dates, privateUntil: dates.expiresOn }
    }
    case 'flight_review':
      return byRule(
        expiresOn,
        flightReviewCitation,
        `a flight review of ${issuedOn}`,
        [{ field: 'issuedOn', on: issuedOn, what: 'the day of the review' }],
        ([reviewedOn]) => flightReviewExpiry(reviewedOn),
      )
    case 'instrument_proficiency_check':
      return byRule(
        expiresOn,
        instrumentCheckCitation,
        `a check of ${issuedOn}`,
        [{ field: 'issuedOn', on: issuedOn, what: 'the day of the check' }],
        ([passedOn]) => instrumentCheckExpiry(passedOn),
      )
    default:
      return { ...undated, expiresOn, expirySource: expiresOn ? 'given' : 'none' }
  }
}

interface Start {
  field: 'issuedOn' | 'courseOn'
  on: string | null | undefined
  what: string
}

/** The end that a rule calculates from one or two dates, or an earlier one that was entered. */
function byRule<Starts extends readonly [Start] | readonly [Start, Start]>(
  expiresOn: string | null,
  citation: string,
  what: string,
  starts: Starts,
  expiryOf: (dates: { [At in keyof Starts]: string }) => string,
): Dates | FieldProblem {
  const missing = starts.find(({ on }) => !on)
  if (missing) {
    if (expiresOn !== null) return { ...undated, expiresOn, expirySource: 'given' }
    return {
      field: missing.field,
      message: `is required: ${missing.what}, from which the expiry is calculated`,
    }
  }
  const limit = expiryOf(starts.map(({ on }) => on) as { [At in keyof Starts]: string })
  if (expiresOn !== null && expiresOn > limit) return tooLate(what, limit, citation)
  return {
    ...undated,
    expiresOn: expiresOn ?? limit,
    expirySource: expiresOn ? 'given' : 'rule',
    citation,
  }
}

function medicalDates(input: RecordInput, expiresOn: string | null): Dates | FieldProblem {
  const medical = medicalOfInput(input)
  if ('field' in medical) return medical
  const { operation } = medical
  if (!isCalculated(medical) || (medical.examinedOn === null && expiresOn !== null)) {
    if (expiresOn === null)
      return {
        field: 'expiresOn',
        message:
          'is required: it is calculated only for an FAA first, second or third class (14 CFR 61.23(d)), and for a Class 1, Class 2 or LAPL medical (MED.A.045)',
      }
    const until = coverageUntil(medical, expiresOn, true)
    return { ...undated, ...until, operation, expiresOn, expirySource: 'given' }
  }
  const limit = medicalLimit(medical, expiresOn !== null)
  if ('field' in limit) return limit
  if (expiresOn !== null && expiresOn > limit.on)
    return tooLate(`${medical.label} of ${medical.examinedOn}`, limit.on, limit.citation)
  const until = expiresOn ?? limit.on
  return {
    ...coverageUntil(medical, until, expiresOn !== null),
    operation,
    expiresOn: until,
    expirySource: expiresOn ? 'given' : 'rule',
    citation: limit.citation,
  }
}

function tooLate(what: string, limit: string, citation: string): FieldProblem {
  return {
    field: 'expiresOn',
    message: `is too late: ${what} is valid to ${limit} at most (${citation}). Enter an earlier date, or leave it blank to calculate it`,
  }
}
