import { sql, type Tx } from '#platform/database/database.ts'
import { type BoardSessions, readSessions, type Span } from './board-sessions.ts'

export interface Named {
  id: string
  name: string
  status: string
}
interface Away {
  startsAt: number
  endsAt: number
}

/** What else holds something. Times are milliseconds. */
export interface OtherHold {
  id: string
  kind: string
  title: string
  projectId: string | null
  startsAt: number
  endsAt: number
  subjects: string[]
}

/** Bookings and all other holds of a period, those that began before it included, with what their words are made of. */
export interface BoardFacts {
  sessions: BoardSessions
  crew: ReadonlyMap<string, Named>
  places: ReadonlyMap<string, Named>
  /** When people are away. */
  away: ReadonlyMap<string, Away[]>
  /** The bookings that a rule speaks against since, with its words. */
  lapsed: ReadonlyMap<string, string>
  /** In order. */
  others: OtherHold[]
}

/**
 * The names are joined here: one statement that joins them for two thousand bookings takes ten times as long. Statements
 * that need nothing of each other are sent together, so that PostgreSQL reads while the server joins.
 */
export async function readBoardFacts(tx: Tx, span: Span): Promise<BoardFacts> {
  const [sessions, lapsed, others] = await Promise.all([
    readSessions(tx, span),
    readLapsed(tx),
    readOtherHolds(tx, span),
  ])
  const [crew, places] = await Promise.all([readCrew(tx, sessions), readPlaces(tx, sessions)])
  return { sessions, crew, places, away: awayIn(sessions), lapsed, others }
}

const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]))

/** Each ID once. */
function idsIn(...columns: readonly string[][]): string[] {
  const ids = new Set<string>()
  for (const column of columns) for (const id of column) ids.add(id)
  ids.delete('')
  return [...ids]
}

async function readCrew(
  tx: Tx,
  { instructorIds, participants: { crewIds } }: BoardSessions,
): Promise<Map<string, Named>> {
  return byId(
    await tx.rows(sql<'boardMembers'>`
      select id, display_name as name, status from crew where id = any(${idsIn(instructorIds, crewIds)})`),
  )
}

async function readPlaces(tx: Tx, { aircraftIds, resourceIds }: BoardSessions): Promise<Map<string, Named>> {
  const ids = idsIn(aircraftIds, resourceIds)
  const rows = await tx.rows(sql<'boardPlaces', Named>`
    select id, registration as name, status from aircraft where id = any(${ids})
     union all
    select id, name, status from planning_resources where id = any(${ids})`)
  return byId(rows)
}

function awayIn({ types, statuses, resourceIds, starts, ends }: BoardSessions): Map<string, Away[]> {
  const away = new Map<string, Away[]>()
  for (let index = 0; index < types.length; index++) {
    if (types[index] !== 'time_off' || statuses[index] !== 'confirmed') continue
    const personId = resourceIds[index] ?? ''
    const times = away.get(personId) ?? []
    times.push({ startsAt: starts[index] ?? 0, endsAt: ends[index] ?? 0 })
    away.set(personId, times)
  }
  return away
}

/**
 * The people of each booking, its instructor first, when asked for one booking after the other. They come in one list,
 * which is used again for the next.
 */
export function membersInOrder({ sessions, crew }: BoardFacts): (index: number) => readonly Named[] {
  const { sessionIds, crewIds } = sessions.participants
  const own: Named[] = []
  let at = 0
  return (index) => {
    own.length = 0
    const instructor = crew.get(sessions.instructorIds[index] ?? '')
    if (instructor) own.push(instructor)
    for (const sessionId = sessions.ids[index] ?? ''; sessionIds[at] === sessionId; at++) {
      const person = crew.get(crewIds[at] ?? '')
      if (person && !own.includes(person)) own.push(person)
    }
    return own
  }
}

const statusWords: Readonly<Record<string, string>> = {
  aog: 'AOG',
  maintenance: 'in maintenance',
  storage: 'in storage',
}

/** Why a booking is red, or may fall through; empty if it does not. The same as `apron.session_risk` says of one. */
export function alertOf(facts: BoardFacts, index: number, own: readonly Named[]): string {
  const { sessions, places, lapsed } = facts
  if (sessions.overdue[index]) return 'Overdue'
  const status = sessions.statuses[index]
  if (sessions.types[index] === 'time_off' || (status !== 'requested' && status !== 'confirmed')) return ''
  const aircraft = places.get(sessions.aircraftIds[index] ?? '')
  if (aircraft && aircraft.status !== 'active')
    return `${aircraft.name} is ${statusWords[aircraft.status] ?? aircraft.status}`
  for (const person of own) if (isMissing(facts, index, person)) return missingOf(facts, index, own)
  return lapsed.get(sessions.ids[index] ?? '') ?? ''
}

function isMissing({ sessions, away }: BoardFacts, index: number, { id, status }: Named): boolean {
  if (status !== 'active') return true
  const times = away.get(id)
  if (!times) return false
  const [starts, ends] = [sessions.starts[index] ?? 0, sessions.ends[index] ?? 0]
  return times.some(({ startsAt, endsAt }) => startsAt < ends && endsAt > starts)
}

const missingOf = (facts: BoardFacts, index: number, own: readonly Named[]): string =>
  own
    .filter((person) => isMissing(facts, index, person))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((person) => `${person.name} is ${person.status === 'active' ? 'away' : 'inactive'}`)
    .join(', ')

/** "Ada Holm, Ben Ito". */
export function namesOf(own: readonly Named[]): string {
  let names = ''
  for (const { name } of own) names = names === '' ? name : `${names}, ${name}`
  return names
}

/** The bookings that a rule speaks against since, with its words: few at any time. */
async function readLapsed(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows(sql<'boardLapsed', { reason: string }>`
    select session_id as id, reason from planning_risks where reason is not null`)
  return new Map(rows.map(({ id, reason }) => [id, reason]))
}

/** Deployments, trips, planned work: what other modules plan. A hold lasts some hours longer than its end: the turnaround. */
async function readOtherHolds(tx: Tx, { from, to }: Span): Promise<OtherHold[]> {
  const rows = await tx.rows(sql<
    'boardHolds',
    { title: string; startsAt: Date; endsAt: Date; subjects: string[] }
  >`
    select h.source_id as id, h.source_kind as kind, min(h.title) as title, min(h.project_id) as "projectId",
           min(h.starts_at) as "startsAt", max(h.ends_at) as "endsAt", array_agg(distinct h.subject_id) as subjects
      from holds h
     where h.source_kind <> 'planning_session' and h.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)
       and h.ends_at > ${from}::timestamptz - interval '1 day'
     group by h.source_id, h.source_kind
     order by min(h.starts_at), h.source_id`)
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.getTime(), endsAt: row.endsAt.getTime() }))
}
