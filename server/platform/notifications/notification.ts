import { sql, type Tx } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { unknownReference } from '../kernel/reference.ts'
import { id, instant, integer, nullable, oneOf, type Static, Type } from '../kernel/schema.ts'
import { severities } from '../kernel/severity.ts'
import { userKind } from '../kernel/user-kind.ts'

const Notification = Type.Object({
  id: id('ntf'),
  title: Type.String(),
  body: Type.String(),
  path: nullable(Type.String({ description: 'Where in the console it leads, below `/app/<workspace>`.' })),
  severity: oneOf(severities),
  subject: nullable(Type.Object({ type: Type.String(), id: Type.String() })),
  created_at: instant(),
  read_at: nullable(instant()),
})

type Notification = Static<typeof Notification>

const fields = `t.id, t.title, t.body, t.path, t.severity,
  case when t.subject_id is not null then json_build_object('type', t.subject_type, 'id', t.subject_id) end as subject,
  to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
  to_char(t.read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as read_at`

export const listNotifications = operation({
  id: 'listNotifications',
  method: 'GET',
  path: '/api/notifications',
  summary: 'List your notifications',
  description: 'Your notifications, newest first, and the number of unread ones.',
  access: 'session',
  roles: 'members',
  query: Type.Object({
    limit: Type.Optional(integer(1, 100, 'The maximum number; 20 by default.')),
    before: Type.Optional(
      id('ntf', 'Only those that are older than this one: the last of the answer before.'),
    ),
    unread: Type.Optional(Type.Boolean({ description: 'Only those that are unread.' })),
  }),
  response: Type.Object({ unread_count: Type.Integer(), notifications: Type.Array(Notification) }),
  async handle({ tx, query, principal }) {
    const notifications = await tx.prepared<'shownNotifications', Pick<Notification, 'subject'>>(
      `
        select ${fields}
          from notifications t
         where t.user_id = $1
           and t.is_shown
           and ($2::text is null or t.id < $2)
           and (not $3::boolean or t.read_at is null)
         order by t.id desc limit $4`,
      [principal.userId, query.before ?? null, query.unread ?? false, query.limit ?? 20],
    )
    return { unread_count: await unreadCount(tx, principal.userId), notifications }
  },
})

async function unreadCount(tx: Tx, userId: string): Promise<number> {
  const { count } = await tx.one(sql<'unreadCount'>`
    select count(*) from notifications where user_id = ${userId} and is_shown and read_at is null`)
  return count
}

// That somebody has seen a warning, and when, is worth an entry: a safety manager will be asked.
export const readNotifications = operation({
  id: 'readNotifications',
  method: 'POST',
  path: '/api/notifications/read',
  summary: 'Mark notifications as read',
  description: 'Marks the given notifications as read, or all of them if you leave out `ids`.',
  access: 'session',
  roles: 'members',
  audits: 'notifications.read',
  body: Type.Object({
    ids: Type.Optional(
      Type.Array(id('ntf'), { minItems: 1, maxItems: 100, uniqueItems: true, description: 'Left out: all.' }),
    ),
  }),
  response: Type.Object({ marked: Type.Integer(), unread_count: Type.Integer() }),
  async handle({ tx, body, principal, emit }) {
    const ids = body.ids ?? null
    const mine = await tx.rows(sql<'ownNotifications'>`
      select id, title
        from notifications where user_id = ${principal.userId} and is_shown and id = any (${ids ?? []})`)
    const known = new Set(mine.map((notification) => notification.id))
    const missing = (ids ?? []).findIndex((id) => !known.has(id))
    if (missing >= 0) throw unknownReference(`ids.${missing}`, 'notification')
    const marked = await tx.run(sql`
      update notifications set read_at = now()
       where user_id = ${principal.userId}
         and is_shown
         and read_at is null
         and (${ids}::text[] is null or id = any (${ids}))`)
    await moveHead(tx, principal.workspace.uuid, principal.userId)
    emit({
      type: 'notifications.read',
      subject: { type: userKind.name, id: principal.userId, label: principal.displayName },
      changes: [{ field: 'read', before: null, after: mine.length > 0 ? mine : 'all' }],
    })
    return { marked, unread_count: await unreadCount(tx, principal.userId) }
  },
})

// The bells of other windows follow.
async function moveHead(tx: Tx, workspaceUuid: string, userId: string): Promise<void> {
  await tx.run(sql`
    insert into notification_heads as h (workspace_id, user_id)
    values (${workspaceUuid}, ${userId})
    on conflict (workspace_id, user_id) do update set changes = h.changes + 1`)
}
