import { sql, type Tx } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import { list, runList } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type } from '../kernel/schema.ts'
import { sealedColumn } from '../kernel/sealed.ts'
import type { Secrets } from '../kernel/secrets.ts'

const status = oneOf(['queued', 'sent', 'held', 'failed'], {
  description: '`held`: no SMTP server is configured, so it stays here to be read.',
})

export const Mail = resource({
  name: 'mail',
  prefix: 'mai',
  title: { one: 'mail', many: 'mails' },
  page: '/system/mails',
  table: 'mails',
  isOfInstallation: true,
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

const outbox = list({
  of: Mail,
  defaultSort: '-createdAt',
  sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
  search: ['t.recipient', 't.subject'],
  volatile: true,
  filters: { status: { schema: status, sql: (value) => `t.status = ${value}` } },
})

export const listMails = operation({
  id: 'listMails',
  method: 'GET',
  path: '/api/system/mails',
  summary: 'List mails',
  description:
    'The outbox: the mails of the installation, newest first, with their status. A link that opens an account is shown only while a mail is held because no mail server is configured.',
  access: 'session',
  roles: 'installation_owner',
  effect: 'exports',
  system: true,
  response: Mail.schema,
  list: outbox,
  async handle({ tx, query, principal, services }) {
    const page = await runList(tx, outbox, query, principal)
    // Without a mail server, the owner of the installation hands the links out.
    const links =
      services.config.smtpUrl === null ? await sealedLinks(tx, page.items) : new Map<string, Buffer>()
    for (const mail of page.items)
      mail.text = withLink(mail.id, mail.text, links.get(mail.id) ?? null, services.secrets)
    return page
  },
})

async function sealedLinks(tx: Tx, mails: readonly { id: string }[]): Promise<Map<string, Buffer>> {
  const ids = mails.map(({ id }) => id)
  const rows = await tx.rows(sql<'sealedLinks', { sealed_link: Buffer }>`
    select id, sealed_link from mails where id = any(${ids}) and sealed_link is not null`)
  return new Map(rows.map(({ id, sealed_link: sealed }) => [id, sealed]))
}

/** A name that somebody chose, for a sentence in a mail to somebody else: nothing that looks like a paragraph of ours. */
export const inOneLine = (name: string): string => name.replace(/[\s\p{Cc}]+/gu, ' ').trim()

// The id is known only once the mail is written, so no name that somebody chose can hold the place of its link.
export const linkPlace = (mailId: string) => `{link of ${mailId}}`

export const sealedLink = sealedColumn({
  table: 'mails',
  column: 'sealed_link',
  key: ['id'],
  context: `'{link of ' || t.id || '}'`,
})

/** The body with its link, or with a word in its place once the link is gone. */
export function withLink(mailId: string, body: string, sealed: Buffer | null, secrets: Secrets): string {
  const place = linkPlace(mailId)
  return body.replaceAll(place, () => (sealed ? secrets.open(sealed, place) : '(link removed)'))
}

/** A file that a mail carries. */
export interface MailFile {
  filename: string
  contentType: string
  content: string
  /** How `content` holds bytes that are no text. */
  encoding?: 'base64'
}

interface Mailing {
  recipient: string
  subject: string
  attachments?: readonly MailFile[]
}

/**
 * Puts a mail into the outbox, in the transaction that causes it: it is sent if and only if that commits. A link that
 * opens an account is sealed until then.
 */
export async function enqueueMail(
  tx: Tx,
  mail: Mailing &
    ({ body: string } | { body: (link: string) => string; link: { url: string; secrets: Secrets } }),
): Promise<void> {
  const mailId = newId('mai')
  const place = linkPlace(mailId)
  const body = 'link' in mail ? mail.body(place) : mail.body
  const sealed = 'link' in mail ? mail.link.secrets.seal(mail.link.url, place) : null
  await tx.run(sql`
    insert into mails (id, recipient, subject, body, sealed_link, attachment)
    values (${mailId}, ${mail.recipient}, ${mail.subject}, ${body}, ${sealed},
        ${mail.attachments ? JSON.stringify(mail.attachments) : null}::jsonb)`)
}
