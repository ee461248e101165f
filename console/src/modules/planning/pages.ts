import type { Page } from '#shell/page.ts'
import { IconCalendarEvent } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'schedule', title: 'Schedule', group: 'operations', order: 5, icon: IconCalendarEvent, operation: 'getPlanningBoard', key: 'd', load: () => import('./Schedule.tsx') },
  { path: 'schedule/sessions', title: 'Bookings', operation: 'listPlanningSessions', load: () => import('./SessionList.tsx') },
  { path: 'schedule/sessions/$id', title: 'Bookings', operation: 'getPlanningSession', load: () => import('./SessionPage.tsx') },
  { path: 'schedule/resources', title: 'Rooms and simulators', operation: 'listPlanningResources', load: () => import('./ResourceList.tsx') },
]
export default pages
