import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel, type StateOf } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { FboBooking } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { b } from './bookingStrings.ts'
import { BookingBadge } from './bookingWords.tsx'
import { OrdersOf } from './OrdersOf.tsx'
import { o } from './orderStrings.ts'
import { ServiceOrderDialog } from './ServiceOrderDialog.tsx'

const w = b.page
type Move = StateOf<'fbo_booking'>

export default function BookingPage() {
  const id = useParam('id')
  const booking = useQuery({
    queryKey: ['fbo_booking', id],
    queryFn: () => get('/api/v1/fbo/bookings/{id}', { path: { id } }),
  })
  return <Loaded query={booking}>{(data) => <BookingRecord booking={data} />}</Loaded>
}

function BookingRecord({ booking }: { booking: FboBooking }) {
  const can = useCan()
  const [isOrdering, setOrdering] = useState(false)
  const feet = (value: number | null) => (value === null ? w.unknown : String(value))
  const hasSize = booking.wingspanFt !== null || booking.lengthFt !== null || booking.heightFt !== null
  return (
    <RecordPage
      title={`${booking.tailNumber} · ${booking.unitName}`}
      id={booking.id}
      badge={<BookingBadge status={booking.status} />}
      back={{ to: '/fbo/bookings', label: b.list.title }}
      actions={<BookingActions booking={booking} />}
    >
      <Facts
        title={w.facts}
        items={[
          [b.list.unit, booking.unitName],
          [b.list.tail, booking.tailNumber],
          [b.form.type, booking.aircraftType],
          [b.list.from, <Instant key="from" at={booking.startsAt} />],
          [b.list.until, <Instant key="until" at={booking.endsAt} />],
          [w.checkedIn, booking.checkedInAt ? <Instant key="in" at={booking.checkedInAt} /> : null],
          [w.checkedOut, booking.checkedOutAt ? <Instant key="out" at={booking.checkedOutAt} /> : null],
          [
            w.size,
            hasSize
              ? w.sizeOf(feet(booking.wingspanFt), feet(booking.lengthFt), feet(booking.heightFt))
              : null,
          ],
          [
            b.list.customer,
            booking.customerId ? (
              <AppLink key="customer" to={`/fbo/customers/${booking.customerId}`}>
                {booking.customerName}
              </AppLink>
            ) : null,
          ],
          [
            w.movement,
            booking.movementId ? (
              <AppLink key="movement" to={`/fbo/movements/${booking.movementId}`}>
                {w.open}
              </AppLink>
            ) : null,
          ],
          [b.form.notes, booking.notes],
          ...(booking.cancelReason ? [[w.reason, booking.cancelReason] as [string, string]] : []),
        ]}
      />
      {can('listServiceOrders') ? (
        <Section
          title={w.orders}
          actions={
            can('createServiceOrder') ? (
              <Button variant="default" onClick={() => setOrdering(true)}>
                {o.list.orderService}
              </Button>
            ) : null
          }
        >
          <OrdersOf query={{ booking_id: booking.id }} none={w.noOrders} />
        </Section>
      ) : null}
      {isOrdering ? (
        <ServiceOrderDialog
          bookingId={booking.id}
          {...(booking.movementId
            ? { movement: { id: booking.movementId, tailNumber: booking.tailNumber } }
            : {})}
          onClose={() => setOrdering(false)}
        />
      ) : null}
    </RecordPage>
  )
}

function BookingActions({ booking }: { booking: FboBooking }) {
  const [isCancelling, setCancelling] = useState(false)
  const move = useAction({
    run: ({ to, reason }: { to: Move; reason?: string }) =>
      post('/api/v1/fbo/bookings/{id}/advance', {
        path: { id: booking.id },
        body: { to, ...(reason ? { reason } : {}) },
      }),
    done: (_, { to }) => w.moved(booking.tailNumber, labelOf('fbo_booking.status', to).toLowerCase()),
    changes: ['fbo_booking'],
  })
  return (
    <>
      <MoveButtons
        kind="fbo_booking"
        record={booking}
        isBusy={move.isPending}
        on={{
          confirm: () => move.mutate({ to: 'confirmed' }),
          checkIn: () => move.mutate({ to: 'checked_in' }),
          checkOut: () => move.mutate({ to: 'checked_out' }),
          noShow: () => move.mutate({ to: 'no_show' }),
          cancel: () => setCancelling(true),
          edit: null,
        }}
      />
      {isCancelling ? (
        <ConfirmDialog
          title={w.cancelTitle(booking.tailNumber)}
          confirm={moveLabel('fbo_booking', 'cancel')}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => move.mutateAsync({ to: 'cancelled', reason })}
          onClose={() => setCancelling(false)}
        >
          {w.cancelText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
