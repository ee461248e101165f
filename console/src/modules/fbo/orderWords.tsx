import { optionsOf, valuesOf } from '#api/choice.ts'
import { labelOf, type ValueOf } from '#api/label.ts'
import type { FuelOrder, ServiceOrder } from '#api/types.ts'
import { formatMoney } from '#ui/money.ts'
import { formatNumber } from '#ui/region.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { orderStates } from './kind.ts'
import { o } from './orderStrings.ts'

export function OrderBadge({ status }: { status: FuelOrder['status'] }) {
  return <StateBadge of={orderStates} state={status} />
}

export const amount = (quantity: number, unit: ValueOf<'fbo_rate.unit'>) =>
  `${formatNumber(quantity, { maximumFractionDigits: 3 })} ${labelOf('fbo_rate.unit', unit)}`

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
export const fuelUnitOptions = optionsOf('fuel_order.unit')
export const serviceUnitOptions = optionsOf('service_order.unit')
export const products = valuesOf('fuel_order.product')
