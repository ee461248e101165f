import type { Page } from '#shell/page.ts'
import { IconGauge } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/plan', title: 'Plan and usage', group: 'settings', order: 110, icon: IconGauge, operation: 'listUsage', load: () => import('./Plan.tsx') },
]
export default pages
