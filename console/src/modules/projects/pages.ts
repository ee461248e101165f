import type { Page } from '#shell/page.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'projects', title: 'Projects', group: 'operations', order: 20, under: 'flights', operation: 'listProjects', key: 'j', load: () => import('./ProjectList.tsx') },
  { path: 'projects/$id', title: 'Projects', operation: 'getProject', load: () => import('./ProjectPage.tsx') },
]
export default pages
