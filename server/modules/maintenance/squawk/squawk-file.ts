import { attachments } from '#platform/files/attachments.ts'
import { reportingRoles } from '../roles.ts'
import { Squawk, squawkStates } from './squawk.ts'

/** Photographs and documents of a squawk. */
export const squawkFiles = attachments({
  of: Squawk,
  path: '/api/v1/maintenance/squawks/:id/files',
  table: 'squawk_files',
  column: 'squawk_id',
  maxFiles: 20,
  attach: {
    id: 'attachSquawkFile',
    summary: 'Attach a file to a squawk',
    scope: 'maintenance:write',
    roles: reportingRoles,
    move: squawkStates.attach,
    audits: 'squawk.file_attached',
    stability: 'beta',
  },
  download: {
    id: 'getSquawkFile',
    summary: 'Get a file of a squawk',
    scope: 'maintenance:read',
    roles: 'staff',
    stability: 'beta',
  },
})
