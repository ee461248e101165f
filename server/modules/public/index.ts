import { defineModule } from '#platform/kernel/module.ts'
import * as compliance from './compliance.ts'
import * as event from './event.ts'
import * as fleet from './fleet.ts'
import * as flight from './flight.ts'
import * as maintenance from './maintenance.ts'
import * as pilot from './pilot.ts'

/** The read-only API for other programs: few fields, kept stable, each list behind its own scope. */
export const publicApi = defineModule({
  name: 'public',
  title: 'Public API',
  core: true,
  parts: [compliance, event, fleet, flight, maintenance, pilot],
})
