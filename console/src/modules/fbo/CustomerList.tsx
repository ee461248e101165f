import { get } from '#api/client.ts'
import type { FboCustomer } from '#api/types.ts'
import { useGo } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { CustomerDialog } from './CustomerDialog.tsx'
import { d } from './tradeStrings.ts'

const w = d.customers
const tails = (one: FboCustomer) => one.tails.join(', ')
const contact = (one: FboCustomer) => one.contacts[0]?.name ?? ''
const columns: Column<FboCustomer>[] = [
  {
    id: 'company',
    header: w.company,
    sort: 'company',
    cell: (one) => <AppLink to={`/fbo/customers/${one.id}`}>{one.company}</AppLink>,
    text: (one) => one.company,
  },
  { id: 'contact', header: w.contact, cell: contact, text: contact, isWide: true },
  { id: 'tails', header: w.tails, cell: tails, text: tails },
  {
    id: 'status',
    header: w.status,
    cell: (one) => <StateBadge state={one.status} />,
    text: (one) => one.status,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: Object.entries(w.statuses).map(([value, label]) => ({ value, label })),
  },
]

export default function CustomerList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="fbo-customers"
      subject="fbo_customer"
      words={w}
      columns={columns}
      filters={filters}
      sort="company"
      load={(query) => get('/api/v1/fbo/customers', { query })}
      rowName={(one) => one.company}
      rowLink={(one) => `/fbo/customers/${one.id}`}
      create={
        can('createFboCustomer') && {
          dialog: (onClose) => (
            <CustomerDialog onClose={onClose} onSaved={(one) => void go(`/fbo/customers/${one.id}`)} />
          ),
        }
      }
    />
  )
}
