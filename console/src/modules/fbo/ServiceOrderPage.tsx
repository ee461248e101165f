import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { ServiceOrder } from '#api/types.ts'
import { useParam } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { OrderLines } from './OrderLines.tsx'
import { o } from './orderStrings.ts'
import { amount, OrderBadge, serviceName, serviceUnitOptions } from './orderWords.tsx'
import { PriceDialog } from './PriceDialog.tsx'

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
  const link = (to: string, label: string | null) => <AppLink to={to}>{label}</AppLink>
  return (
    <RecordPage
      title={serviceName(order)}
      id={order.id}
      badge={<OrderBadge status={order.status} />}
      back={{ to: '/fbo/orders', label: o.list.title }}
      actions={<ServiceActions order={order} />}
    >
      <Facts
        title={w.asked}
        items={[
          [o.form.item, order.item],
          [o.form.quantity, amount(order.quantity, order.unit)],
          [w.tail, order.tailNumber],
          [w.movement, order.movementId ? link(`/fbo/movements/${order.movementId}`, w.open) : null],
          [w.booking, order.bookingId ? link(`/fbo/bookings/${order.bookingId}`, w.openBooking) : null],
          [
            w.customer,
            order.customerId ? link(`/fbo/customers/${order.customerId}`, order.customerName) : null,
          ],
          [w.notes, order.notes],
          [w.doneAt, order.doneAt ? <Instant key="done" at={order.doneAt} /> : null],
          [w.doneBy, order.doneBy],
          ...(order.cancelReason ? [[w.cancelReason, order.cancelReason] as [string, string]] : []),
        ]}
      />
      <OrderLines order={order} />
    </RecordPage>
  )
}

function ServiceActions({ order }: { order: ServiceOrder }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'cancel' | 'price' | null>(null)
  const close = () => setDialog(null)
  const path = { id: order.id }
  const changes = ['service_order', 'movement']
  const advance = useAction({
    run: ({ to, reason }: { to: 'accepted' | 'in_progress' | 'cancelled'; reason?: string }) =>
      post('/api/v1/fbo/service-orders/{id}/advance', { path, body: { to, ...(reason ? { reason } : {}) } }),
    done: (_, { to }) => ({ accepted: w.accepted, in_progress: w.started, cancelled: w.cancelled })[to],
    changes,
  })
  const complete = useAction({
    run: () => post('/api/v1/fbo/service-orders/{id}/complete', { path, body: {} }),
    done: o.complete.done,
    changes,
  })
  const { status } = order
  const isOpen = status !== 'done' && status !== 'cancelled'
  return (
    <>
      {isOpen && can('advanceServiceOrder') ? (
        <Button variant="default" onClick={() => setDialog('cancel')}>
          {w.cancel}
        </Button>
      ) : null}
      {status === 'accepted' && can('advanceServiceOrder') ? (
        <Button
          variant="default"
          loading={advance.isPending}
          onClick={() => advance.mutate({ to: 'in_progress' })}
        >
          {w.start}
        </Button>
      ) : null}
      {status === 'requested' && can('advanceServiceOrder') ? (
        <Button loading={advance.isPending} onClick={() => advance.mutate({ to: 'accepted' })}>
          {w.accept}
        </Button>
      ) : null}
      {(status === 'accepted' || status === 'in_progress') && can('completeService') ? (
        <Button loading={complete.isPending} onClick={() => complete.mutate()}>
          {w.complete}
        </Button>
      ) : null}
      {status === 'done' && order.lines.length === 0 && can('priceServiceOrder') ? (
        <Button onClick={() => setDialog('price')}>{w.price}</Button>
      ) : null}
      {dialog === 'price' ? (
        <PriceDialog
          units={serviceUnitOptions.filter(({ value }) => value === order.unit)}
          unit={order.unit}
          send={(body) => post('/api/v1/fbo/service-orders/{id}/price', { path, body })}
          onClose={close}
        />
      ) : null}
      {dialog === 'cancel' ? (
        <ConfirmDialog
          title={w.cancelTitle(serviceName(order))}
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
