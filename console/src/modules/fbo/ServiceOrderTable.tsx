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
const quantity = (order: ServiceOrder) => amount(order.quantity, order.unit)
const columns: Column<ServiceOrder>[] = [
  {
    id: 'item',
    header: w.item,
    cell: (order) => <AppLink to={`/fbo/orders/services/${order.id}`}>{order.item}</AppLink>,
    text: (order) => order.item,
  },
  { id: 'tail', header: w.tail, cell: (order) => order.tailNumber, text: (order) => order.tailNumber },
  { id: 'quantity', header: w.quantity, isNumeric: true, cell: quantity, text: quantity, isWide: true },
  { id: 'amount', header: w.amount, isNumeric: true, cell: totalOf, text: totalOf },
  {
    id: 'customer',
    header: w.customer,
    cell: (order) => order.customerName,
    text: (order) => order.customerName,
    isWide: true,
  },
  {
    id: 'createdAt',
    header: w.createdAt,
    sort: 'createdAt',
    cell: (order) => <Instant at={order.createdAt} />,
    text: (order) => order.createdAt,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (order) => <OrderBadge status={order.status} />,
    text: (order) => order.status,
  },
]

export function ServiceOrderTable({ create }: { create: ReactNode }) {
  const state = useListState({ filters: orderFilters.map((filter) => filter.id), of: 'service_order' })
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
      rowKey={(order) => order.id}
      rowName={serviceName}
      rowLink={(order) => `/fbo/orders/services/${order.id}`}
      empty={
        <EmptyState title={w.emptyServices} hint={w.emptyServicesHint}>
          {create}
        </EmptyState>
      }
    />
  )
}
