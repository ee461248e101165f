import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import type { FboCustomer } from '#api/types.ts'
import { useGo } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
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
  const state = useListState({ filters: ['status'], sort: 'company' })
  const customers = useQuery({
    queryKey: ['fbo_customer', state.query],
    queryFn: () => get('/api/v1/fbo/customers', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  const [isCreating, setCreating] = useState(false)
  const create = can('createFboCustomer') ? (
    <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setCreating(true)}>
      {w.create}
    </Button>
  ) : null
  return (
    <>
      <PageHeader title={w.title}>{create}</PageHeader>
      <DataTable
        id="fbo-customers"
        label={w.title}
        columns={columns}
        result={customers}
        state={state}
        filters={filters}
        rowKey={(one) => one.id}
        rowName={(one) => one.company}
        rowLink={(one) => `/fbo/customers/${one.id}`}
        empty={
          <EmptyState title={w.empty} hint={w.emptyHint}>
            {create}
          </EmptyState>
        }
      />
      {isCreating ? (
        <CustomerDialog
          onClose={() => setCreating(false)}
          onSaved={(one) => void go(`/fbo/customers/${one.id}`)}
        />
      ) : null}
    </>
  )
}
