import type { Page } from '#shell/page.ts'
import { IconBuilding, IconShieldLock, IconUserCog } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/organization', title: 'Organization', group: 'settings', order: 10, icon: IconBuilding, operation: 'getWorkspace', key: 'o', aliases: ['settings/organisation'], load: () => import('./Organization.tsx') },
  { path: 'settings/members', title: 'Members', group: 'settings', order: 20, icon: IconUserCog, operation: 'listMembers', key: 'm', load: () => import('./Members.tsx') },
  { path: 'settings/security', title: 'Security', group: 'settings', order: 40, icon: IconShieldLock, operation: 'getSessionTimeout', load: () => import('./SecuritySettings.tsx') },
]
export default pages
