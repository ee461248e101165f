import {
  FinanceSummaries,
  invoiceFilters,
  moneyReaders,
  PublicInvoice,
  readSummaries,
  summaryQuery,
} from '#modules/finance/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { publicList } from './public-list.ts'

const reading = { method: 'GET', roles: moneyReaders, stability: 'beta' } as const

export const publicFinanceSummaries = operation({
  ...reading,
  id: 'publicFinanceSummaries',
  path: '/api/v1/public/finance-summaries',
  summary: 'List what was billed, credited and paid by period',
  description: 'One entry for each period and currency in which something happened, the oldest first.',
  scope: 'public.finance:read',
  query: summaryQuery,
  response: FinanceSummaries,
  handle: ({ tx, query, principal, now }) => readSummaries(tx, query, principal, now),
})

export const publicInvoices = operation({
  ...reading,
  id: 'publicInvoices',
  path: '/api/v1/public/invoices',
  summary: 'List invoices',
  description: 'Issued invoices and credit notes with their lines, for other programs. Drafts are not shown.',
  scope: 'public.invoices:read',
  response: PublicInvoice.schema,
  list: publicList({
    of: PublicInvoice,
    defaultSort: '-updatedAt',
    sorts: {},
    where: 't.number is not null',
    filters: invoiceFilters,
    // A due date passes, and an invoice is overdue.
    volatile: true,
  }),
})

export const publicInvoice = operation({
  ...reading,
  id: 'publicInvoice',
  path: '/api/v1/public/invoices/:id',
  summary: 'Get an invoice',
  description: 'Returns an issued invoice or credit note with its lines, taxes and what is open of it.',
  scope: 'public.invoices:read',
  on: PublicInvoice,
  response: PublicInvoice.schema,
})
