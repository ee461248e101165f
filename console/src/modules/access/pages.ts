import type { Page } from '#shell/page.ts'
import { IconPlugConnected } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/integrations', title: 'Integrations', group: 'settings', order: 50, icon: IconPlugConnected, operation: 'listApiKeys', load: () => import('./Hub.tsx') },
  { path: 'settings/integrations/api-keys', title: 'API keys', group: 'settings', order: 60, under: 'settings/integrations', operation: 'listApiKeys', key: 'k', aliases: ['settings/api-keys', 'settings/api-access', 'system/api-access'], load: () => import('./KeyList.tsx') },
  { path: 'settings/integrations/api-keys/$id', title: 'API keys', operation: 'getApiKey', load: () => import('./KeyPage.tsx') },
  { path: 'settings/integrations/refusals', title: 'Why was a request refused?', operation: 'getRequestDecision', load: () => import('./RequestDecision.tsx') },
]
export default pages
