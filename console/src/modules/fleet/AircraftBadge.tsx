import type { Aircraft } from '#api/types.ts'
import { StandingBadge } from '#modules/maintenance/standing.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { aircraftStates } from './kind.ts'

/** One word for an aircraft. One that is in service says what maintenance says: it may be grounded all the same. */
export function AircraftBadge({ aircraft }: { aircraft: Pick<Aircraft, 'id' | 'status'> }) {
  const own = <StateBadge of={aircraftStates} state={aircraft.status} />
  return aircraft.status === 'active' ? <StandingBadge aircraftId={aircraft.id} otherwise={own} /> : own
}
