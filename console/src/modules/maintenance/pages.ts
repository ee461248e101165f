import type { Page } from '#shell/page.ts'
import { IconTool } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'maintenance', title: 'Maintenance', group: 'people', order: 30, icon: IconTool, operation: 'listMaintenanceDue', key: 'x', load: () => import('./DueList.tsx') },
  { path: 'maintenance/items/new', title: 'New maintenance item', operation: 'createMaintenanceItem', action: true, load: () => import('./EditItem.tsx') },
  { path: 'maintenance/items/$id', title: 'Maintenance', operation: 'getMaintenanceItem', load: () => import('./ItemPage.tsx') },
  { path: 'maintenance/items/$id/edit', title: 'Maintenance', operation: 'updateMaintenanceItem', load: () => import('./EditItem.tsx') },
  { path: 'maintenance/fleet', title: 'Fleet status', group: 'people', order: 31, under: 'maintenance', operation: 'listFleetStatus', load: () => import('./FleetStatus.tsx') },
  { path: 'maintenance/squawks', title: 'Squawks', group: 'people', order: 32, under: 'maintenance', operation: 'listSquawks', load: () => import('./SquawkList.tsx') },
  { path: 'maintenance/work-orders', title: 'Work orders', group: 'people', order: 33, under: 'maintenance', operation: 'listWorkOrders', load: () => import('./OrderList.tsx') },
  { path: 'maintenance/components', title: 'Components', group: 'people', order: 34, under: 'maintenance', operation: 'listComponents', load: () => import('./ComponentList.tsx') },
  { path: 'maintenance/directives', title: 'Directives', group: 'people', order: 35, under: 'maintenance', operation: 'listDirectives', load: () => import('./DirectiveList.tsx') },
  { path: 'maintenance/components/$id', title: 'Component', operation: 'getComponent', load: () => import('./ComponentPage.tsx') },
  { path: 'maintenance/directives/matrix', title: 'Aircraft by directive', operation: 'listDirectiveApplicabilities', load: () => import('./DirectiveMatrix.tsx') },
  { path: 'maintenance/directives/$id', title: 'Directive', operation: 'getDirective', load: () => import('./DirectivePage.tsx') },
  { path: 'maintenance/squawks/new', title: 'Report squawk', operation: 'reportSquawk', action: true, load: () => import('./ReportSquawk.tsx') },
  { path: 'maintenance/squawks/$id', title: 'Squawk', operation: 'getSquawk', load: () => import('./SquawkPage.tsx') },
  { path: 'maintenance/work-orders/$id', title: 'Work order', operation: 'getWorkOrder', load: () => import('./OrderPage.tsx') },
  { path: 'maintenance/cockpit-card/$id', title: 'Cockpit card', operation: 'reportSquawk', load: () => import('./CockpitCard.tsx') },
]
export default pages
