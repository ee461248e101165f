import type { FboBooking } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { b } from './bookingStrings.ts'
import { bookingStates } from './kind.ts'

type Status = FboBooking['status']
export function BookingBadge({ status }: { status: Status }) {
  return <StatusBadge tone={bookingStates.tones[status]}>{b.statuses[status]}</StatusBadge>
}
