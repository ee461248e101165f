import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import { notify } from '#platform/notifications/notify.ts'
import { calendarEntry } from './calendar.ts'
import { calendarText } from './calendar-text.ts'
import { PlanningSession } from './session.ts'
import type { SessionForm } from './write-session.ts'

/** What a message says of one booking, and of several. */
const words: Record<string, { one: string; many: string }> = {
  'session.requested': { one: 'Please confirm', many: 'bookings to confirm' },
  'session.confirmed': { one: 'Booked', many: 'bookings made' },
  'session.declined': { one: 'Declined', many: 'bookings declined' },
  'session.moved': { one: 'Moved', many: 'bookings moved' },
  'session.cancelled': { one: 'Cancelled', many: 'bookings cancelled' },
  'standby.promoted': { one: 'You have an aircraft', many: 'bookings with an aircraft' },
}

/**
 * Messages to the people of bookings about what happened to them, each by their own setting. What one request did to
 * several bookings, such as a series, is one message.
 */
export const sendBookingMessages = sweep({
  name: 'planning.messages',
  everyMs: 3_000,
  actor: 'Schedule',
  table: 'planning_messages',
  due: () => sql`true`,
  async judge(tx, { id, workspaceUuid, workspaceId }) {
    const waiting = await takeWaiting(tx, id)
    const [first] = waiting
    if (!first) return []
    const sessions = new Map<string, SessionForm>()
    for (const { sessionId } of waiting) sessions.set(sessionId, await PlanningSession.get(tx, sessionId))
    const recipients = await recipientsOf(tx, waiting)
    const groups = Map.groupBy(recipients, ({ sessionIds }) => sessionIds.join(' '))
    for (const members of groups.values()) {
      const shown = (members[0]?.sessionIds ?? []).flatMap((sessionId) => sessions.get(sessionId) ?? [])
      await notify(tx, {
        workspaceUuid,
        userIds: members.map(({ userId }) => userId),
        choices: new Map(members.map(({ userId, inApp, mail }) => [userId, { inApp, mail }])),
        ...messageOf(first.eventType, shown),
        ...(first.eventType === 'session.requested' ? {} : { attachment: fileOf(shown, workspaceId) }),
      })
    }
    return []
  },
})

interface Waiting {
  sessionId: string
  eventType: string
  actorId: string | null
}

/** All that the same request did in the same way. Time off is reported where it is decided. */
function takeWaiting(tx: Tx, id: string): Promise<Waiting[]> {
  return tx.rows(sql<'takenMessages'>`
    with one as (select m.request_id, m.event_type from planning_messages m where m.id = ${id}),
    taken as (
      delete from planning_messages m using one
       where m.id = ${id} or (m.request_id = one.request_id and m.event_type = one.event_type)
      returning m.session_id, m.event_type, m.actor_id)
    select t.session_id as "sessionId", t.event_type as "eventType", t.actor_id as "actorId"
      from taken t
      join planning_sessions s on s.id = t.session_id
     where s.type <> 'time_off'
     order by s.starts_at, s.id`)
}

interface Recipient {
  userId: string
  inApp: boolean
  mail: boolean
  sessionIds: string[]
}

/**
 * The people of the bookings and who asked for them, without who did it. An instructor hears of a request, since it is
 * theirs to confirm; somebody who gets an aircraft hears of it even where they freed it themselves.
 */
function recipientsOf(tx: Tx, waiting: readonly Waiting[]): Promise<Recipient[]> {
  const { eventType = '', actorId = null } = waiting[0] ?? {}
  const isRequest = eventType === 'session.requested'
  const except = eventType === 'standby.promoted' ? null : actorId
  return tx.rows(sql<'messageRecipients', { userId: string; sessionIds: string[] }>`
    with part as (
      select s.id as session_id, s.starts_at, i.user_id
        from planning_sessions s
        join crew i on i.id = s.instructor_id
       where s.id = any(${waiting.map(({ sessionId }) => sessionId)})
         and (not ${isRequest} or s.status = 'requested')
       union
      select s.id, s.starts_at, c.user_id
        from planning_sessions s
        left join planning_participants p on p.session_id = s.id
        join crew c on c.id = p.crew_id or c.id = s.resource_id
       where s.id = any(${waiting.map(({ sessionId }) => sessionId)}) and not ${isRequest}
       union
      select s.id, s.starts_at, s.created_by
        from planning_sessions s
       where s.id = any(${waiting.map(({ sessionId }) => sessionId)}) and not ${isRequest})
    select p.user_id as "userId", coalesce(m.in_app, true) as "inApp", coalesce(m.mail, true) as mail,
           array_agg(p.session_id order by p.starts_at, p.session_id) as "sessionIds"
      from part p
      left join planning_message_settings m on m.user_id = p.user_id
     where p.user_id is not null and p.user_id is distinct from ${except}
     group by p.user_id, m.in_app, m.mail
     order by p.user_id`)
}

const mostLines = 30

function messageOf(eventType: string, sessions: readonly SessionForm[]) {
  const { one = '', many = '' } = words[eventType] ?? {}
  const [session] = sessions
  const lines = sessions.slice(0, mostLines).map(lineOf)
  if (sessions.length === 1 && session) {
    const details = [peopleOf(session), session.statusReason ? `Reason: ${session.statusReason}` : '']
    return {
      title: `${one}: ${lines[0]}`,
      body: details.filter(Boolean).join('\n'),
      path: `/schedule/sessions/${session.id}`,
      subject: { type: PlanningSession.name, id: session.id },
    }
  }
  const rest = sessions.length > mostLines ? [`and ${sessions.length - mostLines} more`] : []
  const reason = session?.statusReason ? [`Reason: ${session.statusReason}`] : []
  return {
    title: `${sessions.length} ${many}: ${session?.title ?? ''}`,
    body: [...lines, ...rest, ...reason].join('\n'),
    path: '/schedule',
  }
}

/** "Lesson, N172SP, 8 Mar 2027 10:00 to 8 Mar 2027 11:00 (America/Denver)" */
function lineOf({ title, resourceName, startsAt, endsAt, timezone }: SessionForm): string {
  const [from, to] = [startsAt, endsAt].map((at) => localTime(new Date(at), timezone))
  return [title, resourceName, `${from} to ${to} (${timezone})`].filter(Boolean).join(', ')
}

function peopleOf({ instructorName, participants }: SessionForm): string {
  const names = [instructorName, ...participants.map(({ displayName }) => displayName)]
  return [...new Set(names.filter((name) => name !== null))].join(', ')
}

function fileOf(sessions: readonly SessionForm[], workspaceId: string) {
  const entries = sessions.map((session) =>
    calendarEntry(workspaceId, {
      ...session,
      startsAt: new Date(session.startsAt),
      endsAt: new Date(session.endsAt),
      updatedAt: new Date(session.updatedAt),
      place: session.resourceName ?? '',
      who: peopleOf(session),
    }),
  )
  return {
    filename: 'booking.ics',
    contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    content: calendarText('Bookings', entries),
  }
}
