import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { paymentStates } from './kind.ts'
import { moneyColumn } from './moneyColumns.tsx'
import { m } from './strings.ts'

type Payment = RecordOf<'payment'>
const w = m.payments
const columns: Column<Payment>[] = [
  {
    id: 'receivedOn',
    header: w.receivedOn,
    sort: 'receivedOn',
    cell: (payment) => <DateOf on={payment.receivedOn} />,
    text: (payment) => payment.receivedOn,
  },
  {
    id: 'account',
    header: m.account,
    cell: (payment) => <AppLink to={`/finance/payments/${payment.id}`}>{payment.accountName}</AppLink>,
    text: (payment) => payment.accountName,
  },
  {
    id: 'method',
    header: w.method,
    cell: (payment) => labelOf('payment.method', payment.method),
    text: (payment) => payment.method,
    isWide: true,
  },
  {
    id: 'reference',
    header: w.reference,
    cell: (payment) => payment.reference,
    text: (payment) => payment.reference,
    isWide: true,
  },
  {
    id: 'status',
    header: m.status,
    cell: (payment) => <StateBadge of={paymentStates} state={payment.status} />,
    text: (payment) => payment.status,
  },
  moneyColumn(
    'amount',
    m.amount,
    (payment) => payment.amountMinor,
    (payment) => payment.currency,
  ),
  moneyColumn(
    'left',
    w.left,
    (payment) => payment.unallocatedMinor,
    (payment) => payment.currency,
  ),
]
const filters: Filter[] = [
  { id: 'status', label: m.status, options: optionsOf('payment.status') },
  { id: 'unallocated', label: w.left, options: [{ value: 'true', label: w.left }] },
]

/** What came in. */
export default function PaymentList() {
  return (
    <RecordList
      id="payments"
      subject="payment"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/finance/payments', { query })}
      rowName={(payment) => payment.accountName}
      rowLink={(payment) => `/finance/payments/${payment.id}`}
    />
  )
}
