import type { FboBooking } from '#api/types.ts'
import { StatusBadge, type Tone } from '#ui/StatusBadge.tsx'
import { b } from './bookingStrings.ts'

type Status = FboBooking['status']
export const bookingTones: Record<Status, Tone> = {
  reserved: 'neutral',
  confirmed: 'info',
  checked_in: 'green',
  checked_out: 'neutral',
  cancelled: 'neutral',
  no_show: 'amber',
}

export function BookingBadge({ status }: { status: Status }) {
  return <StatusBadge tone={bookingTones[status]}>{b.statuses[status]}</StatusBadge>
}

/** What may follow; the first one is the next step. The server has the last word. */
export const bookingMoves: Record<Status, Exclude<Status, 'reserved'>[]> = {
  reserved: ['confirmed', 'checked_in', 'no_show', 'cancelled'],
  confirmed: ['checked_in', 'no_show', 'cancelled'],
  checked_in: ['checked_out'],
  checked_out: [],
  cancelled: [],
  no_show: [],
}
