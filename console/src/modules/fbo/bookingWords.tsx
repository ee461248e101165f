import type { FboBooking } from '#api/types.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { bookingStates } from './kind.ts'

type Status = FboBooking['status']
export function BookingBadge({ status }: { status: Status }) {
  return <StateBadge of={bookingStates} state={status} />
}
