import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { secondsUntilMail } from '#platform/mail/budget.ts'
import { Account } from './account.ts'
import { Invoice } from './invoice.ts'
import { isFirstMail, mailInvoice } from './mail-document.ts'

/** After how many days overdue an invoice is reminded of. */
export const reminderDays = [7, 14, 30] as const

/** Reminds of overdue invoices by mail, each time once, where the account does not say otherwise. */
export const remindOfInvoices = sweep({
  name: 'finance.reminders',
  everyMs: 15 * 60_000,
  actor: 'Finance',
  table: 'finance_invoices',
  due: ({ today }) => sql`t.kind = 'invoice' and t.status in ('issued', 'partly_paid')
      and t.due_on <= ${today} - ${reminderDays[0]}::integer
      and exists (select from finance_accounts a where a.workspace_id = t.workspace_id and a.id = t.account_id
        and a.sends_reminders and a.email is not null and a.status = 'active')
      and exists (select from unnest(${[...reminderDays]}::integer[]) as d(days)
        where t.due_on <= ${today} - d.days
          and not exists (select from finance_mails m where m.workspace_id = t.workspace_id and m.invoice_id = t.id
            and m.kind = 'reminder' and m.days_overdue >= d.days))`,
  async judge(tx, { id, workspaceUuid, now, today, services }) {
    const invoice = await Invoice.get(tx, id)
    const { email } = await Account.get(tx, invoice.accountId)
    if (email === null || invoice.dueOn === null) return []
    const overdue = Temporal.PlainDate.from(invoice.dueOn).until(today, { largestUnit: 'days' }).days
    const daysOverdue = reminderDays.findLast((days) => days <= overdue)
    if (daysOverdue === undefined) return []
    const mailing = { workspaceUuid, recipients: [email], areConfirmed: false }
    // The next turn looks again.
    if ((await secondsUntilMail(services, mailing)) > 0) return []
    const { accountId, documentNumber } = invoice
    const mail = { workspaceUuid, accountId, invoiceId: id, recipient: email, now }
    if (!(await isFirstMail(tx, { ...mail, kind: 'reminder', daysOverdue }))) return []
    await mailInvoice(tx, invoice, {
      recipient: email,
      owner: workspaceUuid,
      services,
      subject: `Reminder of invoice ${documentNumber}`,
      opening: `Invoice ${documentNumber} was due on ${invoice.dueOn}, ${overdue} days ago, and is not paid in full.`,
    })
    return [
      {
        type: 'invoice.reminded',
        subject: { type: Invoice.name, id, label: documentNumber, projectId: invoice.projectId },
        changes: [{ field: 'daysOverdue', before: null, after: daysOverdue }],
      },
    ]
  },
})
