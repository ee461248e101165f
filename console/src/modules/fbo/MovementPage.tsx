import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Movement } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { BookingsOf } from './BookingsOf.tsx'
import { b } from './bookingStrings.ts'
import { MovementMoves } from './MovementMoves.tsx'
import { MovementBadge, tailOf } from './movementWords.tsx'
import { OrdersOf } from './OrdersOf.tsx'
import { o } from './orderStrings.ts'
import { t } from './strings.ts'

const BookingDialog = onUse(async () => (await import('./BookingDialog.tsx')).BookingDialog)
const FuelOrderDialog = onUse(async () => (await import('./FuelOrderDialog.tsx')).FuelOrderDialog)
const ServiceOrderDialog = onUse(async () => (await import('./ServiceOrderDialog.tsx')).ServiceOrderDialog)

const w = t.movement

export default function MovementPage() {
  const id = useParam('id')
  const movement = useQuery({
    queryKey: ['movement', id],
    queryFn: () => get('/api/v1/fbo/movements/{id}', { path: { id } }),
  })
  return <Loaded query={movement}>{(data) => <MovementRecord movement={data} />}</Loaded>
}

function MovementRecord({ movement }: { movement: Movement }) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<'fuel' | 'service' | 'booking' | null>(null)
  const close = () => setDialog(null)
  const yes = (claim: boolean) => (claim ? w.yes : w.no)
  return (
    <RecordPage
      title={tailOf(movement)}
      id={movement.id}
      badge={<MovementBadge movement={movement} />}
      back={{ to: `/fbo/board`, label: t.board.title }}
      actions={
        <>
          {can('updateMovement') ? (
            <Button variant="default" onClick={() => go(`/fbo/movements/${movement.id}/edit`)}>
              {w.edit}
            </Button>
          ) : null}
          <MovementMoves movement={movement} />
        </>
      }
    >
      <Facts
        title={w.facts}
        items={[
          [w.direction, labelOf('movement.direction', movement.direction)],
          [w.date, <DateOf key="date" on={movement.movementDate} />],
          [w.type, movement.aircraftType],
          [w.origin, movement.origin],
          [w.destination, movement.destination],
          [w.eta, movement.eta ? <Instant key="eta" at={movement.eta} /> : null],
          [w.etd, movement.etd ? <Instant key="etd" at={movement.etd} /> : null],
          [w.started, movement.startedAt ? <Instant key="started" at={movement.startedAt} /> : null],
          [w.completed, movement.completedAt ? <Instant key="completed" at={movement.completedAt} /> : null],
          [w.operator, movement.operator],
          [
            w.customer,
            movement.customerId ? (
              <AppLink key="customer" to={`/fbo/customers/${movement.customerId}`}>
                {movement.customerName}
              </AppLink>
            ) : null,
          ],
          [w.pob, movement.pob],
          [w.parking, movement.parking],
          [w.customs, yes(movement.customs)],
          [w.vip, yes(movement.isVip)],
          [w.zone, movement.timezone],
          [w.notes, movement.notes],
        ]}
      />
      {can('listFuelOrders') ? (
        <Section
          title={w.orders}
          actions={
            <Group gap="xs">
              {can('createServiceOrder') ? (
                <Button variant="default" onClick={() => setDialog('service')}>
                  {o.list.orderService}
                </Button>
              ) : null}
              {can('createFuelOrder') ? (
                <Button variant="default" onClick={() => setDialog('fuel')}>
                  {o.list.orderFuel}
                </Button>
              ) : null}
            </Group>
          }
        >
          <OrdersOf query={{ movement_id: movement.id }} none={w.noOrders} />
        </Section>
      ) : null}
      {can('listFboBookings') ? (
        <Section
          title={b.list.title}
          actions={
            can('createFboBooking') ? (
              <Button variant="default" onClick={() => setDialog('booking')}>
                {b.list.create}
              </Button>
            ) : null
          }
        >
          <BookingsOf query={{ movement_id: movement.id }} none={w.noBookings} />
        </Section>
      ) : null}
      {dialog === 'fuel' ? <FuelOrderDialog movement={movement} onClose={close} /> : null}
      {dialog === 'service' ? <ServiceOrderDialog movement={movement} onClose={close} /> : null}
      {dialog === 'booking' ? <BookingDialog movement={movement} onClose={close} /> : null}
    </RecordPage>
  )
}
