import { sql, type Tx } from '#platform/database/database.ts'
import type { SessionStatus } from './session.ts'

export interface Span {
  from: string
  to: string
}

/** A booking as the board needs it. Times are milliseconds: thousands of dates are slow to read and to compare. */
export interface BoardSession {
  id: string
  type: string
  status: SessionStatus
  title: string
  projectId: string | null
  startsAt: number
  endsAt: number
  aircraftId: string | null
  resourceId: string | null
  instructorId: string | null
  isOverdue: boolean
}

/**
 * The bookings of a period, in order. They come as one row of long texts: PostgreSQL writes that in a third of the time
 * that it needs for thousands of rows, and the server reads it in a tenth. No ID, state or number has a comma in it.
 */
export async function readSessions(tx: Tx, { from, to }: Span): Promise<BoardSession[]> {
  const columns = await tx.one(sql<'boardSessions', { titles: string[] | null }>`
    select string_agg(s.id, ',') as ids, string_agg(s.type, ',') as types, string_agg(s.status, ',') as statuses,
           to_json(array_agg(s.title)) as titles, string_agg(coalesce(s.project_id, ''), ',') as "projectIds",
           string_agg((date_part('epoch', s.starts_at) * 1000)::bigint::text, ',') as starts,
           string_agg((date_part('epoch', s.freed_at) * 1000)::bigint::text, ',') as ends,
           string_agg(coalesce(s.aircraft_id, ''), ',') as "aircraftIds",
           string_agg(coalesce(s.resource_id, ''), ',') as "resourceIds",
           string_agg(coalesce(s.instructor_id, ''), ',') as "instructorIds",
           string_agg(case when s.is_overdue then 'x' else '' end, ',') as overdue
      from (select t.id, t.type, t.status, t.title, t.project_id, t.starts_at, t.aircraft_id, t.resource_id,
                   t.instructor_id, t.overdue_at is not null and t.status = 'checked_out' as is_overdue,
                   case when t.checked_in_at between t.starts_at + interval '1 minute' and t.ends_at
                        then t.checked_in_at else t.ends_at end as freed_at
              from planning_sessions t
             where t.starts_at < ${to}::timestamptz and t.ends_at > ${from}::timestamptz
               and t.starts_at > ${from}::timestamptz - interval '31 days'
               and t.status not in ('declined', 'expired', 'cancelled', 'standby')
             order by t.starts_at, t.id) s`)
  const [types, statuses, projectIds] = [
    split(columns.types),
    split(columns.statuses),
    split(columns.projectIds),
  ]
  const [starts, ends, overdue] = [split(columns.starts), split(columns.ends), split(columns.overdue)]
  const aircraftIds = split(columns.aircraftIds)
  const resourceIds = split(columns.resourceIds)
  const instructorIds = split(columns.instructorIds)
  return split(columns.ids).map((id, index) => ({
    id,
    type: types[index] ?? '',
    status: statuses[index] as SessionStatus,
    title: columns.titles?.[index] ?? '',
    projectId: projectIds[index] || null,
    startsAt: Number(starts[index]),
    endsAt: Number(ends[index]),
    aircraftId: aircraftIds[index] || null,
    resourceId: resourceIds[index] || null,
    instructorId: instructorIds[index] || null,
    isOverdue: overdue[index] !== '',
  }))
}

const split = (column: string | null): string[] => column?.split(',') ?? []

/** The people who take part in each booking of a period, in their order. */
export async function readParticipants(tx: Tx, { from, to }: Span): Promise<Map<string, string[]>> {
  const columns = await tx.one(sql<'boardParticipants'>`
    select string_agg(p.session_id, ',') as "sessionIds", string_agg(p.crew_id, ',') as "crewIds"
      from (select session_id, crew_id from planning_participants
             where session_id in (
                   select t.id from planning_sessions t
                    where t.starts_at < ${to}::timestamptz and t.ends_at > ${from}::timestamptz
                      and t.starts_at > ${from}::timestamptz - interval '31 days')
             order by position) p`)
  const crewIds = split(columns.crewIds)
  const ofSession = new Map<string, string[]>()
  for (const [index, sessionId] of split(columns.sessionIds).entries()) {
    const crewId = crewIds[index] ?? ''
    const others = ofSession.get(sessionId)
    if (others) others.push(crewId)
    else ofSession.set(sessionId, [crewId])
  }
  return ofSession
}
