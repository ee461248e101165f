import type { Page } from '#shell/page.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'duty', title: 'Duty', group: 'operations', order: 9, under: 'schedule', operation: 'getDutyStanding', load: () => import('./DutyPage.tsx') },
  { path: 'duty/periods', title: 'Duty periods', operation: 'listDutyPeriods', load: () => import('./PeriodList.tsx') },
]
export default pages
