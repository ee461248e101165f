import { sql, type Tx } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import type { Severity } from '../kernel/severity.ts'
import type { MailFile } from '../mail/mail.ts'
import { preferred } from './preference.ts'

export interface Notice {
  workspaceUuid: string
  /** Recipients. Users who are not active members are skipped. */
  userIds: readonly string[]
  /** One line, at most 200 characters. */
  title: string
  body?: string
  /** Where in the console it leads, below `/app/<workspace>`: `/flights/flt_…`. */
  path?: string
  /** The record that it is about. */
  subject?: { type: string; id: string }
  severity?: Severity
  /** A member gets only one notification per key. */
  key?: string
  /** How each member wants to hear of this kind of thing, where it has a setting of its own. */
  choices?: ReadonlyMap<string, { inApp: boolean; mail: boolean }>
  /** A file for the mails. */
  attachment?: MailFile
}

/**
 * Notifies members: in the console, and by mail if they want that for its severity. It is sent if and only if
 * the transaction commits. Open consoles of this node show it after the response; background work calls
 * `services.live.nudge` after its commit.
 * @returns the number of notified members, without those who already had one with the same key.
 */
export async function notify(tx: Tx, notice: Notice): Promise<number> {
  const { workspaceUuid, title, body = '', path, subject, severity = 'info', key, choices } = notice
  const attachment = notice.attachment ? JSON.stringify(notice.attachment) : null
  // Sorted, so that two calls for the same members never deadlock.
  const userIds = [...new Set(notice.userIds)].sort()
  if (userIds.length === 0) return 0
  const notified = await tx.rows(sql<'notifiedUsers'>`
    with wanted as (
      select n.id, m.user_id, u.email, w.slug,
             coalesce(n.in_app, ${severity} = any (coalesce(p.in_app, ${preferred.in_app}))) as wants_in_app,
             coalesce(n.mail, ${severity} = any (coalesce(p.mail, ${preferred.mail}))) as wants_mail
        from unnest(${userIds}::text[], ${userIds.map(() => newId('ntf'))}::text[],
               ${userIds.map((userId) => choices?.get(userId)?.inApp ?? null)}::boolean[],
               ${userIds.map((userId) => choices?.get(userId)?.mail ?? null)}::boolean[])
             as n (user_id, id, in_app, mail)
        join members m on m.workspace_id = ${workspaceUuid} and m.user_id = n.user_id and m.status = 'active'
        join users u on u.id = m.user_id
        join workspaces w on w.workspace_id = m.workspace_id
        left join notification_preferences p on p.workspace_id = m.workspace_id and p.user_id = m.user_id
       order by m.user_id
    ), written as (
      insert into notifications (workspace_id, id, user_id, title, body, path, severity, subject_type,
          subject_id, key, is_shown)
      select ${workspaceUuid}, id, user_id, ${title.slice(0, 200)}, ${body.slice(0, 4000)}, ${path ?? null},
             ${severity}, ${subject?.type ?? null}, ${subject?.id ?? null}, ${key ?? null}, wants_in_app
        from wanted
      on conflict (workspace_id, user_id, key) where key is not null do nothing
      returning user_id
    ), moved as (
      insert into notification_heads as h (workspace_id, user_id)
      select ${workspaceUuid}, user_id from written order by user_id
      on conflict (workspace_id, user_id) do update set changes = h.changes + 1
    )
    select w.email, w.slug, w.wants_mail from wanted w join written using (user_id)`)
  const mails = notified.filter((member) => member.wants_mail)
  if (mails.length > 0) {
    const text = `${title}\n${body ? `\n${body}\n` : ''}`
    await tx.run(sql`
      insert into mails (id, recipient, subject, body, path, notice_of, notice_is_critical, attachment)
      select *, ${workspaceUuid}::uuid, ${severity === 'critical'}::boolean, ${attachment}::jsonb
        from unnest(${mails.map(() => newId('mai'))}::text[], ${mails.map((mail) => mail.email)}::text[],
               ${mails.map(() => title.slice(0, 200))}::text[], ${mails.map(() => text)}::text[],
               ${mails.map((mail) => (path === undefined ? null : `/app/${mail.slug}${path}`))}::text[])`)
  }
  return notified.length
}
