import { sql, type Tx } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type } from '../kernel/schema.ts'
import { openSmtp } from './smtp.ts'

const status = oneOf(['queued', 'sent', 'held', 'failed'], {
  description: '`held`: no SMTP server is configured, so it stays here to be read.',
})

export const Mail = resource({
  name: 'mail',
  prefix: 'mai',
  title: { one: 'mail', many: 'mails' },
  page: '/system/mails',
  table: 'mails',
  label: 'to',
  schema: Type.Object({
    id: id('mai'),
    to: Type.String(),
    subject: Type.String(),
    text: Type.String(),
    status,
    error: nullable(Type.String()),
    createdAt: instant(),
    sentAt: nullable(instant()),
  }),
  expressions: { to: 't.recipient', text: 't.body' },
})

export const listMails = operation({
  id: 'listMails',
  method: 'GET',
  path: '/api/system/mails',
  summary: 'The outbox: mails of the installation, the newest first',
  access: 'session',
  roles: 'installation_owner',
  system: true,
  response: Mail.schema,
  list: list({
    of: Mail,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.recipient', 't.subject'],
    volatile: true,
    filters: { status: { schema: status, sql: (value) => `t.status = ${value}` } },
  }),
})

/** A name that somebody chose, for a sentence in a mail to somebody else: nothing that looks like a paragraph of ours. */
export const inOneLine = (name: string): string => name.replace(/[\s\p{Cc}]+/gu, ' ').trim()

/** Puts a mail into the outbox, in the transaction that causes it: it is sent if and only if that commits. */
export async function enqueueMail(
  tx: Tx,
  mail: { recipient: string; subject: string; body: string },
): Promise<void> {
  await tx.run(
    sql`insert into mails (id, recipient, subject, body) values (${newId('mai')}, ${mail.recipient}, ${mail.subject}, ${mail.body})`,
  )
}

const maxAttempts = 8

/** Sends what is in the outbox; without an SMTP server it holds the mails for the owner to read. */
export function startMailer(services: Services): { stop(): Promise<void> } {
  const { config, database, log } = services
  const transport = config.smtpUrl ? openSmtp(config.smtpUrl, config.mailFrom) : null
  let running: Promise<void> | null = null
  let stopped = false

  // One mail a transaction, held locked while it is sent: two nodes never send it twice, and after
  // a crash it is queued as before.
  const sendNext = (): Promise<boolean> =>
    database.system(async (tx) => {
      const mail = await tx.first(sql<'nextMail'>`
      select id, recipient, subject, body, path, attempts from mails where status = 'queued' and next_attempt_at <= now() order by next_attempt_at limit 1 for update skip locked`)
      if (!mail) return false
      if (!transport) {
        await tx.run(sql`update mails set status = 'held' where id = ${mail.id}`)
        return true
      }
      try {
        const link = mail.path && config.publicUrl ? `\n${config.publicUrl}${mail.path}\n` : ''
        await transport.send({ to: mail.recipient, subject: mail.subject, text: mail.body + link })
        await tx.run(
          sql`update mails set status = 'sent', sent_at = now(), attempts = attempts + 1, error = null where id = ${mail.id}`,
        )
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        log.warn({ mail: mail.id, reason }, 'a mail could not be sent')
        await tx.run(sql`update mails set attempts = attempts + 1, error = ${reason}, status = ${mail.attempts + 1 >= maxAttempts ? 'failed' : 'queued'},
        next_attempt_at = now() + make_interval(secs => ${30 * 2 ** mail.attempts}) where id = ${mail.id}`)
      }
      return true
    })

  const run = async (): Promise<void> => {
    try {
      while (!stopped && (await sendNext()));
    } catch (error) {
      log.error({ err: error }, 'the mailer could not reach the outbox')
    }
  }
  const kick = () => {
    running ??= run().finally(() => {
      running = null
    })
  }
  services.onWake('events', kick)
  const timer = setInterval(kick, 5_000)
  kick()
  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
      transport?.close()
    },
  }
}
