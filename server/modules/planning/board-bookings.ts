import { sql, type Tx } from '#platform/database/database.ts'
import { type BoardSession, readParticipants, readSessions, type Span } from './board-sessions.ts'
import type { SessionStatus } from './session.ts'

/** A booking, or what else holds something, as the board shows it. Times are milliseconds. */
export interface BoardBooking {
  id: string
  kind: string
  type: string
  status: SessionStatus
  title: string
  projectId: string | null
  startsAt: number
  endsAt: number
  who: string
  place: string
  alert: string
  /** The aircraft, people and resources on whose rows it stands. */
  subjects: string[]
}

/**
 * Bookings and all other holds of a period, those that began before it included, in order. The names are joined here:
 * one statement that joins them for two thousand bookings takes ten times as long. Statements that need nothing of each
 * other are sent together, so that PostgreSQL reads while the server joins.
 */
export async function readBookings(tx: Tx, span: Span): Promise<BoardBooking[]> {
  const [sessions, participants, lapsed, others] = await Promise.all([
    readSessions(tx, span),
    readParticipants(tx, span),
    readLapsed(tx),
    readOtherHolds(tx, span),
  ])
  const [crew, places] = await Promise.all([readCrew(tx, sessions, participants), readPlaces(tx, sessions)])
  const away = sessions.filter(({ type, status }) => type === 'time_off' && status === 'confirmed')
  const bookings = sessions.map((session): BoardBooking => {
    const { id, type, status, title, projectId, startsAt, endsAt, aircraftId, resourceId } = session
    const own = membersOf(session, participants.get(id) ?? [], crew)
    const aircraft = places.get(aircraftId ?? '')
    return {
      id,
      kind: 'planning_session',
      type,
      status,
      title,
      projectId,
      startsAt,
      endsAt,
      who: own.map(({ name }) => name).join(', '),
      place: (aircraft ?? places.get(resourceId ?? ''))?.name ?? '',
      subjects: subjectsOf(session, own),
      alert: session.isOverdue ? 'Overdue' : riskOf(session, { aircraft, own, away, lapsed }),
    }
  })
  return [...bookings, ...others].sort((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1))
}

interface Named {
  id: string
  name: string
  status: string
}
const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]))
const idsIn = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))]

/** The instructor of a booking first, then its participants. */
function membersOf(
  { instructorId }: BoardSession,
  participants: readonly string[],
  crew: ReadonlyMap<string, Named>,
): Named[] {
  const members: Named[] = []
  const add = (crewId: string) => {
    const person = crew.get(crewId)
    if (person && !members.includes(person)) members.push(person)
  }
  if (instructorId !== null) add(instructorId)
  for (const crewId of participants) add(crewId)
  return members
}

/** The resource of a booking is often its aircraft or one of its people. */
function subjectsOf({ aircraftId, resourceId }: BoardSession, own: readonly Named[]): string[] {
  const subjects = own.map(({ id }) => id)
  if (aircraftId !== null) subjects.push(aircraftId)
  if (resourceId !== null && !subjects.includes(resourceId)) subjects.push(resourceId)
  return subjects
}

async function readCrew(
  tx: Tx,
  sessions: readonly BoardSession[],
  participants: ReadonlyMap<string, string[]>,
): Promise<Map<string, Named>> {
  const ids = idsIn([
    ...sessions.map(({ instructorId }) => instructorId),
    ...[...participants.values()].flat(),
  ])
  return byId(
    await tx.rows(sql<'boardMembers'>`
      select id, display_name as name, status from crew where id = any(${ids})`),
  )
}

async function readPlaces(tx: Tx, sessions: readonly BoardSession[]): Promise<Map<string, Named>> {
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
  away: readonly BoardSession[]
  lapsed: ReadonlyMap<string, string>
}

/** Why a booking that stands may fall through; empty if it does not. The same as `apron.session_risk` says of one. */
function riskOf(
  { id: sessionId, type, status, startsAt, endsAt }: BoardSession,
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

/** Deployments, trips, planned work: what other modules plan. A hold lasts some hours longer than its end: the turnaround. */
async function readOtherHolds(tx: Tx, { from, to }: Span): Promise<BoardBooking[]> {
  const rows = await tx.rows(sql<
    'boardHolds',
    { title: string; startsAt: Date; endsAt: Date; subjects: string[] }
  >`
    select h.source_id as id, h.source_kind as kind, min(h.title) as title, min(h.project_id) as "projectId",
           min(h.starts_at) as "startsAt", max(h.ends_at) as "endsAt", array_agg(distinct h.subject_id) as subjects
      from holds h
     where h.source_kind <> 'planning_session' and h.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)
       and h.ends_at > ${from}::timestamptz - interval '1 day'
     group by h.source_id, h.source_kind`)
  return rows.map((row) => ({
    ...row,
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt.getTime(),
    type: row.kind,
    status: 'confirmed',
    who: '',
    place: '',
    alert: '',
  }))
}
