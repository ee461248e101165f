import type { BodyOf } from '#api/answer.ts'
import type { RecordOf } from '#api/record.ts'
import { numberOf } from '#ui/form/number.ts'
import { t } from './strings.ts'

export type PassengerRow = { name: string; weightKg: string; documentNumber: string; notes: string }

export const emptyPassenger: PassengerRow = { name: '', weightKg: '', documentNumber: '', notes: '' }

export const passengerRows = ({ passengers }: Pick<RecordOf<'trip'>, 'passengers'>): PassengerRow[] =>
  passengers.map(({ name, weightKg, documentNumber, notes }) => ({
    name,
    weightKg: weightKg === null ? '' : String(weightKg),
    documentNumber: documentNumber ?? '',
    notes: notes ?? '',
  }))

/** As the API takes them. */
export const passengersOf = (
  rows: readonly PassengerRow[],
): NonNullable<BodyOf<'POST', '/api/v1/ops/trips'>['passengers']> =>
  rows.map(({ name, weightKg, documentNumber, notes }) => ({
    name: name.trim(),
    weightKg: numberOf(weightKg),
    documentNumber: documentNumber.trim() || null,
    notes: notes.trim() || null,
  }))

/** "2 listed, 151.5 kg in all, 1 without a weight; the fullest leg has 3". */
export function listedText(
  rows: readonly { weightKg: string | number | null }[],
  mostAboard: number,
): string {
  const weights = rows.map(({ weightKg }) => (typeof weightKg === 'string' ? numberOf(weightKg) : weightKg))
  const known = weights.filter((weight) => weight !== null && !Number.isNaN(weight))
  const total = known.reduce<number>((sum, weight) => sum + (weight ?? 0), 0)
  return t.form.listed(rows.length, Math.round(total * 10) / 10, rows.length - known.length, mostAboard)
}
