import { sql, type Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { id, instant, nullable, type Static, Type } from '#platform/kernel/schema.ts'
import type { Subject } from './hold.ts'
import { findingsOn, type Planned } from './session-check.ts'
import { subjectsOf } from './session-form.ts'

export const Alternative = Type.Object({
  startsAt: instant(),
  endsAt: instant(),
  aircraftId: nullable(id('acf')),
  aircraftRegistration: nullable(Type.String()),
  warnings: Type.Array(Type.String(), { description: 'What speaks against it, but does not refuse it.' }),
})
export type Alternative = Static<typeof Alternative>

/** A time at which somebody or something is taken. */
export interface Busy {
  subjectId: string
  /** Milliseconds since 1970, the turnaround included. */
  from: number
  to: number
}

interface Options {
  principal: Principal
  services: Pick<Services, 'extensions'>
  now: Date
  /** Its own aircraft cannot be had before this instant. */
  backAt?: Date
  /** What is taken besides the holds, such as by the alternatives of other bookings. */
  reserved?: readonly Busy[]
}

const most = 3
/** Each is judged by every rule, so that only few are. */
const mostJudged = 12
const [stepMs, earlierMs, laterMs] = [30 * 60_000, 6 * 3_600_000, 24 * 3_600_000]
/** Later ones have a year of five digits, which is no instant of the API. */
const lastInstantMs = Date.UTC(9999, 11, 31)
const longestTurnaroundMs = 4 * 3_600_000

/**
 * What is possible in place of a booking: another aircraft of the type at the same time, then the nearest other times.
 * Everything that it needs is free then, and no rule refuses it.
 */
export async function alternativesTo(tx: Tx, planned: Planned, options: Options): Promise<Alternative[]> {
  const alternatives: Alternative[] = []
  let judged = 0
  for (const place of await placesFor(tx, planned, options)) {
    if (alternatives.length >= most || judged++ >= mostJudged) break
    const { startsAt, endsAt, aircraft } = place
    const wanted = {
      ...planned,
      startsAt,
      endsAt,
      aircraftId: aircraft?.id ?? null,
      resourceId: aircraft && planned.resourceId === planned.aircraftId ? aircraft.id : planned.resourceId,
    }
    const findings = await findingsOn(tx, options.services, 'book', wanted, options)
    if (findings.some(({ isBlocking }) => isBlocking)) continue
    alternatives.push({
      startsAt,
      endsAt,
      aircraftId: wanted.aircraftId,
      aircraftRegistration: aircraft?.registration ?? null,
      warnings: findings.map(({ message }) => message),
    })
  }
  return alternatives
}

interface Known {
  id: string
  registration: string
  turnaroundMinutes: number
}
interface Place {
  startsAt: string
  endsAt: string
  aircraft: Known | null
}

async function placesFor(
  tx: Tx,
  planned: Planned,
  { now, backAt, reserved = [] }: Options,
): Promise<Place[]> {
  const others = subjectsOf(planned).filter(
    ({ kind, isExclusive }) => kind !== 'aircraft' && isExclusive !== false,
  )
  const fleet = planned.aircraftId === null ? [] : await aircraftLike(tx, planned.aircraftId)
  const own = fleet.find((aircraft) => aircraft.id === planned.aircraftId) ?? null
  const rest = fleet.filter((aircraft) => aircraft !== own)
  const busy = [...(await takenNear(tx, planned, [...others, ...fleet.map(asSubject)])), ...reserved]
  const turnarounds = await turnaroundsOf(tx, others)
  const length = Date.parse(planned.endsAt) - Date.parse(planned.startsAt)
  const isFree = (subjectId: string, from: number, turnaroundMinutes: number) =>
    !busy.some(
      (time) =>
        time.subjectId === subjectId &&
        time.from < from + length + turnaroundMinutes * 60_000 &&
        time.to > from,
    )
  const isAircraftFree = ({ id: aircraftId, turnaroundMinutes }: Known, from: number) =>
    isFree(aircraftId, from, turnaroundMinutes)
  return offsets().flatMap((offset): Place[] => {
    const from = Date.parse(planned.startsAt) + offset
    if (offset !== 0 && (from <= now.getTime() || from + length > lastInstantMs)) return []
    if (others.some((subject) => !isFree(subject.id, from, turnarounds.get(subject.id) ?? 0))) return []
    const times = { startsAt: new Date(from).toISOString(), endsAt: new Date(from + length).toISOString() }
    if (own === null) return offset === 0 ? [] : [{ ...times, aircraft: null }]
    const isOwnThere = offset !== 0 && (!backAt || from >= backAt.getTime())
    const wanted = isOwnThere ? [own] : offset === 0 ? rest : backAt ? rest : []
    const free = wanted.filter((aircraft) => isAircraftFree(aircraft, from))
    // One for each other time: three aircraft half an hour later are no choice.
    return (offset === 0 ? free : free.slice(0, 1)).map((aircraft) => ({ ...times, aircraft }))
  })
}

/** From the nearest to the furthest; of two as near, the earlier first. */
function offsets(): number[] {
  const steps = (earlierMs + laterMs) / stepMs
  return Array.from({ length: steps + 1 }, (_, step) => step * stepMs - earlierMs).sort(
    (a, b) => Math.abs(a) - Math.abs(b) || a - b,
  )
}

const asSubject = ({ id: aircraftId }: Known): Subject => ({
  kind: 'aircraft',
  id: aircraftId,
  field: 'aircraftId',
})

/** The aircraft itself, and the others of its type that are in service. */
function aircraftLike(tx: Tx, aircraftId: string): Promise<Known[]> {
  return tx.rows(sql<'aircraftLike'>`
    select a.id, a.registration, a.turnaround_minutes as "turnaroundMinutes"
      from aircraft a
      join aircraft own on own.workspace_id = a.workspace_id and own.id = ${aircraftId}
     where a.id = own.id or (a.type_designator = own.type_designator and a.status = 'active')
     order by a.registration`)
}

async function takenNear(tx: Tx, planned: Planned, subjects: readonly Subject[]): Promise<Busy[]> {
  const from = new Date(Date.parse(planned.startsAt) - earlierMs)
  const to = new Date(Date.parse(planned.endsAt) + laterMs + longestTurnaroundMs)
  const rows = await tx.rows(sql<'takenNear', { from: Date; to: Date }>`
    select h.subject_id as "subjectId", lower(h.during) as from, upper(h.during) as to
      from jsonb_to_recordset(${JSON.stringify(subjects)}::jsonb) as s(kind text, id text)
      join holds h on h.subject_kind = s.kind and h.subject_id = s.id and h.is_exclusive
                  and h.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)
     where h.source_id is distinct from ${planned.id}`)
  return rows.map((row) => ({ subjectId: row.subjectId, from: row.from.getTime(), to: row.to.getTime() }))
}

async function turnaroundsOf(tx: Tx, subjects: readonly Subject[]): Promise<Map<string, number>> {
  const ids = subjects.map((subject) => subject.id)
  const rows = await tx.rows(sql<'turnaroundsOf', { id: string; minutes: number }>`
    select id, turnaround_minutes as minutes from crew where id = any(${ids})
     union all
    select id, turnaround_minutes from planning_resources where id = any(${ids})`)
  return new Map(rows.map(({ id: subjectId, minutes }) => [subjectId, minutes]))
}
