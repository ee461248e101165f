import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { BookingBadge } from './bookingWords.tsx'
import classes from './fbo.module.css'

type Props = { query: { movement_id?: string; customer_id?: string }; none: string }

/** The bookings of a movement or a customer, each with a link. */
export function BookingsOf({ query, none }: Props) {
  const bookings = useQuery({
    queryKey: ['fbo_booking', 'of', query],
    queryFn: () => get('/api/v1/fbo/bookings', { query: { ...query, page_size: 50 } }),
  })
  const items = bookings.data?.items ?? []
  if (items.length === 0) return <p className="dim">{none}</p>
  return (
    <ul className={classes.lines}>
      {items.map((booking) => (
        <li key={booking.id}>
          <AppLink to={`/fbo/bookings/${booking.id}`}>
            {booking.unitName} · {booking.tailNumber}
          </AppLink>
          <Instant at={booking.startsAt} />
          <Instant at={booking.endsAt} />
          <BookingBadge status={booking.status} />
        </li>
      ))}
    </ul>
  )
}
