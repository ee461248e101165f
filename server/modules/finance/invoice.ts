import { sql, type Tx } from '#platform/database/database.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { roundingRules } from '#rules/tax.ts'
import { InvoiceLine, linesOfInvoice } from './invoice-line.ts'
import { Address, currency, minor } from './money-field.ts'
import { isOwnAccount, ownAccounts } from './own-account.ts'
import { seesAll } from './roles.ts'

export const invoiceStatuses = ['draft', 'issued', 'partly_paid', 'paid', 'credited'] as const
export const invoiceKinds = ['invoice', 'credit_note'] as const
export const series = Type.String({
  pattern: '^[A-Z0-9]{1,10}$',
  examples: ['INV'],
  'x-hint': 'up to 10 capital letters and digits',
  description: 'Each series and year counts its numbers from 1.',
})

/** Who is billed, as it was when the invoice was issued. */
export const Buyer = Type.Object(
  {
    name: Type.String(),
    address: nullable(Address),
    taxNumber: nullable(Type.String()),
    email: nullable(Type.String()),
  },
  { title: 'Buyer' },
)
const InvoiceSeller = Type.Object(
  {
    name: Type.String(),
    address: Address,
    taxNumber: nullable(Type.String()),
    registrationNumber: nullable(Type.String()),
    email: nullable(Type.String()),
    phone: nullable(Type.String()),
    iban: nullable(Type.String()),
    paymentTerms: nullable(Type.String()),
  },
  { title: 'InvoiceSeller' },
)
export const TaxTotal = Type.Object(
  {
    taxCode: Type.String(),
    rateBasisPoints: Type.Integer(),
    netMinor: minor(),
    taxMinor: minor(),
  },
  { title: 'TaxTotal' },
)

const today =
  '(now() at time zone (select w.timezone from workspaces w where w.workspace_id = t.workspace_id))::date'
export const isOverdue = `(t.status in ('issued', 'partly_paid') and t.kind = 'invoice' and t.due_on < ${today})`
export const documentNumber =
  "case when t.number is not null then t.series || '-' || t.year || '-' || lpad(t.number::text, 5, '0') end"

/** What an account is billed, or credited. */
export const Invoice = resource({
  name: 'invoice',
  prefix: 'ivc',
  title: { one: 'invoice', many: 'invoices' },
  page: '/finance/invoices/:id',
  alsoChanges: ['charge', 'finance_account', 'payment', 'ledger_entry'],
  table: 'finance_invoices',
  label: 'documentNumber',
  project: 't.project_id',
  schema: Type.Object({
    id: id('ivc'),
    kind: oneOf(invoiceKinds),
    series,
    number: nullable(
      Type.Integer({ description: 'Given when it is issued, without a gap in its series and year.' }),
    ),
    documentNumber: nullable(
      Type.String({ description: 'Series, year and number, such as INV-2026-00042.' }),
    ),
    status: oneOf(invoiceStatuses),
    isOverdue: Type.Boolean(),
    accountId: id('acc'),
    accountName: Type.String(),
    projectId: nullable(id('prj')),
    currency,
    issuedOn: nullable(date()),
    issuedAt: nullable(instant()),
    dueOn: nullable(date()),
    periodFrom: nullable(date()),
    periodTo: nullable(date()),
    seller: nullable(InvoiceSeller),
    buyer: nullable(Buyer),
    lines: Type.Array(InvoiceLine),
    taxes: Type.Array(TaxTotal),
    roundingRule: oneOf(roundingRules),
    netMinor: minor('Negative on a credit note, as are its other amounts.'),
    taxMinor: minor(),
    totalMinor: minor(),
    paidMinor: minor(),
    openMinor: minor('What is still to be paid: less than the total by payments and credit notes.'),
    creditsInvoiceId: nullable(id('ivc')),
    note: nullable(Type.String()),
    contentSha256: nullable(Type.String({ description: 'Of the XML, which never changes.' })),
    pdfFileId: nullable(id('fil', 'The paper, once it was drawn.')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join finance_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id',
  expressions: {
    documentNumber,
    isOverdue,
    accountName: "coalesce(t.buyer ->> 'name', a.name)",
    lines: linesOfInvoice,
    pdfFileId: `(select p.file_id from finance_invoice_papers p
      where p.workspace_id = t.workspace_id and p.invoice_id = t.id)`,
  },
  visible: async (tx, invoiceId, principal) =>
    seesAll(principal) || (await isOwnIssued(tx, invoiceId, principal)),
})
export type InvoiceForm = Static<typeof Invoice.schema>

// A draft is nothing that its account has to know yet.
async function isOwnIssued(tx: Tx, invoiceId: string, principal: Principal): Promise<boolean> {
  const row = await tx.first(sql<'accountOfInvoice'>`
    select account_id as "accountId" from finance_invoices where id = ${invoiceId} and number is not null`)
  return row !== undefined && (await isOwnAccount(tx, row.accountId, principal))
}

const own = ownAccounts('t.account_id')

/** Filters that the console's list and the public API share. */
export const invoiceFilters = {
  status: { schema: oneOf(invoiceStatuses), sql: (value: string) => `t.status = ${value}` },
  kind: { schema: oneOf(invoiceKinds), sql: (value: string) => `t.kind = ${value}` },
  account_id: { schema: id('acc'), sql: (value: string) => `t.account_id = ${value}` },
  project_id: { schema: id('prj'), sql: (value: string) => `t.project_id = ${value}` },
  date_from: {
    schema: date('Issued on this day or later.'),
    sql: (value: string) => `t.issued_on >= ${value}::date`,
  },
  date_to: {
    schema: date('Issued on this day or earlier.'),
    sql: (value: string) => `t.issued_on <= ${value}::date`,
  },
  overdue: { schema: Type.Boolean(), sql: (value: string) => `${isOverdue} = ${value}::boolean` },
}

export const listInvoices = operation({
  id: 'listInvoices',
  method: 'GET',
  path: '/api/v1/finance/invoices',
  summary: 'List invoices and credit notes',
  description: 'The newest first. Members see those of their own account once they are issued.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  response: Invoice.schema,
  list: list({
    of: Invoice,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.series', 't.number::text', "t.buyer ->> 'name'", 't.note'],
    indexed: true,
    filters: {
      ...invoiceFilters,
      series: { schema: series, sql: (value) => `t.series = ${value}` },
      credits_invoice_id: { schema: id('ivc'), sql: (value) => `t.credits_invoice_id = ${value}` },
      number: { schema: text(1, 12), sql: (value) => `t.number::text = ${value}` },
    },
    restrict: {
      value: own.value,
      sql: (user) => `(${user}::text is null or t.number is not null) and (${own.sql(user)})`,
    },
    // Overdue crosses a date without an event.
    volatile: true,
  }),
})

export const getInvoice = operation({
  id: 'getInvoice',
  method: 'GET',
  path: '/api/v1/finance/invoices/:id',
  summary: 'Get an invoice',
  description: 'Returns an invoice or a credit note with its lines, its taxes and what is open of it.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Invoice,
  response: Invoice.schema,
})
