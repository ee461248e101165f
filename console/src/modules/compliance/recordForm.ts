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
  warningDays: record?.warningDays?.toString() ?? '',
  reference: record?.reference ?? '',
  notes: record?.notes ?? '',
})
export type RecordValues = ReturnType<typeof formOf>

const numbers = ['ageAtExam', 'warningDays'] as const
const ofMedical = ['medicalClass', 'operation', 'ageAtExam'] as const

/** The body to send. An emptied field is cleared on update, and left out on create. */
export function bodyOf({ crewId, kind, ...rest }: RecordValues, isNew: boolean) {
  // A cleared select is null.
  const said = Object.entries<string | null>(rest).flatMap(
    ([field, text]): [string, string | number | null][] => {
      if (kind !== 'medical' && ofMedical.some((medicalField) => medicalField === field)) return []
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
  kind === 'flight_review' || (kind === 'medical' && medicalClass !== 'other')
