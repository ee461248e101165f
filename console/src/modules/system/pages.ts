import type { Page } from '#shell/page.ts'
import { IconActivity, IconArchive, IconGauge, IconMail, IconTool } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'system/status', title: 'Status', group: 'system', order: 10, icon: IconActivity, ownerOnly: true, load: () => import('./Status.tsx') },
  { path: 'system/backups', title: 'Backups', group: 'system', order: 20, icon: IconArchive, ownerOnly: true, load: () => import('./Backups.tsx') },
  { path: 'system/limits', title: 'Limits', group: 'system', order: 30, icon: IconGauge, ownerOnly: true, load: () => import('./Limits.tsx') },
  { path: 'system/maintenance', title: 'Maintenance mode', group: 'system', order: 40, icon: IconTool, ownerOnly: true, load: () => import('./Maintenance.tsx') },
  { path: 'system/mails', title: 'Mail outbox', group: 'system', order: 50, icon: IconMail, operation: 'listMails', ownerOnly: true, load: () => import('./Mails.tsx') },
]
export default pages
