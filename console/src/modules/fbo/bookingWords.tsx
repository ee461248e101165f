import type { FboBooking } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { b } from './bookingStrings.ts'
import { bookingStates } from './kind.ts'

type Status = FboBooking['status']
export function BookingBadge({ status }: { status: Status }) {
  return <StatusBadge tone={bookingStates.tones[status]}>{b.statuses[status]}</StatusBadge>
}

/** The moves each status allows. The first is the next step. The server decides. */
export const bookingMoves: Record<Status, Exclude<Status, 'reserved'>[]> = {
  reserved: ['confirmed', 'checked_in', 'no_show', 'cancelled'],
  confirmed: ['checked_in', 'no_show', 'cancelled'],
  checked_in: ['checked_out'],
  checked_out: [],
  cancelled: [],
  no_show: [],
}
