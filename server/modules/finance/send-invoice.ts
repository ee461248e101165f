import { operation } from '#platform/kernel/operation.ts'
import { Type } from '#platform/kernel/schema.ts'
import { requireMailBudget } from '#platform/mail/budget.ts'
import { Account } from './account.ts'
import { Invoice } from './invoice.ts'
import { invoiceStates } from './invoice-state.ts'
import { isFirstMail, mailInvoice, noRecipient } from './mail-document.ts'
import { billingRoles } from './roles.ts'

export const sendInvoice = operation({
  id: 'sendInvoice',
  method: 'POST',
  path: '/api/v1/finance/invoices/:id/send',
  summary: 'Send an invoice by mail',
  description: 'Mails the PDF and the XML of an issued invoice to its account, or to another address.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Invoice,
  audits: 'invoice.sent',
  response: Invoice.schema,
  body: Type.Object({
    to: Type.Optional(
      Type.String({ format: 'email', maxLength: 254, description: 'The email of the account by default.' }),
    ),
  }),
  async handle({ tx, body, record, principal, now, services }) {
    if (record.number === null) throw invoiceStates.refuse('A draft is not sent: issue it first')
    const recipient = body.to ?? (await Account.get(tx, record.accountId)).email
    if (recipient === null)
      throw noRecipient(`The account ${record.accountName} has no email address`, {
        details: [{ field: 'to', message: 'is required for an account without an email address' }],
      })
    const workspaceUuid = principal.workspace.uuid
    await requireMailBudget(services, { workspaceUuid, recipients: [recipient], areConfirmed: false })
    const { documentNumber, accountId, id: invoiceId } = record
    const what = record.kind === 'invoice' ? 'Invoice' : 'Credit note'
    await isFirstMail(tx, { workspaceUuid, accountId, invoiceId, kind: 'invoice', recipient, now })
    await mailInvoice(tx, record, {
      recipient,
      owner: workspaceUuid,
      services,
      subject: `${what} ${documentNumber}`,
      opening: `${what} ${documentNumber} is attached.`,
    })
    return Invoice.get(tx, invoiceId)
  },
})
