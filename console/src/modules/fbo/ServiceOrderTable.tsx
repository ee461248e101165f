import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import type { ServiceOrder } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Column } from '#ui/table/column.ts'
import { orderColumns, orderFilters } from './FuelOrderTable.tsx'
import { o } from './orderStrings.ts'
import { amount, serviceName, totalOf } from './orderWords.tsx'

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
  ...orderColumns,
]

export function ServiceOrderTable({ create }: { create: ReactNode }) {
  return (
    <RecordTable
      id="service-orders"
      label={w.services}
      columns={columns}
      subject="service_order"
      load={(query) => get('/api/v1/fbo/service-orders', { query })}
      filters={orderFilters}
      rowName={serviceName}
      rowLink={(order) => `/fbo/orders/services/${order.id}`}
      words={{ empty: w.emptyServices, emptyHint: w.emptyServicesHint }}
      emptyActions={create}
    />
  )
}
