import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { FboCustomer } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { CustomerDialog } from './CustomerDialog.tsx'
import { customerStates } from './kind.ts'
import { d } from './tradeStrings.ts'

const w = d.customers
const tails = (customer: FboCustomer) => customer.tails.join(', ')
const contact = (customer: FboCustomer) => customer.contacts[0]?.name ?? ''
const columns: Column<FboCustomer>[] = [
  {
    id: 'company',
    header: w.company,
    sort: 'company',
    cell: (customer) => <AppLink to={`/fbo/customers/${customer.id}`}>{customer.company}</AppLink>,
    text: (customer) => customer.company,
  },
  { id: 'contact', header: w.contact, cell: contact, text: contact, isWide: true },
  { id: 'tails', header: w.tails, cell: tails, text: tails },
  {
    id: 'status',
    header: w.status,
    cell: (customer) => <StateBadge of={customerStates} state={customer.status} />,
    text: (customer) => customer.status,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('fbo_customer.status'),
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
      load={(query) => get('/api/v1/fbo/customers', { query })}
      rowName={(customer) => customer.company}
      rowLink={(customer) => `/fbo/customers/${customer.id}`}
      create={
        can('createFboCustomer') && {
          dialog: (onClose) => (
            <CustomerDialog
              onClose={onClose}
              onSaved={(customer) => void go(`/fbo/customers/${customer.id}`)}
            />
          ),
        }
      }
    />
  )
}
