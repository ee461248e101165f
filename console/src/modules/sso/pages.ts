import type { Page } from '#shell/page.ts'
import { IconFingerprint } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/single-sign-on', title: 'Single sign-on', group: 'settings', order: 30, icon: IconFingerprint, operation: 'getIdentityProvider', load: () => import('./SingleSignOn.tsx') },
]
export default pages
