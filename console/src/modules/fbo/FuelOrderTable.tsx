import type { ReactNode } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import type { FuelOrder, ServiceOrder } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import { formatNumber } from '#ui/region.ts'
import type { Column, Filter } from '#ui/table/column.ts'
import { o } from './orderStrings.ts'
import { askedFor, fuelName, OrderBadge, totalOf, upliftOf } from './orderWords.tsx'

const w = o.list
/** The columns of every kind of order. */
export const orderColumns: Column<FuelOrder | ServiceOrder>[] = [
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
const columns: Column<FuelOrder>[] = [
  {
    id: 'tail',
    header: w.tail,
    cell: (order) => (
      <AppLink to={`/fbo/orders/fuel/${order.id}`}>{order.tailNumber ?? o.page.noTail}</AppLink>
    ),
    text: (order) => order.tailNumber,
  },
  { id: 'product', header: w.product, cell: (order) => order.product, text: (order) => order.product },
  { id: 'quantity', header: w.quantity, isNumeric: true, cell: askedFor, text: askedFor, isWide: true },
  { id: 'uplift', header: w.uplift, isNumeric: true, cell: upliftOf, text: upliftOf, isWide: true },
  {
    id: 'kg',
    header: w.kg,
    unit: 'kg',
    isNumeric: true,
    cell: (order) => (order.upliftKg === null ? null : formatNumber(order.upliftKg)),
    text: (order) => order.upliftKg,
    isWide: true,
  },
  { id: 'amount', header: w.amount, isNumeric: true, cell: totalOf, text: totalOf },
  ...orderColumns,
]

export const orderFilters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('fuel_order.status'),
  },
  {
    id: 'open',
    label: w.state,
    options: [
      { value: 'true', label: w.open },
      { value: 'false', label: w.over },
    ],
  },
  { id: 'tail_number', label: w.tail, kind: 'text' },
  { id: 'done_from', label: w.doneFrom, kind: 'date' },
  { id: 'done_to', label: w.doneTo, kind: 'date' },
]
const filters: Filter[] = [
  ...orderFilters,
  { id: 'product', label: w.product, options: optionsOf('fuel_order.product') },
]

export function FuelOrderTable({ create }: { create: ReactNode }) {
  return (
    <RecordTable
      id="fuel-orders"
      label={w.fuel}
      columns={columns}
      subject="fuel_order"
      load={(query) => get('/api/v1/fbo/fuel-orders', { query })}
      filters={filters}
      rowName={fuelName}
      rowLink={(order) => `/fbo/orders/fuel/${order.id}`}
      words={{ empty: w.emptyFuel, emptyHint: w.emptyFuelHint }}
      emptyActions={create}
    />
  )
}
