import { sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { secondsUntilNotice } from './budget.ts'

/** The rest is under the bell. */
const mostInOneMail = 100
const shortestWaitSeconds = 60
// The queue takes a time further ahead for one of a wrong clock.
const longestWaitSeconds = 23 * 3600

/** An email to a member about a notification, as it waits in the outbox. */
export interface WaitingNotice {
  recipient: string
  subject: string
  /** With its link. */
  text: string
  workspaceUuid: string
  isCritical: boolean
  count: number
}

/**
 * Counts an email about a notification. Above the budget of its member it does not leave now: it joins the one that
 * waits for the same member, or becomes the one that waits.
 * @returns how to put it aside; null if it may leave.
 */
export async function putAside(
  services: Services,
  notice: WaitingNotice,
  id: string,
): Promise<((tx: Tx) => Promise<unknown>) | null> {
  const seconds = await secondsUntilNotice(services, notice)
  if (seconds === 0) return null
  const wait = Math.min(Math.max(seconds, shortestWaitSeconds), longestWaitSeconds)
  return async (tx) => {
    if (notice.count === 1 && (await join(tx, notice, id))) {
      await tx.run(sql`delete from mails where id = ${id}`)
      return
    }
    await tx.run(sql`
      update mails
         set body = ${notice.text}, path = null, attempts = 0,
             next_attempt_at = now() + make_interval(secs => ${wait})
       where id = ${id}`)
  }
}

/** Adds a notice to the email that waits. @returns whether there was one. */
async function join(tx: Tx, { recipient, text, workspaceUuid, isCritical }: WaitingNotice, id: string) {
  const joined = await tx.run(sql`
    update mails d
       set notice_count = notice_count + 1,
           subject = (notice_count + 1) || ' notifications of ' || (
             select regexp_replace(w.name, '\\s+', ' ', 'g') from workspaces w where w.workspace_id = ${workspaceUuid}),
           body = case when notice_count < ${mostInOneMail} then d.body || ${`\n---\n\n${text}`} else d.body end
     where d.id = (
       select id from mails
        where notice_of = ${workspaceUuid}
          and recipient = ${recipient}
          and notice_is_critical = ${isCritical}
          and status = 'queued'
          and id <> ${id}
          and lease_token is null
          and next_attempt_at > now()
          and path is null
        order by created_at, id limit 1 for update skip locked)`)
  return joined === 1
}
