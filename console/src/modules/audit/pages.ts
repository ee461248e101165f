import type { Page } from '#shell/page.ts'
import { IconListSearch } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/audit-log', title: 'Audit log', group: 'settings', order: 120, icon: IconListSearch, operation: 'listAuditLog', key: 'l', load: () => import('./AuditLog.tsx') },
]
export default pages
