import { sql, type Tx } from '#platform/database/database.ts'
import type { SessionStatus } from './session.ts'

export interface Span {
  from: string
  to: string
}

/**
 * The bookings of a period, in order, column by column: two thousand objects for each reader of the board are garbage
 * that the next reader waits for. Times are milliseconds; an ID that a booking does not have is empty.
 */
export interface BoardSessions {
  ids: string[]
  types: string[]
  statuses: SessionStatus[]
  titles: string[]
  projectIds: string[]
  starts: number[]
  ends: number[]
  aircraftIds: string[]
  /** Empty where it is the aircraft. */
  resourceIds: string[]
  instructorIds: string[]
  overdue: string[]
}

/**
 * They come as one row of long texts: PostgreSQL writes that in a third of the time that it needs for thousands of rows,
 * and the server reads it in a tenth. No ID has a comma in it. Short words and numbers come as JSON, which the server
 * reads without a text for each.
 */
export async function readSessions(tx: Tx, { from, to }: Span): Promise<BoardSessions> {
  const columns = await tx.one(sql<
    'boardSessions',
    {
      types: string[] | null
      statuses: SessionStatus[] | null
      titles: string[] | null
      starts: number[] | null
      ends: number[] | null
    }
  >`
    select string_agg(s.id, ',') as ids, to_json(array_agg(s.type)) as types, to_json(array_agg(s.status)) as statuses,
           to_json(array_agg(s.title)) as titles, string_agg(coalesce(s.project_id, ''), ',') as "projectIds",
           to_json(array_agg((date_part('epoch', s.starts_at) * 1000)::bigint)) as starts,
           to_json(array_agg((date_part('epoch', s.freed_at) * 1000)::bigint)) as ends,
           string_agg(coalesce(s.aircraft_id, ''), ',') as "aircraftIds",
           string_agg(coalesce(nullif(s.resource_id, s.aircraft_id), ''), ',') as "resourceIds",
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
  return {
    ids: split(columns.ids),
    types: columns.types ?? [],
    statuses: columns.statuses ?? [],
    titles: columns.titles ?? [],
    projectIds: split(columns.projectIds),
    starts: columns.starts ?? [],
    ends: columns.ends ?? [],
    aircraftIds: split(columns.aircraftIds),
    resourceIds: split(columns.resourceIds),
    instructorIds: split(columns.instructorIds),
    overdue: split(columns.overdue),
  }
}

const split = (column: string | null): string[] => column?.split(',') ?? []

/** The people who take part in bookings: those of one booking stand together, in their order. */
export interface BoardParticipants {
  sessionIds: string[]
  crewIds: string[]
  /** Where those of a booking begin. */
  begins: ReadonlyMap<string, number>
}

export async function readParticipants(tx: Tx, { from, to }: Span): Promise<BoardParticipants> {
  const columns = await tx.one(sql<'boardParticipants'>`
    select string_agg(p.session_id, ',') as "sessionIds", string_agg(p.crew_id, ',') as "crewIds"
      from (select session_id, crew_id from planning_participants
             where session_id in (
                   select t.id from planning_sessions t
                    where t.starts_at < ${to}::timestamptz and t.ends_at > ${from}::timestamptz
                      and t.starts_at > ${from}::timestamptz - interval '31 days')
             order by session_id, position) p`)
  const sessionIds = split(columns.sessionIds)
  const begins = new Map<string, number>()
  for (let index = 0; index < sessionIds.length; index++) {
    const sessionId = sessionIds[index] ?? ''
    if (sessionId !== sessionIds[index - 1]) begins.set(sessionId, index)
  }
  return { sessionIds, crewIds: split(columns.crewIds), begins }
}
