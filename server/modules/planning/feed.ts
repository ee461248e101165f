import { createHash, randomBytes } from 'node:crypto'
import { db, sql } from '#platform/database/database.ts'
import type { LeftBehind } from '#platform/identity/left-behind.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidFields, roleMissing } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, idOf, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { bookingRoles, dispatches, personOf } from './session-role.ts'

const subjectType = oneOf(['person', 'aircraft', 'resource'])
const subjectId = idOf(['crw', 'acf', 'rsr'], 'Whose bookings the calendar shows.')
const prefixOf = { person: 'crw_', aircraft: 'acf_', resource: 'rsr_' } as const

/** A calendar that other programs read at an address that nobody can guess. */
export const CalendarFeed = resource({
  name: 'calendar_feed',
  prefix: 'cal',
  title: { one: 'calendar', many: 'calendars' },
  page: '/schedule/calendars',
  table: 'planning_feeds',
  label: 'subjectName',
  schema: Type.Object({
    id: id('cal'),
    subjectType,
    subjectId,
    subjectName: Type.String(),
    lastFetchedAt: nullable(instant()),
    revokedAt: nullable(instant()),
    createdAt: instant(),
  }),
  joins: `left join crew c on c.workspace_id = t.workspace_id and c.id = t.subject_id
      left join aircraft a on a.workspace_id = t.workspace_id and a.id = t.subject_id
      left join planning_resources r on r.workspace_id = t.workspace_id and r.id = t.subject_id`,
  expressions: { subjectName: 'coalesce(c.display_name, a.registration, r.name, t.subject_id)' },
  visible: async (tx, feedId, principal) =>
    dispatches(principal) ||
    (await tx.first(sql`
      select 1 from planning_feeds where id = ${feedId} and created_by = ${actorOf(principal).id}`)) !==
      undefined,
})

export const hashOf = (token: string) => createHash('sha256').update(token).digest()

export const listFeeds = operation({
  id: 'listCalendarFeeds',
  method: 'GET',
  path: '/api/v1/planning/feeds',
  summary: 'List calendars for other programs',
  description: 'Your calendars; members who run the schedule see all. The addresses are not shown again.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  response: CalendarFeed.schema,
  list: list({
    of: CalendarFeed,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    // A program that fetches a calendar writes no event.
    volatile: true,
    restrict: {
      value: (principal) => (dispatches(principal) ? null : actorOf(principal).id),
      sql: (user) => `${user}::text is null or t.created_by = ${user}::text`,
    },
  }),
})

export const getFeed = operation({
  id: 'getCalendarFeed',
  method: 'GET',
  path: '/api/v1/planning/feeds/:id',
  summary: 'Get a calendar for other programs',
  description: 'Returns a calendar without its address, and when it was last read.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  on: CalendarFeed,
  response: CalendarFeed.schema,
})

export const createFeed = operation({
  id: 'createCalendarFeed',
  method: 'POST',
  path: '/api/v1/planning/feeds',
  summary: 'Create a calendar for other programs',
  description:
    'Creates an address for Google, Apple or Outlook calendars. Everybody who has the address sees the bookings of the person, aircraft or resource. The address is shown in this response only. Members can create a calendar of their own bookings; members who run the schedule, of anything.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  stepUp: true,
  creates: CalendarFeed,
  audits: 'calendar_feed.created',
  secret: true,
  body: Type.Object({ subjectType: Type.Optional(subjectType), subjectId: Type.Optional(subjectId) }),
  response: Type.Object({
    ...CalendarFeed.schema.properties,
    url: Type.String({ description: 'Everybody who has it can read the calendar.' }),
  }),
  async handle({ tx, body, principal, request, services }) {
    const ownId = await personOf(tx, principal)
    const subject = body.subjectId ?? ownId
    if (subject === null)
      throw invalidFields([
        { field: 'subjectId', message: 'is required: you are no person of this workspace' },
      ])
    const kind = kindOf(subject)
    if (body.subjectType !== undefined && body.subjectType !== kind)
      throw invalidFields([
        { field: 'subjectType', message: `does not fit subjectId, which names a ${kind}` },
      ])
    requireOwn(principal, subject, ownId)
    const token = randomBytes(24).toString('base64url')
    const feedId = newId('cal')
    await tx.run(
      db.insertInto('planning_feeds').values({
        workspace_id: principal.workspace.uuid,
        id: feedId,
        subject_type: kind,
        subject_id: subject,
        token_sha256: hashOf(token),
        created_by: actorOf(principal).id,
      }),
    )
    const url = `${services.config.publicUrl ?? request.origin}/calendar/${token}.ics`
    return { ...(await CalendarFeed.get(tx, feedId)), url }
  },
})

function kindOf(subject: string): 'person' | 'aircraft' | 'resource' {
  if (subject.startsWith(prefixOf.aircraft)) return 'aircraft'
  return subject.startsWith(prefixOf.person) ? 'person' : 'resource'
}

function requireOwn(principal: Principal, subject: string, ownId: string | null): void {
  if (subject !== ownId && !dispatches(principal))
    throw roleMissing(
      'Only those who run the schedule can make a calendar of others, of aircraft and of resources',
    )
}

export const revokeFeed = operation({
  id: 'revokeCalendarFeed',
  method: 'DELETE',
  path: '/api/v1/planning/feeds/:id',
  summary: 'Revoke a calendar',
  description: 'The address now returns 404. Programs keep what they have already read.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: CalendarFeed,
  audits: 'calendar_feed.revoked',
  async handle({ tx, record, now }) {
    await tx.run(
      sql`update planning_feeds set revoked_at = ${now} where id = ${record.id} and revoked_at is null`,
    )
  },
})

/** Somebody who was removed may still have the address. */
export const leftFeeds: LeftBehind = {
  kind: 'left_behind',
  name: 'calendar_feeds',
  title: 'Calendars for other programs',
  list: (tx, userId) =>
    tx.rows(sql<'leftFeeds', { label: string }>`
      select f.id, coalesce(c.display_name, a.registration, r.name, f.subject_id) as label, null::text as detail
        from planning_feeds f
        left join crew c on c.workspace_id = f.workspace_id and c.id = f.subject_id
        left join aircraft a on a.workspace_id = f.workspace_id and a.id = f.subject_id
        left join planning_resources r on r.workspace_id = f.workspace_id and r.id = f.subject_id
       where f.created_by = ${userId} and f.revoked_at is null order by 2, 1`),
}
