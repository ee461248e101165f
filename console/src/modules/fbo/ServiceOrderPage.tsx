import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import type { ServiceOrder } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { OrderLines } from './OrderLines.tsx'
import { cancelFacts, partyFacts, useOrderMoves } from './orderMoves.tsx'
import { o } from './orderStrings.ts'
import { amount, OrderBadge, serviceName, serviceUnitOptions } from './orderWords.tsx'

const w = o.page

export default function ServiceOrderPage() {
  const id = useParam('id')
  const order = useQuery({
    queryKey: ['service_order', id],
    queryFn: () => get('/api/v1/fbo/service-orders/{id}', { path: { id } }),
  })
  return <Loaded query={order}>{(data) => <ServiceOrderRecord order={data} />}</Loaded>
}

function ServiceOrderRecord({ order }: { order: ServiceOrder }) {
  return (
    <RecordPage
      title={serviceName(order)}
      id={order.id}
      badge={<OrderBadge status={order.status} />}
      back={{ to: '/fbo/orders', label: o.list.title }}
      actions={<ServiceActions order={order} />}
    >
      <Facts
        title={w.ordered}
        items={[
          [o.form.item, order.item],
          [o.form.quantity, amount(order.quantity, order.unit)],
          ...partyFacts(order),
          [
            w.booking,
            order.bookingId ? (
              <AppLink key="booking" to={`/fbo/bookings/${order.bookingId}`}>
                {w.openBooking}
              </AppLink>
            ) : null,
          ],
          [w.notes, order.notes],
          [w.doneAt, order.doneAt ? <Instant key="done" at={order.doneAt} /> : null],
          [w.doneBy, order.doneBy],
          ...cancelFacts(order),
        ]}
      />
      <OrderLines order={order} />
    </RecordPage>
  )
}

function ServiceActions({ order }: { order: ServiceOrder }) {
  const path = { id: order.id }
  const complete = useAction({
    run: () => post('/api/v1/fbo/service-orders/{id}/complete', { path, body: {} }),
    done: o.complete.done,
    changes: ['service_order', 'movement'],
  })
  const moves = useOrderMoves({
    order,
    name: serviceName(order),
    kind: 'service_order',
    advance: (body) => post('/api/v1/fbo/service-orders/{id}/advance', { path, body }),
    units: serviceUnitOptions.filter(({ value }) => value === order.unit),
    unit: order.unit,
    setPrice: (body) => post('/api/v1/fbo/service-orders/{id}/price', { path, body }),
  })
  return (
    <>
      <MoveButtons
        kind="service_order"
        record={order}
        isBusy={moves.isBusy || complete.isPending}
        on={{ ...moves.on, complete: () => complete.mutate() }}
      />
      {moves.dialogs}
    </>
  )
}
