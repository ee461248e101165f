import { sql, type Tx } from '#platform/database/database.ts'
import type { SessionStatus } from './session.ts'

/** A booking, or what else holds something, as the board shows it. */
export interface BoardBooking {
  id: string
  kind: string
  type: string
  status: SessionStatus
  title: string
  projectId: string | null
  startsAt: Date
  endsAt: Date
  who: string
  place: string
  alert: string
  /** The aircraft, people and resources on whose rows it stands. */
  subjects: string[]
}

interface Span {
  from: string
  to: string
}

/**
 * Bookings and all other holds of a period, those that began before it included, in order. The names are joined here:
 * one statement that joins them for two thousand bookings takes ten times as long.
 */
export async function readBookings(tx: Tx, span: Span): Promise<BoardBooking[]> {
  const sessions = await readSessions(tx, span)
  const people = await readPeople(tx, sessions)
  const places = await readPlaces(tx, sessions)
  const members = await readMembers(tx, sessions, people)
  const lapsed = await readLapsed(tx)
  const away = sessions.filter(({ type, status }) => type === 'time_off' && status === 'confirmed')
  const bookings = sessions.map((session): BoardBooking => {
    const own = members.get(session.id) ?? []
    const aircraft = places.get(session.aircraftId ?? '')
    const place = aircraft ?? places.get(session.resourceId ?? '')
    const { aircraftId, resourceId, instructorId, isOverdue, ...rest } = session
    return {
      ...rest,
      kind: 'planning_session',
      who: own.map(({ name }) => name).join(', '),
      place: place?.name ?? '',
      subjects: [aircraftId, resourceId, ...own.map(({ id }) => id)].filter((id) => id !== null),
      alert: isOverdue ? 'Overdue' : riskOf(session, { aircraft, own, away, lapsed }),
    }
  })
  return [...bookings, ...(await readOtherHolds(tx, span))].sort(
    (a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.id < b.id ? -1 : 1),
  )
}

interface Session {
  id: string
  type: string
  status: SessionStatus
  title: string
  projectId: string | null
  startsAt: Date
  endsAt: Date
  aircraftId: string | null
  resourceId: string | null
  instructorId: string | null
  isOverdue: boolean
}

function readSessions(tx: Tx, { from, to }: Span): Promise<Session[]> {
  return tx.rows(sql<'boardSessions', { status: SessionStatus; endsAt: Date; isOverdue: boolean }>`
    select t.id, t.type, t.status, t.title, t.project_id as "projectId", t.starts_at as "startsAt",
           case when t.checked_in_at between t.starts_at + interval '1 minute' and t.ends_at
                then t.checked_in_at else t.ends_at end as "endsAt",
           t.aircraft_id as "aircraftId", t.resource_id as "resourceId", t.instructor_id as "instructorId",
           t.overdue_at is not null and t.status = 'checked_out' as "isOverdue"
      from planning_sessions t
     where t.starts_at < ${to}::timestamptz and t.ends_at > ${from}::timestamptz
       and t.starts_at > ${from}::timestamptz - interval '31 days'
       and t.status not in ('declined', 'expired', 'cancelled', 'standby')`)
}

interface Named {
  id: string
  name: string
  status: string
}
const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]))
const idsIn = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))]

/** Who takes part in each of the bookings, in their order. */
function readPeople(tx: Tx, sessions: readonly Session[]) {
  return tx.rows(sql<'boardParticipants'>`
    select session_id as "sessionId", crew_id as "crewId", position
      from planning_participants where session_id = any(${sessions.map(({ id }) => id)})`)
}

/** The instructor of each booking first, then its participants. */
async function readMembers(
  tx: Tx,
  sessions: readonly Session[],
  participants: readonly { sessionId: string; crewId: string; position: number }[],
): Promise<Map<string, Named[]>> {
  const ids = idsIn([
    ...sessions.map(({ instructorId }) => instructorId),
    ...participants.map(({ crewId }) => crewId),
  ])
  const crew = byId(
    await tx.rows(sql<'boardMembers'>`
      select id, display_name as name, status from crew where id = any(${ids})`),
  )
  const ofSession = Map.groupBy(participants, ({ sessionId }) => sessionId)
  return new Map(
    sessions.map(({ id, instructorId }) => {
      const others = (ofSession.get(id) ?? []).toSorted((a, b) => a.position - b.position)
      const inOrder = idsIn([instructorId, ...others.map(({ crewId }) => crewId)])
      return [id, inOrder.flatMap((crewId) => crew.get(crewId) ?? [])]
    }),
  )
}

async function readPlaces(tx: Tx, sessions: readonly Session[]): Promise<Map<string, Named>> {
  const ids = idsIn(sessions.flatMap(({ aircraftId, resourceId }) => [aircraftId, resourceId]))
  const rows = await tx.rows(sql<'boardPlaces', Named>`
    select id, registration as name, status from aircraft where id = any(${ids})
     union all
    select id, name, status from planning_resources where id = any(${ids})`)
  return byId(rows)
}

const statusWords: Readonly<Record<string, string>> = {
  aog: 'AOG',
  maintenance: 'in maintenance',
  storage: 'in storage',
}

/** The bookings that a rule speaks against since, with its words: few at any time. */
async function readLapsed(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows(sql<'boardLapsed', { reason: string }>`
    select session_id as id, reason from planning_risks where reason is not null`)
  return new Map(rows.map(({ id, reason }) => [id, reason]))
}

interface Facts {
  aircraft: Named | undefined
  own: readonly Named[]
  away: readonly Session[]
  lapsed: ReadonlyMap<string, string>
}

/** Why a booking that stands may fall through; empty if it does not. The same as `apron.session_risk` says of one. */
function riskOf(
  { id: sessionId, type, status, startsAt, endsAt }: Session,
  { aircraft, own, away, lapsed }: Facts,
): string {
  if (type === 'time_off' || (status !== 'requested' && status !== 'confirmed')) return ''
  if (aircraft && aircraft.status !== 'active')
    return `${aircraft.name} is ${statusWords[aircraft.status] ?? aircraft.status}`
  const isAway = ({ id }: Named) =>
    away.some((other) => other.resourceId === id && other.startsAt < endsAt && other.endsAt > startsAt)
  const missing = own
    .filter((person) => person.status !== 'active' || isAway(person))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((person) => `${person.name} is ${person.status === 'active' ? 'away' : 'inactive'}`)
  return missing.length > 0 ? missing.join(', ') : (lapsed.get(sessionId) ?? '')
}

/** Deployments, trips, planned work: what other modules plan. */
async function readOtherHolds(tx: Tx, { from, to }: Span): Promise<BoardBooking[]> {
  const rows = await tx.rows(sql<
    'boardHolds',
    { title: string; startsAt: Date; endsAt: Date; subjects: string[] }
  >`
    select h.source_id as id, h.source_kind as kind, min(h.title) as title, min(h.project_id) as "projectId",
           min(h.starts_at) as "startsAt", max(h.ends_at) as "endsAt", array_agg(distinct h.subject_id) as subjects
      from holds h
     where h.source_kind <> 'planning_session' and h.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)
     group by h.source_id, h.source_kind`)
  return rows.map((row) => ({
    ...row,
    type: row.kind,
    status: 'confirmed',
    who: '',
    place: '',
    alert: '',
  }))
}
