import type { Page } from '#shell/page.ts'
import { IconPlaneDeparture } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'flights', title: 'Flights', group: 'operations', order: 10, icon: IconPlaneDeparture, operation: 'listFlights', key: 'f', load: () => import('./FlightList.tsx') },
  { path: 'flights/new', title: 'Log flight', operation: 'logFlight', action: true, load: () => import('./EditFlight.tsx') },
  { path: 'flights/$id', title: 'Flights', operation: 'getFlight', load: () => import('./FlightPage.tsx') },
  { path: 'flights/$id/edit', title: 'Flights', operation: 'updateFlight', load: () => import('./EditFlight.tsx') },
]
export default pages
