import type { Page } from '#shell/page.ts'
import { IconHistory } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/log-retention', title: 'Log retention', group: 'settings', order: 100, icon: IconHistory, operation: 'getLogRetention', load: () => import('./LogRetention.tsx') },
]
export default pages
