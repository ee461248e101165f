import { flightReviewCitation, flightReviewExpiry } from '#rules/flight-review.ts'
import {
  type MedicalClass,
  type MedicalOperation,
  medicalOperations,
  medicalValidity,
} from '#rules/medical-validity.ts'
import type { ComplianceKind, recordMedicalClasses } from './record.ts'

/** What was said of a record, of which its dates are made. */
export interface Wish {
  kind: ComplianceKind
  title?: string | null | undefined
  issuedOn?: string | null | undefined
  expiresOn?: string | null | undefined
  medicalClass?: (typeof recordMedicalClasses)[number] | null | undefined
  operation?: MedicalOperation | null | undefined
  ageAtExam?: number | null | undefined
  warningDays?: number | null | undefined
}

/** What follows from a wish, as fields of the record. */
export interface Settled {
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

export type Fault = { field: keyof Wish; message: string }

/** From how many days before its end on a record counts as expiring, unless told. */
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

type Dates = Omit<Settled, 'title' | 'warningDays' | 'issuedOn'>
const undated = {
  citation: null,
  operation: null,
  airlineTransportUntil: null,
  commercialUntil: null,
  privateUntil: null,
}

/**
 * Works out until when a record is good: as given, or by the rule of its kind, which a given date may
 * undercut (a special issuance) and not exceed. @param today The date in the zone of the workspace.
 */
export function settle(wish: Wish, today: string): Settled | Fault {
  const title = wish.title?.trim() || titles[wish.kind]
  if (!title) return { field: 'title', message: `is needed: say which ${wish.kind} it is` }
  const issuedOn = wish.issuedOn ?? null
  const expiresOn = wish.expiresOn ?? null
  if (issuedOn !== null && issuedOn > today)
    return { field: 'issuedOn', message: `lies in the future: here it is ${today}` }
  if (issuedOn !== null && expiresOn !== null && expiresOn < issuedOn)
    return { field: 'expiresOn', message: `lies before the day of issue, ${issuedOn}` }
  const medical = (['medicalClass', 'operation', 'ageAtExam'] as const).find((field) => wish[field] != null)
  if (wish.kind !== 'medical' && medical)
    return {
      field: medical,
      message: `is said of a medical, and this is a ${wish.kind.replaceAll('_', ' ')}`,
    }
  const dates =
    wish.kind === 'medical'
      ? medicalDates(wish, issuedOn, expiresOn)
      : wish.kind === 'flight_review'
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
    warningDays: wish.warningDays ?? defaultWarningDays[wish.kind],
  }
}

function reviewDates(issuedOn: string | null, expiresOn: string | null): Dates | Fault {
  if (issuedOn === null) {
    if (expiresOn !== null) return { ...undated, expiresOn, expirySource: 'given' }
    return { field: 'issuedOn', message: 'is needed: the day of the review, from which its end is computed' }
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

function medicalDates(wish: Wish, issuedOn: string | null, expiresOn: string | null): Dates | Fault {
  const { medicalClass } = wish
  const isFaa = medicalClass && medicalClass !== 'other'
  if (!isFaa || (issuedOn === null && expiresOn !== null)) {
    const operation = wish.operation ?? (isFaa ? highest[medicalClass] : null)
    if (expiresOn === null)
      return {
        field: 'expiresOn',
        message: 'is needed: it is computed only of an FAA first, second or third class (14 CFR 61.23(d))',
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
    return { field: 'issuedOn', message: 'is needed: the day of the examination, by which a medical lapses' }
  const operation = wish.operation ?? highest[medicalClass]
  const validityAt = (age: number | null) => (one: MedicalOperation) =>
    medicalValidity({ medicalClass, operation: one, examinedOn: issuedOn, ageAtExam: age })
  const validity = validityAt(wish.ageAtExam ?? null)
  const verdict = validity(operation)
  if (verdict.answer === 'no')
    return {
      field: 'operation',
      message: `${verdict.reason} (${verdict.citation}): choose another operation or class`,
    }
  if (verdict.answer === 'insufficient_data' && expiresOn === null)
    return {
      field: 'ageAtExam',
      message: `is needed, because a medical lapses by the age at the examination (${verdict.citation}); or give the date that it expires on`,
    }
  // Nobody's lasts longer than that of somebody under 40.
  const longest = verdict.answer === 'yes' ? verdict : validityAt(0)(operation)
  const limit = longest.answer === 'yes' ? longest.expiresOn : null
  if (expiresOn !== null && limit !== null && expiresOn > limit)
    return tooLate(`a ${medicalClass}-class medical of ${issuedOn}`, limit, verdict.citation)
  const until = expiresOn ?? limit ?? ''
  return {
    // What is lower lasts at least as long as what it was computed for; a date given by hand ends it all.
    ...coverage(operation, (one) => {
      const other = validity(one)
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
type Coverage = Pick<Settled, (typeof column)[MedicalOperation]>

/** Covers an operation and all below it. */
function coverage(operation: MedicalOperation | null, until: (one: MedicalOperation) => string): Coverage {
  const from = operation === null ? medicalOperations.length : medicalOperations.indexOf(operation)
  const at = (index: number) => (index >= from ? until(medicalOperations[index] ?? 'private') : null)
  return { airlineTransportUntil: at(0), commercialUntil: at(1), privateUntil: at(2) }
}

/** What the class covers above the operation that the holder exercises. */
function higher(
  operation: MedicalOperation,
  expiresOn: string | null,
  validity: (one: MedicalOperation) => ReturnType<typeof medicalValidity>,
): Partial<Coverage> {
  const above = medicalOperations.slice(0, medicalOperations.indexOf(operation))
  return Object.fromEntries(
    above.map((one) => {
      const verdict = validity(one)
      const until = verdict.answer === 'yes' ? verdict.expiresOn : null
      return [column[one], until !== null && expiresOn !== null && expiresOn < until ? expiresOn : until]
    }),
  )
}

function tooLate(what: string, limit: string, citation: string): Fault {
  return {
    field: 'expiresOn',
    message: `is too late: ${what} is good to ${limit} at most (${citation}). Give an earlier date, or none to have it computed`,
  }
}
