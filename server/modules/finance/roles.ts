import type { Principal } from '#platform/kernel/principal.ts'
import type { Role } from '#server/roles.ts'

/** Those who bill, record payments and set prices. The owner and admins may as well. */
export const billingRoles: Role[] = ['finance']
/** Those who see the money of everybody. */
export const moneyReaders: Role[] = ['finance', 'accountable_executive', 'auditor']

/** Whether a caller sees all accounts. Other members see their own. */
export const seesAll = (principal: Principal): boolean =>
  principal.kind === 'api_key' ||
  ['account_owner', 'admin', ...moneyReaders].some((role) => principal.roles.includes(role))
