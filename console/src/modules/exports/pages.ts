import type { Page } from '#shell/page.ts'
import { IconArchive } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/export', title: 'Export', group: 'settings', order: 95, icon: IconArchive, operation: 'listWorkspaceExports', load: () => import('./ExportList.tsx') },
]
export default pages
