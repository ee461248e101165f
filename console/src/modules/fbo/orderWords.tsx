import type { FuelOrder, ServiceOrder } from '#api/types.ts'
import { formatNumber } from '#ui/region.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { orderStates } from './kind.ts'
import { formatMoney } from './money.ts'
import { o } from './orderStrings.ts'

export function OrderBadge({ status }: { status: FuelOrder['status'] }) {
  return <StatusBadge tone={orderStates.tones[status]}>{o.statuses[status]}</StatusBadge>
}

export const amount = (quantity: number, unit: keyof typeof o.units) =>
  `${formatNumber(quantity, { maximumFractionDigits: 3 })} ${o.units[unit]}`

export const askedFor = (order: FuelOrder) =>
  order.quantity === null ? o.list.fillUp : amount(order.quantity, order.unit)

export const upliftOf = (order: FuelOrder) =>
  order.upliftQuantity === null || order.upliftUnit === null
    ? ''
    : amount(order.upliftQuantity, order.upliftUnit)

export const totalOf = ({ lines, status }: Pick<FuelOrder | ServiceOrder, 'lines' | 'status'>) =>
  lines.map((line) => formatMoney(line.amountMinor, line.currency)).join(' + ') ||
  (status === 'done' ? o.list.unpriced : '')

export const fuelName = (order: FuelOrder) => o.page.fuelOf(order.product, order.tailNumber ?? o.page.noTail)
export const serviceName = (order: ServiceOrder) => [order.item, order.tailNumber].filter(Boolean).join(' · ')
export const fuelUnitOptions = (['us_gal', 'l', 'imp_gal', 'kg', 'lb'] as const).map((value) => ({
  value,
  label: o.units[value],
}))
export const serviceUnitOptions = (['each', 'hour', 'day', 'night', 'month'] as const).map((value) => ({
  value,
  label: o.units[value],
}))
export const products = ['100LL', 'UL94', 'Jet A', 'Jet A-1'] as const
