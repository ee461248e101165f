import { sql, type Tx } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import type { Severity } from '../kernel/severity.ts'
import { preferred } from './preference.ts'

export interface Notice {
  workspaceUuid: string
  /** Whom to tell. Who is no active member (any more) is left out. */
  userIds: readonly string[]
  /** One line, at most 200 characters. */
  title: string
  body?: string
  /** Where in the console it leads, below `/app/<workspace>`: `/flights/flt_…`. */
  path?: string
  /** The record that it is about. */
  subject?: { type: string; id: string }
  severity?: Severity
  /** What makes it the same as one before: a member is told of one key once. */
  key?: string
}

/**
 * Tells members something: in the console, and by mail where they want that for its severity. It is told if
 * and only if the transaction commits. Consoles that are open on this node show it when the request has been
 * answered; background work calls `services.live.nudge` after its commit.
 * @returns how many were told; who had been told under the same key is not counted.
 */
export async function notify(tx: Tx, notice: Notice): Promise<number> {
  const { workspaceUuid, title, body = '', path, subject, severity = 'info', key } = notice
  // In order, so that two that tell the same members never wait for each other crosswise.
  const userIds = [...new Set(notice.userIds)].sort()
  if (userIds.length === 0) return 0
  const told = await tx.rows(sql<'notifiedUsers'>`
    with wanted as (
      select n.id, m.user_id, u.email, w.slug,
             ${severity} = any (coalesce(p.in_app, ${preferred.in_app})) as wants_in_app,
             ${severity} = any (coalesce(p.mail, ${preferred.mail})) as wants_mail
        from unnest(${userIds}::text[], ${userIds.map(() => newId('ntf'))}::text[]) as n (user_id, id)
        join members m on m.workspace_id = ${workspaceUuid} and m.user_id = n.user_id and m.status = 'active'
        join users u on u.id = m.user_id
        join workspaces w on w.workspace_id = m.workspace_id
        left join notification_preferences p on p.workspace_id = m.workspace_id and p.user_id = m.user_id
       order by m.user_id
    ), written as (
      insert into notifications (workspace_id, id, user_id, title, body, path, severity, subject_type, subject_id, key, is_shown)
      select ${workspaceUuid}, id, user_id, ${title.slice(0, 200)}, ${body.slice(0, 4000)}, ${path ?? null}, ${severity},
             ${subject?.type ?? null}, ${subject?.id ?? null}, ${key ?? null}, wants_in_app
        from wanted
      on conflict (workspace_id, user_id, key) where key is not null do nothing
      returning user_id
    ), moved as (
      insert into notification_heads as h (workspace_id, user_id)
      select ${workspaceUuid}, user_id from written order by user_id
      on conflict (workspace_id, user_id) do update set changes = h.changes + 1
    )
    select w.email, w.slug, w.wants_mail from wanted w join written using (user_id)`)
  const mails = told.filter((one) => one.wants_mail)
  if (mails.length > 0) {
    const text = `${title}\n${body ? `\n${body}\n` : ''}`
    await tx.run(sql`insert into mails (id, recipient, subject, body, path)
      select * from unnest(${mails.map(() => newId('mai'))}::text[], ${mails.map((one) => one.email)}::text[],
        ${mails.map(() => title.slice(0, 200))}::text[], ${mails.map(() => text)}::text[],
        ${mails.map((one) => (path === undefined ? null : `/app/${one.slug}${path}`))}::text[])`)
  }
  return told.length
}
