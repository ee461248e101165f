import type { Principal } from '#platform/kernel/principal.ts'
import { flyingRoles, maintenanceRoles, type Role } from '#server/roles.ts'

/** Members who fly or maintain aircraft: they report what they find. */
export const reportingRoles: Role[] = [...flyingRoles, ...maintenanceRoles]

/** Whether the caller keeps aircraft in order. */
export const maintains = (principal: Principal): boolean =>
  principal.kind === 'api_key' ||
  ['account_owner', 'admin', ...maintenanceRoles].some((role) => principal.roles.includes(role))
