import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { FboBooking, FboUnit } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { dateFormat } from '#ui/region.ts'
import { formatInstant } from '#ui/time.ts'
import { b } from './bookingStrings.ts'
import { bookingStates } from './kind.ts'
import { addDays } from './localDay.ts'
import classes from './timeline.module.css'

const days = 7
const pageSize = 100
type Props = { units: FboUnit[]; from: string }

/** A row for each place, a week across, in UTC. The width of a booking is its duration. */
export function BookingTimeline({ units, from }: Props) {
  const [starts, ends] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${addDays(from, days)}T00:00:00Z`)]
  const bookings = useQuery({
    queryKey: ['fbo_booking', 'timeline', from],
    queryFn: () => allBetween(new Date(starts).toISOString(), new Date(ends).toISOString()),
  })
  const now = useMinute()
  const place = (at: number) => ((Math.min(Math.max(at, starts), ends) - starts) / (ends - starts)) * 100
  const holds = (bookings.data ?? []).filter(({ status }) => status !== 'cancelled' && status !== 'no_show')
  return (
    <div className={classes.scroller}>
      <section className={classes.timeline} aria-label={b.list.timeline} aria-busy={bookings.isPending}>
        <div className={classes.head} aria-hidden>
          <span>{b.list.unit}</span>
          {Array.from({ length: days }, (_, day) => addDays(from, day)).map((day) => (
            <span key={day}>
              {dateFormat({
                weekday: 'short',
                day: 'numeric',
                month: 'short',
                timeZone: 'UTC',
              }).format(new Date(`${day}T00:00:00Z`))}
            </span>
          ))}
        </div>
        {units.map((unit) => (
          <div key={unit.id} className={classes.row}>
            <span>
              {unit.name} <small>{labelOf('fbo_unit.kind', unit.kind)}</small>
            </span>
            <ul className={classes.lane} aria-label={unit.name}>
              {holds
                .filter((booking) => booking.unitId === unit.id)
                .map((booking) => (
                  <Block
                    key={booking.id}
                    booking={booking}
                    left={place(Date.parse(booking.startsAt))}
                    right={place(Date.parse(booking.endsAt))}
                  />
                ))}
              {now >= starts && now < ends ? (
                <li
                  aria-hidden
                  className={classes.now}
                  style={{ left: `${place(now)}%` }}
                  title={b.list.now}
                />
              ) : null}
            </ul>
          </div>
        ))}
      </section>
    </div>
  )
}

function Block({ booking, left, right }: { booking: FboBooking; left: number; right: number }) {
  const text = `${booking.tailNumber}, ${formatInstant(booking.startsAt, 'utc')} – ${formatInstant(booking.endsAt, 'utc')}, ${labelOf('fbo_booking.status', booking.status)}`
  return (
    <li>
      <AppLink
        to={`/fbo/bookings/${booking.id}`}
        className={classes.block}
        data-tone={bookingStates.tones[booking.status]}
        data-soft={booking.status === 'reserved' || undefined}
        style={{ left: `${left}%`, width: `${right - left}%` }}
        title={text}
        aria-label={text}
      >
        {booking.tailNumber}
      </AppLink>
    </li>
  )
}

/** Every booking that overlaps a period, page by page. */
async function allBetween(from: string, to: string): Promise<FboBooking[]> {
  const bookings: FboBooking[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await get('/api/v1/fbo/bookings', {
      query: { from, to, sort: 'startsAt', page_size: pageSize, ...(cursor ? { cursor } : {}) },
    })
    bookings.push(...page.items)
    if (page.next_cursor === null) return bookings
    cursor = page.next_cursor
  }
}

function useMinute(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
