import { buffer } from 'node:stream/consumers'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Download } from '#platform/kernel/context.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { enqueueMail, inOneLine, type MailFile } from '#platform/mail/mail.ts'
import { formatMinor } from '#rules/currency.ts'
import type { InvoiceForm } from './invoice.ts'
import { storedPaper } from './invoice-file.ts'

export const noRecipient = problem('no_recipient', 422, {
  meaning: 'The account has no email address',
  fix: 'Set the email of the account, or send `to`.',
})

interface DocumentMail {
  workspaceUuid: string
  accountId: string
  invoiceId: string | null
  kind: 'invoice' | 'reminder' | 'statement'
  daysOverdue?: number
  month?: string
  recipient: string
  now: Date
}

/** Writes down that something is mailed, once where it is mailed once. @returns whether this is the time. */
export async function isFirstMail(tx: Tx, mail: DocumentMail): Promise<boolean> {
  const written = await tx.run(sql`
    insert into finance_mails (workspace_id, id, account_id, invoice_id, kind, days_overdue, month, recipient, sent_at)
    values (${mail.workspaceUuid}, ${newId('fml')}, ${mail.accountId}, ${mail.invoiceId}, ${mail.kind},
        ${mail.daysOverdue ?? null}, ${mail.month ?? null}::date, ${mail.recipient}, ${mail.now})
        on conflict do nothing`)
  return written === 1
}

/** A PDF as a mail carries it. */
export async function fileOfPaper(paper: Download, owner: string): Promise<MailFile> {
  const { filename, contentType, body } = paper
  const bytes =
    typeof body === 'function'
      ? await body(owner)
      : typeof body === 'string'
        ? Buffer.from(body)
        : await buffer(body)
  return { filename, contentType, content: bytes.toString('base64'), encoding: 'base64' }
}

/** Mails an invoice: what it says in words, its PDF and its XML. */
export async function mailInvoice(
  tx: Tx,
  invoice: InvoiceForm,
  mail: { recipient: string; owner: string; subject: string; opening: string; services: Services },
): Promise<void> {
  const { xml } = await tx.one(sql<'xmlToMail'>`select xml from finance_invoices where id = ${invoice.id}`)
  const files = [await fileOfPaper(await storedPaper(tx, mail.services, mail.owner, invoice), mail.owner)]
  if (xml !== null)
    files.push({ filename: `${invoice.documentNumber}.xml`, contentType: 'application/xml', content: xml })
  const money = (minor: number) => `${formatMinor(minor, invoice.currency)} ${invoice.currency}`
  const { seller } = invoice
  const lines = [
    mail.opening,
    '',
    `Total: ${money(invoice.totalMinor)}`,
    ...(invoice.kind === 'invoice' ? [`Open: ${money(invoice.openMinor)}`, `Due on: ${invoice.dueOn}`] : []),
    ...(seller?.iban ? [`Account: ${seller.iban}`] : []),
    '',
    inOneLine(seller?.name ?? ''),
  ]
  await enqueueMail(tx, {
    recipient: mail.recipient,
    subject: mail.subject,
    body: `${lines.join('\n')}\n`,
    attachments: files,
  })
}
