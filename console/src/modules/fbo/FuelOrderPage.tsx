import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { FuelOrder } from '#api/types.ts'
import { useParam } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { DeliverDialog } from './DeliverDialog.tsx'
import { OrderLines } from './OrderLines.tsx'
import { o } from './orderStrings.ts'
import { amount, askedFor, fuelName, fuelUnitOptions, OrderBadge, upliftOf } from './orderWords.tsx'
import { PriceDialog } from './PriceDialog.tsx'

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
        title={w.asked}
        items={[
          [o.form.product, order.product],
          [w.requested, askedFor(order)],
          [w.mass, order.quantityKg === null ? null : amount(order.quantityKg, 'kg')],
          [w.liters, order.quantityLiters === null ? null : amount(order.quantityLiters, 'l')],
          [w.tail, order.tailNumber],
          [
            w.movement,
            order.movementId ? (
              <AppLink key="movement" to={`/fbo/movements/${order.movementId}`}>
                {w.open}
              </AppLink>
            ) : null,
          ],
          [
            w.customer,
            order.customerId ? (
              <AppLink key="customer" to={`/fbo/customers/${order.customerId}`}>
                {order.customerName}
              </AppLink>
            ) : null,
          ],
          [w.notes, order.notes],
          ...(order.cancelReason ? [[w.cancelReason, order.cancelReason] as [string, string]] : []),
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
  const can = useCan()
  const [dialog, setDialog] = useState<'deliver' | 'cancel' | 'price' | null>(null)
  const close = () => setDialog(null)
  const path = { id: order.id }
  const advance = useAction({
    run: ({ to, reason }: { to: 'accepted' | 'in_progress' | 'cancelled'; reason?: string }) =>
      post('/api/v1/fbo/fuel-orders/{id}/advance', { path, body: { to, ...(reason ? { reason } : {}) } }),
    done: (_, { to }) => ({ accepted: w.accepted, in_progress: w.started, cancelled: w.cancelled })[to],
    changes: ['fuel_order', 'movement'],
  })
  const { status } = order
  const isOpen = status !== 'done' && status !== 'cancelled'
  return (
    <>
      {isOpen && can('advanceFuelOrder') ? (
        <Button variant="default" onClick={() => setDialog('cancel')}>
          {w.cancel}
        </Button>
      ) : null}
      {status === 'accepted' && can('advanceFuelOrder') ? (
        <Button
          variant="default"
          loading={advance.isPending}
          onClick={() => advance.mutate({ to: 'in_progress' })}
        >
          {w.start}
        </Button>
      ) : null}
      {status === 'requested' && can('advanceFuelOrder') ? (
        <Button loading={advance.isPending} onClick={() => advance.mutate({ to: 'accepted' })}>
          {w.accept}
        </Button>
      ) : null}
      {(status === 'accepted' || status === 'in_progress') && can('deliverFuel') ? (
        <Button onClick={() => setDialog('deliver')}>{w.deliver}</Button>
      ) : null}
      {status === 'done' && order.lines.length === 0 && can('priceFuelOrder') ? (
        <Button onClick={() => setDialog('price')}>{w.price}</Button>
      ) : null}
      {dialog === 'deliver' ? <DeliverDialog order={order} onClose={close} /> : null}
      {dialog === 'price' ? (
        <PriceDialog
          units={fuelUnitOptions}
          unit={order.upliftUnit ?? 'us_gal'}
          send={(body) => post('/api/v1/fbo/fuel-orders/{id}/price', { path, body })}
          onClose={close}
        />
      ) : null}
      {dialog === 'cancel' ? (
        <ConfirmDialog
          title={w.cancelTitle(fuelName(order))}
          confirm={w.cancel}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => advance.mutateAsync({ to: 'cancelled', reason })}
          onClose={close}
        >
          {w.cancelText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
