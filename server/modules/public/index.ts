import { defineModule } from '#platform/kernel/operation.ts'
import { publicCompliance } from './compliance.ts'
import { publicEvents } from './event.ts'
import { publicFleet } from './fleet.ts'
import { publicFlights } from './flight.ts'
import { publicMaintenanceDue } from './maintenance.ts'
import { publicPilots } from './pilot.ts'

/** The read-only API for other programs: few fields, kept stable, each list behind its own scope. */
export const publicApi = defineModule({
  name: 'public',
  title: 'Public API',
  core: true,
  operations: [
    publicPilots,
    publicFlights,
    publicFleet,
    publicMaintenanceDue,
    publicCompliance,
    publicEvents,
  ],
})
