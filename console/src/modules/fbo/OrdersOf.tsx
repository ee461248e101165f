import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import classes from './fbo.module.css'
import { amount, askedFor, OrderBadge, totalOf, upliftOf } from './orderWords.tsx'

type Props = { query: { movement_id?: string; booking_id?: string; customer_id?: string }; none: string }

/** The orders of a movement, a booking or a customer, each with a link. */
export function OrdersOf({ query, none }: Props) {
  const can = useCan()
  const { booking_id: bookingId, ...shared } = query
  const fuel = useQuery({
    queryKey: ['fuel_order', 'of', query],
    queryFn: () => get('/api/v1/fbo/fuel-orders', { query: { ...shared, page_size: 50 } }),
    enabled: can('listFuelOrders') && bookingId === undefined,
  })
  const services = useQuery({
    queryKey: ['service_order', 'of', query],
    queryFn: () => get('/api/v1/fbo/service-orders', { query: { ...query, page_size: 50 } }),
    enabled: can('listServiceOrders'),
  })
  const lines = [
    ...(fuel.data?.items ?? []).map((order) => ({
      id: order.id,
      to: `/fbo/orders/fuel/${order.id}`,
      what: order.product,
      quantity: upliftOf(order) || askedFor(order),
      total: totalOf(order),
      status: order.status,
    })),
    ...(services.data?.items ?? []).map((order) => ({
      id: order.id,
      to: `/fbo/orders/services/${order.id}`,
      what: order.item,
      quantity: amount(order.quantity, order.unit),
      total: totalOf(order),
      status: order.status,
    })),
  ]
  if (lines.length === 0) return <p className="dim">{none}</p>
  return (
    <ul className={classes.lines}>
      {lines.map((line) => (
        <li key={line.id}>
          <AppLink to={line.to}>{line.what}</AppLink>
          <span>{line.quantity}</span>
          <span>{line.total}</span>
          <OrderBadge status={line.status} />
        </li>
      ))}
    </ul>
  )
}
