import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { Invoice, type InvoiceForm } from './invoice.ts'
import { PublicInvoice } from './public-invoice.ts'
import { moneyReaders } from './roles.ts'

const invoiceEvent = (type: `invoice.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'invoice',
    data: PublicInvoice.schema,
    scope: 'finance:read',
    publicScope: 'public.invoices:read',
    readers: ['account_owner', 'admin', ...moneyReaders],
  })
export const invoiceIssued = invoiceEvent(
  'invoice.issued',
  'an invoice or a credit note is issued and has its number',
)
export const invoicePaid = invoiceEvent('invoice.paid', 'an invoice is paid in full')
export const invoiceCredited = invoiceEvent('invoice.credited', 'credit notes take back an invoice in full')
export const invoiceOverdue = invoiceEvent(
  'invoice.overdue',
  'an invoice is not paid by its due date; once each',
)
export const invoiceDeleted = invoiceEvent(
  'invoice.deleted',
  'a draft of an invoice is deleted; it had no number',
)

/** A draft is issued or deleted; then only payments and credit notes change what is open of it. */
export const invoiceStates = stateMachine({
  of: Invoice,
  moves: {
    issue: { from: ['draft'], to: 'issued', label: 'Issue' },
    edit: { from: ['draft'] },
    delete: { from: ['draft'], label: 'Delete draft' },
    credit: { from: ['issued', 'partly_paid', 'paid'], label: 'Credit', isMinor: true },
    partlyPay: { from: ['issued', 'paid', 'credited'], to: 'partly_paid', isAutomatic: true },
    pay: { from: ['issued', 'partly_paid'], to: 'paid', isAutomatic: true },
    reopen: { from: ['partly_paid', 'paid'], to: 'issued', isAutomatic: true },
    takeBack: { from: ['issued', 'partly_paid', 'paid'], to: 'credited', isAutomatic: true },
  },
  refusal: {
    code: 'invoice_state',
    fix: 'Read the invoice again; the message names its state. An issued invoice is credited, and a new one is issued.',
  },
})

/** An event about an invoice that the operation itself is not about. */
export const emissionOf = (type: EventType, invoice: InvoiceForm, before?: InvoiceForm): Emission => ({
  type,
  subject: {
    type: Invoice.name,
    id: invoice.id,
    label: invoice.documentNumber,
    projectId: invoice.projectId,
  },
  data: invoice,
  ...(before ? { changes: invoiceStates.changes(before, invoice) } : {}),
})

/** Moves an invoice to the state that its payments and credit notes lead to. @returns what to emit. */
export async function followMoney(tx: Tx, invoiceId: string): Promise<Emission[]> {
  const before = await Invoice.get(tx, invoiceId)
  const { credited } = await tx.one(sql<'creditedTotal'>`
    select coalesce(-sum(total_minor), 0)::bigint as credited
      from finance_invoices where credits_invoice_id = ${invoiceId} and number is not null`)
  const move = moveOf(before, credited)
  if (!move?.allows(before)) return []
  await move.apply(tx, before)
  const event = move.to === 'paid' ? invoicePaid : move.to === 'credited' ? invoiceCredited : null
  return event ? [emissionOf(event, await Invoice.get(tx, invoiceId), before)] : []
}

function moveOf({ totalMinor, openMinor, paidMinor }: InvoiceForm, credited: number) {
  if (totalMinor > 0 && credited >= totalMinor) return invoiceStates.takeBack
  if (openMinor === 0) return invoiceStates.pay
  return paidMinor > 0 ? invoiceStates.partlyPay : invoiceStates.reopen
}
