import { resource } from '#platform/kernel/resource.ts'
import { Type } from '#platform/kernel/schema.ts'
import { documentNumber, Invoice, isOverdue } from './invoice.ts'
import { PublicLine, publicLinesOfInvoice } from './invoice-line.ts'

const shown = Invoice.schema.properties

/** The form that other programs see: without addresses, drafts, notes and what the lines follow from. */
export const PublicInvoice = resource({
  name: 'public_invoice',
  prefix: 'ivc',
  title: { one: 'invoice', many: 'invoices' },
  page: '/finance/invoices/:id',
  table: 'finance_invoices',
  project: 't.project_id',
  schema: Type.Object({
    id: shown.id,
    kind: shown.kind,
    number: shown.number,
    documentNumber: shown.documentNumber,
    status: shown.status,
    isOverdue: shown.isOverdue,
    accountId: shown.accountId,
    projectId: shown.projectId,
    currency: shown.currency,
    issuedOn: shown.issuedOn,
    dueOn: shown.dueOn,
    periodFrom: shown.periodFrom,
    periodTo: shown.periodTo,
    lines: Type.Array(PublicLine),
    taxes: shown.taxes,
    netMinor: shown.netMinor,
    taxMinor: shown.taxMinor,
    totalMinor: shown.totalMinor,
    paidMinor: shown.paidMinor,
    openMinor: shown.openMinor,
    creditsInvoiceId: shown.creditsInvoiceId,
    updatedAt: shown.updatedAt,
    version: shown.version,
  }),
  expressions: { documentNumber, isOverdue, lines: publicLinesOfInvoice },
  visible: async (tx, id) => (await Invoice.load(tx, id))?.record.number != null,
})
