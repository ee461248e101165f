import type { Page } from '#shell/page.ts'
import { IconHome } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: '', title: 'Today', group: 'today', order: 10, icon: IconHome, key: 't', load: () => import('./Today.tsx') },
]
export default pages
