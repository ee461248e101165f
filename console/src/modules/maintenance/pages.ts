import type { Page } from '#shell/page.ts'
import { IconTool } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'maintenance', title: 'Maintenance', group: 'people', order: 30, icon: IconTool, operation: 'listMaintenanceDue', key: 'x', load: () => import('./DueList.tsx') },
  { path: 'maintenance/items/new', title: 'New maintenance item', operation: 'createMaintenanceItem', action: true, load: () => import('./EditItem.tsx') },
  { path: 'maintenance/items/$id', title: 'Maintenance', operation: 'getMaintenanceItem', load: () => import('./ItemPage.tsx') },
  { path: 'maintenance/items/$id/edit', title: 'Maintenance', operation: 'updateMaintenanceItem', load: () => import('./EditItem.tsx') },
]
export default pages
