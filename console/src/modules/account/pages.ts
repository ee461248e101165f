import type { Page } from '#shell/page.ts'
import { IconAdjustments, IconLock, IconPalette, IconUser } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'account/profile', title: 'Profile', group: 'account', order: 10, icon: IconUser, operation: 'getProfile', load: () => import('./Profile.tsx') },
  { path: 'account/security', title: 'Security', group: 'account', order: 20, icon: IconLock, operation: 'listOwnSessions', load: () => import('./Security.tsx') },
  { path: 'account/appearance', title: 'Appearance', group: 'account', order: 30, icon: IconPalette, operation: 'listPreferences', load: () => import('./Appearance.tsx') },
  { path: 'account/preferences', title: 'Preferences', group: 'account', order: 40, icon: IconAdjustments, operation: 'listPreferences', load: () => import('./Preferences.tsx') },
]
export default pages
