import type { Page } from '#shell/page.ts'
import { IconRoute } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'dispatch', title: 'Dispatch', group: 'operations', order: 11, under: 'trips', operation: 'getDispatchBoard', load: () => import('./DispatchBoard.tsx') },
  { path: 'trips', title: 'Trips', group: 'operations', order: 10, icon: IconRoute, operation: 'listTrips', load: () => import('./TripList.tsx') },
  { path: 'trips/requests', title: 'Trip requests', group: 'operations', order: 12, under: 'trips', operation: 'listTripRequests', load: () => import('./RequestList.tsx') },
  { path: 'trips/risk', title: 'Flight risk', group: 'operations', order: 13, under: 'trips', operation: 'listFratAssessments', load: () => import('./RiskList.tsx') },
  { path: 'trips/risk/forms', title: 'Risk form', operation: 'listFratForms', load: () => import('./RiskFormPage.tsx') },
  { path: 'trips/$id', title: 'Trips', operation: 'getTrip', load: () => import('./TripPage.tsx') },
]
export default pages
