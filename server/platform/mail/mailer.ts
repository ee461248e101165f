import { type RowOf, sql } from '../database/database.ts'
import { leasedWork } from '../jobs/leased-work.ts'
import type { RunningWork } from '../jobs/work-loop.ts'
import type { Services } from '../kernel/installation.ts'
import { type MailFile, withLink } from './mail.ts'
import { putAside } from './notice.ts'
import { openSmtp } from './smtp.ts'

type QueuedMail = RowOf<'queuedMail'> & { attachment: MailFile | MailFile[] | null }

const smtpTimeoutMs = 10_000
const firstBackoffSeconds = 30

/** Sends what is in the outbox; without an SMTP server it holds the mails for the owner to read. */
export function startMailer(services: Services): RunningWork {
  const { config } = services
  const transport = config.smtpUrl ? openSmtp(config.smtpUrl, config.mailFrom, smtpTimeoutMs) : null
  const running = leasedWork<QueuedMail>(services, {
    name: 'mails',
    table: 'mails',
    waiting: sql`t.status = 'queued' and (select i.outgoing_held_since is null from installation i)`,
    topics: ['events'],
    pollMs: 5_000,
    leaseSeconds: 60,
    deadlineSeconds: 30,
    finishSeconds: 4,
    maxAttempts: 8,
    backoffSeconds: (attempts) => firstBackoffSeconds * 2 ** (attempts - 1),
    read: (tx, { id }) =>
      tx.one(sql<'queuedMail', { attachment: MailFile | MailFile[] | null }>`
        select recipient, subject, body, path, sealed_link, notice_of, notice_is_critical, notice_count, attachment
          from mails where id = ${id}`),
    async work(mail, { lease: { id, attempts }, signal }) {
      const { recipient, subject, body, path, sealed_link: sealed, notice_of: workspaceUuid } = mail
      if (!transport) return (tx) => tx.run(sql`update mails set status = 'held' where id = ${id}`)
      const link = path && config.publicUrl ? `\n${config.publicUrl}${path}\n` : ''
      // The same on every attempt, so that a mailbox shows a mail once that was sent twice.
      const messageId = `<${id}@apron>`
      const text = withLink(id, body, sealed, services.secrets) + link
      // An attempt that failed was counted already.
      if (workspaceUuid !== null && attempts === 1) {
        const notice = { recipient, subject, text, workspaceUuid, isCritical: mail.notice_is_critical }
        const aside = await putAside(services, { ...notice, count: mail.notice_count }, id)
        if (aside) return aside
      }
      const attachments = mail.attachment ? [mail.attachment].flat() : []
      await transport.send({ to: recipient, subject, text, messageId, attachments, signal })
      return (tx) =>
        tx.run(sql`
          update mails set status = 'sent', sent_at = now(), error = null, sealed_link = null where id = ${id}`)
    },
    fail: (tx, _mail, { error, isLast, lease: { id } }) =>
      tx.run(sql`
        update mails
           set error = ${error.message}, status = ${isLast ? 'failed' : 'queued'},
             sealed_link = case when ${isLast} then null else sealed_link end
         where id = ${id}`),
  }).start()
  return {
    stop: async () => {
      await running.stop()
      transport?.close()
    },
  }
}
