import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { AccountDialog } from './AccountDialog.tsx'
import { accountStates } from './kind.ts'
import { moneyColumn } from './moneyColumns.tsx'
import { m } from './strings.ts'

type Account = RecordOf<'finance_account'>
const w = m.accounts
const columns: Column<Account>[] = [
  {
    id: 'name',
    header: w.name,
    sort: 'name',
    cell: (account) => <AppLink to={`/finance/accounts/${account.id}`}>{account.name}</AppLink>,
    text: (account) => account.name,
  },
  {
    id: 'kind',
    header: m.kind,
    cell: (account) => labelOf('finance_account.kind', account.kind),
    text: (account) => account.kind,
  },
  {
    id: 'status',
    header: m.status,
    cell: (account) => <StateBadge of={accountStates} state={account.status} />,
    text: (account) => account.status,
    isWide: true,
  },
  moneyColumn(
    'balance',
    w.balance,
    (account) => account.balanceMinor,
    (account) => account.currency,
  ),
]
const filters: Filter[] = [
  { id: 'kind', label: m.kind, options: optionsOf('finance_account.kind') },
  { id: 'status', label: m.status, options: optionsOf('finance_account.status') },
]

/** Who owes what. */
export default function AccountList() {
  const can = useCan()
  return (
    <RecordList
      id="finance-accounts"
      subject="finance_account"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/finance/accounts', { query })}
      rowName={(account) => account.name}
      rowLink={(account) => `/finance/accounts/${account.id}`}
      create={can('createFinanceAccount') && { dialog: (onClose) => <AccountDialog onClose={onClose} /> }}
    />
  )
}
