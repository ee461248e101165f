import { sql, type Tx } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type } from '../kernel/schema.ts'

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
  summary: 'List mails',
  description: 'The outbox: the mails of the installation, newest first, with their status.',
  access: 'session',
  roles: 'installation_owner',
  effect: 'exports',
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
  await tx.run(sql`
    insert into mails (id, recipient, subject, body)
    values (${newId('mai')}, ${mail.recipient}, ${mail.subject}, ${mail.body})`)
}
