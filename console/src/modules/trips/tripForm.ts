import type { BodyOf } from '#api/answer.ts'
import type { RecordOf } from '#api/record.ts'

type Trip = RecordOf<'trip'>
type Body = BodyOf<'POST', '/api/v1/ops/trips'>
export type LegRow = {
  id: string | null
  fromAirport: string
  toAirport: string
  off: string
  on: string
  aircraftId: string | null
  picId: string | null
  sicId: string | null
  passengerCount: string
  /** Cabin crew and observers, whom the form does not show. */
  others: { crewId: string; role: 'cabin' | 'observer' }[]
}

export const emptyLeg = (before?: LegRow): LegRow => ({
  id: null,
  fromAirport: before?.toAirport ?? '',
  toAirport: '',
  off: before?.on ?? '',
  on: '',
  aircraftId: before?.aircraftId ?? null,
  picId: before?.picId ?? null,
  sicId: before?.sicId ?? null,
  passengerCount: before?.passengerCount ?? '0',
  others: [],
})

const shown = (at: string | null) => at?.slice(0, 16) ?? ''
const sent = (text: string) => (text === '' ? null : `${text}:00Z`)

export function rowsOf({ legs }: Trip): LegRow[] {
  return legs.map((leg) => {
    const crewIn = (role: 'pic' | 'sic') => leg.crew.find((member) => member.role === role)?.crewId ?? null
    return {
      id: leg.id,
      fromAirport: leg.fromAirport ?? '',
      toAirport: leg.toAirport ?? '',
      off: shown(leg.plannedOffBlockAt),
      on: shown(leg.plannedOnBlockAt),
      aircraftId: leg.aircraftId,
      picId: crewIn('pic'),
      sicId: crewIn('sic'),
      passengerCount: String(leg.passengerCount),
      others: leg.crew.flatMap(({ crewId, role }) =>
        role === 'cabin' || role === 'observer' ? [{ crewId, role }] : [],
      ),
    }
  })
}

export function legsOf(rows: readonly LegRow[]): NonNullable<Body['legs']> {
  return rows.map((row) => ({
    ...(row.id ? { id: row.id } : {}),
    fromAirport: row.fromAirport.trim() || null,
    toAirport: row.toAirport.trim() || null,
    plannedOffBlockAt: sent(row.off),
    plannedOnBlockAt: sent(row.on),
    aircraftId: row.aircraftId,
    passengerCount: Number(row.passengerCount) || 0,
    crew: [
      ...(row.picId ? [{ crewId: row.picId, role: 'pic' as const }] : []),
      ...(row.sicId ? [{ crewId: row.sicId, role: 'sic' as const }] : []),
      ...row.others,
    ],
  }))
}
