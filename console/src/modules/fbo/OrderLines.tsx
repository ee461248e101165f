import { labelOf } from '#api/label.ts'
import type { FuelOrder, ServiceOrder } from '#api/types.ts'
import { formatMoney, formatRate } from '#ui/money.ts'
import { Notice } from '#ui/Notice.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { o } from './orderStrings.ts'
import { amount } from './orderWords.tsx'

const w = o.page

/** The priced line of an order, with everything its amount was computed from. */
export function OrderLines({ order }: { order: Pick<FuelOrder | ServiceOrder, 'lines' | 'status'> }) {
  if (order.status === 'cancelled') return null
  const [line] = order.lines
  if (!line)
    return order.status === 'done' ? (
      <Notice tone="amber">{w.unpriced}</Notice>
    ) : (
      <p className="dim">{w.notYet}</p>
    )
  return (
    <>
      <Facts
        title={w.line}
        items={[
          [o.list.item, line.item],
          [o.list.quantity, amount(line.quantity, line.unit)],
          [
            w.rate,
            `${formatRate(line.unitRateMinor, line.perQuantity, line.currency)} / ${labelOf('OrderLine.unit', line.unit)}`,
          ],
          [w.discount, line.discountBasisPoints > 0 ? `${line.discountBasisPoints / 100} %` : null],
          [
            w.source,
            [w.priceSources[line.priceSource], line.rateVersion === null ? '' : w.version(line.rateVersion)]
              .filter(Boolean)
              .join(', '),
          ],
          [w.amount, <b key="amount">{formatMoney(line.amountMinor, line.currency)}</b>],
        ]}
      />
      <p className="dim">{w.rounding}</p>
    </>
  )
}
