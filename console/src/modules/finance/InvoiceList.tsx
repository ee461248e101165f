import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { invoiceStates } from './kind.ts'
import { moneyColumn } from './moneyColumns.tsx'
import { m } from './strings.ts'

type Invoice = RecordOf<'invoice'>
const w = m.invoices

export const invoiceColumns: Column<Invoice>[] = [
  {
    id: 'number',
    header: w.number,
    cell: (invoice) => (
      <AppLink to={`/finance/invoices/${invoice.id}`}>{invoice.documentNumber ?? w.draft}</AppLink>
    ),
    text: (invoice) => invoice.documentNumber ?? w.draft,
  },
  {
    id: 'account',
    header: m.account,
    cell: (invoice) => invoice.accountName,
    text: (invoice) => invoice.accountName,
  },
  {
    id: 'status',
    header: m.status,
    cell: (invoice) =>
      invoice.isOverdue ? (
        <StatusBadge tone="red">{w.overdue}</StatusBadge>
      ) : (
        <StateBadge of={invoiceStates} state={invoice.status} />
      ),
    text: (invoice) => (invoice.isOverdue ? w.overdue : invoice.status),
  },
  {
    id: 'issuedOn',
    header: w.issuedOn,
    cell: (invoice) => <DateOf on={invoice.issuedOn} />,
    text: (invoice) => invoice.issuedOn,
    isWide: true,
  },
  {
    id: 'dueOn',
    header: w.dueOn,
    cell: (invoice) => <DateOf on={invoice.dueOn} />,
    text: (invoice) => invoice.dueOn,
    isWide: true,
  },
  moneyColumn(
    'total',
    w.total,
    (invoice) => invoice.totalMinor,
    (invoice) => invoice.currency,
  ),
  moneyColumn(
    'open',
    w.open,
    (invoice) => invoice.openMinor,
    (invoice) => invoice.currency,
  ),
]
const filters: Filter[] = [
  { id: 'status', label: m.status, options: optionsOf('invoice.status') },
  { id: 'kind', label: m.kind, options: optionsOf('invoice.kind') },
  { id: 'overdue', label: w.overdue, options: [{ value: 'true', label: w.overdue }] },
  { id: 'date_from', label: w.from, kind: 'date' },
  { id: 'date_to', label: w.to, kind: 'date' },
]

/** Invoices and credit notes. */
export default function InvoiceList() {
  return (
    <RecordList
      id="invoices"
      subject="invoice"
      words={w}
      columns={invoiceColumns}
      filters={filters}
      load={(query) => get('/api/v1/finance/invoices', { query })}
      rowName={(invoice) => invoice.documentNumber ?? invoice.accountName}
      rowLink={(invoice) => `/finance/invoices/${invoice.id}`}
    />
  )
}
