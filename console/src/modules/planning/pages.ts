import type { Page } from '#shell/page.ts'
import { IconCalendarEvent } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'schedule', title: 'Schedule', group: 'operations', order: 5, icon: IconCalendarEvent, operation: 'getPlanningBoard', key: 'd', load: () => import('./Schedule.tsx') },
  { path: 'schedule/sessions', title: 'Bookings', group: 'operations', order: 6, under: 'schedule', operation: 'listPlanningSessions', load: () => import('./SessionList.tsx') },
  { path: 'schedule/sessions/$id', title: 'Bookings', operation: 'getPlanningSession', load: () => import('./SessionPage.tsx') },
  { path: 'schedule/replans/$id', title: 'Replan', operation: 'getPlanningReplan', load: () => import('./ReplanPage.tsx') },
  { path: 'schedule/resources', title: 'Rooms and simulators', group: 'operations', order: 9, under: 'schedule', operation: 'listPlanningResources', load: () => import('./ResourceList.tsx') },
  { path: 'schedule/availability', title: 'Hours', group: 'operations', order: 10, under: 'schedule', operation: 'listPlanningAvailability', load: () => import('./AvailabilityList.tsx') },
  { path: 'schedule/time-off', title: 'Time off', group: 'operations', order: 7, under: 'schedule', operation: 'listTimeOff', load: () => import('./TimeOffList.tsx') },
  { path: 'schedule/policy', title: 'Booking policy', group: 'operations', order: 11, under: 'schedule', operation: 'getPlanningPolicy', load: () => import('./PolicyPage.tsx') },
  { path: 'schedule/calendars', title: 'Calendars', group: 'operations', order: 8, under: 'schedule', operation: 'listCalendarFeeds', load: () => import('./Calendars.tsx') },
]
export default pages
