import { attachments } from '#platform/files/attachments.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Installation } from './component/installation.ts'
import { Directive } from './directive/directive.ts'
import { orderStates, WorkOrder } from './order/work-order.ts'

const attach = {
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
} as const
const download = { scope: 'maintenance:read', roles: 'staff', stability: 'beta' } as const
const maxFiles = 20

/** The text of a directive, and the service bulletin that it names. */
export const directiveFiles = attachments({
  of: Directive,
  path: '/api/v1/maintenance/directives/:id/files',
  table: 'directive_files',
  column: 'directive_id',
  maxFiles,
  attach: {
    ...attach,
    id: 'attachDirectiveFile',
    summary: 'Attach a file to a directive',
    audits: 'directive.file_attached',
  },
  download: { ...download, id: 'getDirectiveFile', summary: 'Get a file of a directive' },
})

/** Photographs of the work, and the release certificates of its parts: a part names its own by `fileId`. */
export const orderFiles = attachments({
  of: WorkOrder,
  path: '/api/v1/maintenance/work-orders/:id/files',
  table: 'work_order_files',
  column: 'order_id',
  maxFiles: 50,
  attach: {
    ...attach,
    id: 'attachWorkOrderFile',
    summary: 'Attach a file to a work order',
    move: orderStates.attach,
    audits: 'work_order.file_attached',
  },
  download: { ...download, id: 'getWorkOrderFile', summary: 'Get a file of a work order' },
})

/** The release certificate with which a component was installed (FAA Form 8130-3, EASA Form 1). */
export const installationFiles = attachments({
  of: Installation,
  path: '/api/v1/maintenance/installations/:id/files',
  table: 'component_installation_files',
  column: 'installation_id',
  maxFiles,
  attach: {
    ...attach,
    id: 'attachInstallationFile',
    summary: 'Attach a file to an installation of a component',
    audits: 'component_installation.file_attached',
  },
  download: {
    ...download,
    id: 'getInstallationFile',
    summary: 'Get a file of an installation of a component',
  },
})
