import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import type { ServiceOrder } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { orderFilters } from './FuelOrderTable.tsx'
import { o } from './orderStrings.ts'
import { amount, OrderBadge, serviceName, totalOf } from './orderWords.tsx'

const w = o.list
const quantity = (one: ServiceOrder) => amount(one.quantity, one.unit)
const columns: Column<ServiceOrder>[] = [
  {
    id: 'item',
    header: w.item,
    cell: (one) => <AppLink to={`/fbo/orders/services/${one.id}`}>{one.item}</AppLink>,
    text: (one) => one.item,
  },
  { id: 'tail', header: w.tail, cell: (one) => one.tailNumber, text: (one) => one.tailNumber },
  { id: 'quantity', header: w.quantity, isNumeric: true, cell: quantity, text: quantity, isWide: true },
  { id: 'amount', header: w.amount, isNumeric: true, cell: totalOf, text: totalOf },
  {
    id: 'customer',
    header: w.customer,
    cell: (one) => one.customerName,
    text: (one) => one.customerName,
    isWide: true,
  },
  {
    id: 'made',
    header: w.made,
    sort: 'createdAt',
    cell: (one) => <Instant at={one.createdAt} />,
    text: (one) => one.createdAt,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (one) => <OrderBadge status={one.status} />,
    text: (one) => one.status,
  },
]

export function ServiceOrderTable({ create }: { create: ReactNode }) {
  const state = useListState({ filters: orderFilters.map((filter) => filter.id), sort: '-createdAt' })
  const orders = useQuery({
    queryKey: ['service_order', state.query],
    queryFn: () => get('/api/v1/fbo/service-orders', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  return (
    <DataTable
      id="service-orders"
      label={w.services}
      columns={columns}
      result={orders}
      state={state}
      filters={orderFilters}
      rowKey={(one) => one.id}
      rowName={serviceName}
      rowLink={(one) => `/fbo/orders/services/${one.id}`}
      empty={
        <EmptyState title={w.emptyServices} hint={w.emptyServicesHint}>
          {create}
        </EmptyState>
      }
    />
  )
}
