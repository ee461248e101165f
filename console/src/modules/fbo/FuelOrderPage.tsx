import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { FuelOrder } from '#api/types.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { DeliverDialog } from './DeliverDialog.tsx'
import { OrderLines } from './OrderLines.tsx'
import { cancelFacts, partyFacts, useOrderMoves } from './orderMoves.tsx'
import { o } from './orderStrings.ts'
import { amount, askedFor, fuelName, fuelUnitOptions, OrderBadge, upliftOf } from './orderWords.tsx'

const w = o.page

export default function FuelOrderPage() {
  const id = useParam('id')
  const order = useQuery({
    queryKey: ['fuel_order', id],
    queryFn: () => get('/api/v1/fbo/fuel-orders/{id}', { path: { id } }),
  })
  return <Loaded query={order}>{(data) => <FuelOrderRecord order={data} />}</Loaded>
}

function FuelOrderRecord({ order }: { order: FuelOrder }) {
  return (
    <RecordPage
      title={fuelName(order)}
      id={order.id}
      badge={<OrderBadge status={order.status} />}
      back={{ to: '/fbo/orders', label: o.list.title }}
      actions={<FuelActions order={order} />}
    >
      <Facts
        title={w.ordered}
        items={[
          [o.form.product, order.product],
          [w.requested, askedFor(order)],
          [w.mass, order.quantityKg === null ? null : amount(order.quantityKg, 'kg')],
          [w.liters, order.quantityLiters === null ? null : amount(order.quantityLiters, 'l')],
          ...partyFacts(order),
          [w.notes, order.notes],
          ...cancelFacts(order),
        ]}
      />
      {order.status === 'done' ? (
        <Facts
          title={w.delivered}
          items={[
            [w.uplift, upliftOf(order)],
            [w.mass, order.upliftKg === null ? null : amount(order.upliftKg, 'kg')],
            [w.liters, order.upliftLiters === null ? null : amount(order.upliftLiters, 'l')],
            [
              w.density,
              order.upliftDensityKgPerL === null || order.upliftDensitySource === null
                ? null
                : w.densityOf(order.upliftDensityKgPerL, w.sources[order.upliftDensitySource]),
            ],
            [w.ticket, order.ticketNumber],
            [w.doneAt, <Instant key="done" at={order.doneAt} />],
            [w.doneBy, order.doneBy],
          ]}
        />
      ) : null}
      <OrderLines order={order} />
    </RecordPage>
  )
}

function FuelActions({ order }: { order: FuelOrder }) {
  const [isDelivering, setDelivering] = useState(false)
  const path = { id: order.id }
  const moves = useOrderMoves({
    order,
    name: fuelName(order),
    kind: 'fuel_order',
    advance: (body) => post('/api/v1/fbo/fuel-orders/{id}/advance', { path, body }),
    units: fuelUnitOptions,
    unit: order.upliftUnit ?? 'us_gal',
    setPrice: (body) => post('/api/v1/fbo/fuel-orders/{id}/price', { path, body }),
  })
  return (
    <>
      <MoveButtons
        kind="fuel_order"
        record={order}
        isBusy={moves.isBusy}
        on={{ ...moves.on, deliver: () => setDelivering(true) }}
      />
      {moves.dialogs}
      {isDelivering ? <DeliverDialog order={order} onClose={() => setDelivering(false)} /> : null}
    </>
  )
}
