import type { ComplianceRecord } from '#api/types.ts'
import { numberOf } from '#ui/form/number.ts'

export const formOf = (record?: ComplianceRecord, preset: { person?: string; kind?: string } = {}) => ({
  crewId: record?.crewId ?? preset.person ?? '',
  kind: record?.kind ?? ((preset.kind ?? 'medical') as ComplianceRecord['kind']),
  title: record?.title ?? '',
  number: record?.number ?? '',
  issuingAuthority: record?.issuingAuthority ?? '',
  issuedOn: record?.issuedOn ?? '',
  // A computed date is computed again.
  expiresOn: record?.expirySource === 'given' ? (record.expiresOn ?? '') : '',
  medicalClass: record?.medicalClass ?? '',
  operation: record?.operation ?? '',
  ageAtExam: record?.ageAtExam?.toString() ?? '',
  previousExpiresOn: record?.previousExpiresOn ?? '',
  courseOn: record?.courseOn ?? '',
  warningDays: record?.warningDays?.toString() ?? '',
  reference: record?.reference ?? '',
  notes: record?.notes ?? '',
})
export type RecordValues = ReturnType<typeof formOf>

const numbers = ['ageAtExam', 'warningDays'] as const
const fieldsOfKind: Record<string, string> = {
  medicalClass: 'medical',
  operation: 'medical',
  ageAtExam: 'medical',
  previousExpiresOn: 'medical',
  courseOn: 'basic_med',
}

/** The body to send. An emptied field is cleared on update, and left out on create. */
export function bodyOf({ crewId, kind, ...rest }: RecordValues, isNew: boolean) {
  // A cleared select is null.
  const said = Object.entries<string | null>(rest).flatMap(
    ([field, text]): [string, string | number | null][] => {
      if (fieldsOfKind[field] !== undefined && fieldsOfKind[field] !== kind) return []
      // Leaving it blank in a renewal lets the server find the end of the certificate before.
      if (field === 'previousExpiresOn' && !text) return []
      const value = (text ?? '').trim()
      // These two cannot be null. Without a value, the server keeps its own.
      if (value === '' && (field === 'title' || field === 'warningDays')) return []
      if (value === '') return isNew ? [] : [[field, null]]
      return [[field, numbers.some((numberField) => numberField === field) ? numberOf(value) : value]]
    },
  )
  const body = Object.fromEntries(said)
  return isNew ? { crewId, kind, ...body } : body
}

export const isComputed = ({ kind, medicalClass }: Pick<RecordValues, 'kind' | 'medicalClass'>) =>
  ['basic_med', 'flight_review', 'instrument_proficiency_check'].includes(kind) ||
  (kind === 'medical' && medicalClass !== 'other')

/** Whether the medical follows MED.A.045, by which a revalidation counts from the end of the one before. */
export const isEuropean = ({ kind, medicalClass }: Pick<RecordValues, 'kind' | 'medicalClass'>) =>
  kind === 'medical' && ['class_1', 'class_2', 'lapl'].includes(medicalClass)

const american = ['first', 'second', 'third']
const european = ['class_1', 'class_2', 'lapl']
const onlyEuropean = ['single_pilot_passengers', 'light_aircraft']

/** The classes of the authority that issued the medical, if its name says whose they are. */
export const hasClass = (issuingAuthority: string, medicalClass: string): boolean => {
  if (/\bfaa\b|federal aviation/i.test(issuingAuthority)) return !european.includes(medicalClass)
  if (/\beasa\b|\bcaa\b|civil aviation authority/i.test(issuingAuthority))
    return !american.includes(medicalClass)
  return true
}

/** The privileges that a class knows: two of them are of EASA and the UK alone. */
export const hasOperation = (medicalClass: string, operation: string): boolean =>
  !american.includes(medicalClass) || !onlyEuropean.includes(operation)
