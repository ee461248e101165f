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
  participants: BoardParticipants
}

/** The people who take part in bookings, in the order of the bookings and in their own. */
export interface BoardParticipants {
  sessionIds: string[]
  crewIds: string[]
}

/**
 * They come as one row of long texts: PostgreSQL writes that in a third of the time that it needs for thousands of rows,
 * and the server reads it in a tenth. No ID and no state has a comma in it. Bookings and participants are of one
 * statement, so that those of a booking stand beside it, whatever is written meanwhile.
 */
export async function readSessions(tx: Tx, { from, to }: Span): Promise<BoardSessions> {
  const columns = await tx.one(sql<
    'boardSessions',
    { titles: string[] | null; starts: number[] | null; ends: number[] | null }
  >`
    select s.*, p.*
      from (
        select string_agg(s.id, ',') as ids, string_agg(s.type, ',') as types, string_agg(s.status, ',') as statuses,
               to_json(array_agg(s.title)) as titles, string_agg(coalesce(s.project_id, ''), ',') as "projectIds",
               to_json(array_agg(date_part('epoch', s.starts_at)::bigint)) as starts,
               to_json(array_agg(date_part('epoch', s.freed_at)::bigint)) as ends,
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
                 order by t.starts_at, t.id) s
      ) s,
      (
        select string_agg(p.session_id, ',') as "sessionIds", string_agg(p.crew_id, ',') as "crewIds"
          from (select p.session_id, p.crew_id
                  from planning_participants p
                  join planning_sessions t on t.workspace_id = p.workspace_id and t.id = p.session_id
                 where t.starts_at < ${to}::timestamptz and t.ends_at > ${from}::timestamptz
                   and t.starts_at > ${from}::timestamptz - interval '31 days'
                   and t.status not in ('declined', 'expired', 'cancelled', 'standby')
                 order by t.starts_at, t.id, p.position) p
      ) p`)
  return {
    ids: split(columns.ids),
    types: split(columns.types),
    statuses: split(columns.statuses) as SessionStatus[],
    titles: columns.titles ?? [],
    projectIds: split(columns.projectIds),
    starts: inMilliseconds(columns.starts),
    ends: inMilliseconds(columns.ends),
    aircraftIds: split(columns.aircraftIds),
    resourceIds: split(columns.resourceIds),
    instructorIds: split(columns.instructorIds),
    overdue: split(columns.overdue),
    participants: { sessionIds: split(columns.sessionIds), crewIds: split(columns.crewIds) },
  }
}

const split = (column: string | null): string[] => column?.split(',') ?? []

function inMilliseconds(seconds: number[] | null): number[] {
  return seconds?.map((second) => second * 1_000) ?? []
}
