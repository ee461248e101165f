import type { Page } from '#shell/page.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/integrations/imports', title: 'Imports', group: 'settings', order: 80, under: 'settings/integrations', operation: 'listImports', load: () => import('./ImportList.tsx') },
  { path: 'settings/integrations/imports/new', title: 'Import a file', operation: 'createImport', action: true, load: () => import('./NewImport.tsx') },
  { path: 'settings/integrations/imports/$id', title: 'Imports', operation: 'getImport', load: () => import('./ImportPage.tsx') },
]
export default pages
