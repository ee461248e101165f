import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { Type } from '#platform/kernel/schema.ts'
import { type CalendarEntry, calendarText } from './calendar-text.ts'
import { hashOf } from './feed.ts'
import type { SessionStatus } from './session.ts'

export const readCalendar = operation({
  id: 'readCalendar',
  method: 'GET',
  path: '/calendar/:token',
  summary: 'Get a calendar for other programs',
  description:
    'The bookings of the last 90 and the next 400 days as iCalendar, without credentials: the address is the secret. Cancelled bookings stay for 30 days as `STATUS:CANCELLED`.',
  access: 'public',
  system: true,
  limit: 'anonymous',
  stability: 'beta',
  answers: 'file',
  fileTypes: ['text/calendar'],
  params: Type.Object({
    token: Type.String({ minLength: 5, maxLength: 100, description: 'As in the address, with `.ics`.' }),
  }),
  response: Type.String(),
  async handle({ tx, params, now }) {
    const feed = await feedOf(tx, params.token.replace(/\.ics$/, ''))
    if (!feed) throw notFound('There is no such calendar, or it was revoked')
    const entries = await entriesOf(tx, feed, now)
    await noteFetch(tx, feed, now)
    return {
      filename: 'schedule.ics',
      contentType: 'text/calendar; charset=utf-8',
      cacheControl: 'private, max-age=900',
      body: calendarText(`${feed.subjectName} · ${feed.workspaceName}`, entries),
    }
  },
})

interface Feed {
  id: string
  workspaceUuid: string
  workspaceId: string
  subjectId: string
}

/** A workspace that turned the schedule off has no calendars, nor has a person who is inactive. */
function feedOf(tx: Tx, token: string) {
  return tx.first(sql<'calendarFeed', { subjectName: string }>`
    select f.id, w.workspace_id as "workspaceUuid", w.id as "workspaceId", w.name as "workspaceName",
           f.subject_id as "subjectId", coalesce(c.display_name, a.registration, r.name) as "subjectName"
      from planning_feeds f
      join workspaces w on w.workspace_id = f.workspace_id
      left join crew c on c.workspace_id = f.workspace_id and c.id = f.subject_id and c.status = 'active'
      left join aircraft a on a.workspace_id = f.workspace_id and a.id = f.subject_id
      left join planning_resources r on r.workspace_id = f.workspace_id and r.id = f.subject_id
     where f.token_sha256 = ${hashOf(token)} and f.revoked_at is null and 'planning' = any (w.modules)
       and coalesce(c.display_name, a.registration, r.name) is not null`)
}

/** Once a quarter of an hour is enough to see that a calendar is read. */
async function noteFetch(tx: Tx, { id, workspaceUuid }: Feed, now: Date): Promise<void> {
  await tx.run(sql`
    update planning_feeds set last_fetched_at = ${now}
     where workspace_id = ${workspaceUuid} and id = ${id}
       and (last_fetched_at is null or last_fetched_at < ${now}::timestamptz - interval '15 minutes')`)
}

async function entriesOf(tx: Tx, feed: Feed, now: Date): Promise<CalendarEntry[]> {
  const { workspaceUuid, subjectId } = feed
  const rows = await tx.rows(sql<'calendarSessions', { status: SessionStatus; who: string; place: string }>`
    select t.id, t.status, t.sequence, t.title, t.timezone, t.starts_at as "startsAt", t.ends_at as "endsAt",
           t.updated_at as "updatedAt", coalesce(a.registration, r.name, '') as place,
           concat_ws(', ', i.display_name,
             (select string_agg(c.display_name, ', ' order by pp.position)
                from planning_participants pp
                join crew c on c.workspace_id = pp.workspace_id and c.id = pp.crew_id
               where pp.workspace_id = t.workspace_id and pp.session_id = t.id
                 and pp.crew_id is distinct from t.instructor_id)) as who
      from planning_sessions t
      left join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      left join crew i on i.workspace_id = t.workspace_id and i.id = t.instructor_id
      left join planning_resources r on r.workspace_id = t.workspace_id and r.id = t.resource_id
     where t.workspace_id = ${workspaceUuid}
       and (t.aircraft_id = ${subjectId} or t.resource_id = ${subjectId} or t.instructor_id = ${subjectId}
         or exists (select from planning_participants pp
                     where pp.workspace_id = t.workspace_id and pp.session_id = t.id and pp.crew_id = ${subjectId}))
       and t.starts_at between ${now}::timestamptz - interval '90 days' and ${now}::timestamptz + interval '400 days'
       and (t.status not in ('declined', 'expired', 'cancelled', 'no_show')
         or t.updated_at > ${now}::timestamptz - interval '30 days')
     order by t.starts_at, t.id limit 5000`)
  return rows.map((row) => calendarEntry(feed.workspaceId, row))
}

interface Shown {
  id: string
  status: SessionStatus
  sequence: number
  title: string
  timezone: string
  startsAt: Date
  endsAt: Date
  updatedAt: Date
  place: string
  who: string
}

/** A booking as programs of calendars see it, without its notes. */
export const calendarEntry = (workspaceId: string, shown: Shown): CalendarEntry => ({
  // It never changes, wherever the installation is reached.
  uid: `${shown.id}@${workspaceId}.apron`,
  sequence: shown.sequence,
  startsAt: shown.startsAt,
  endsAt: shown.endsAt,
  timezone: shown.timezone,
  changedAt: shown.updatedAt,
  status: statusOf(shown.status),
  summary: [shown.title, shown.place].filter(Boolean).join(' · '),
  location: shown.place,
  description: shown.who,
})

function statusOf(status: SessionStatus): CalendarEntry['status'] {
  if (status === 'requested' || status === 'standby') return 'TENTATIVE'
  const isOver =
    status === 'cancelled' || status === 'declined' || status === 'expired' || status === 'no_show'
  return isOver ? 'CANCELLED' : 'CONFIRMED'
}
