import { operationsRoles, type Role } from '#server/roles.ts'

/** Those at the desk and on the ramp: they move movements, orders and bookings. */
export const deskRoles: Role[] = [...operationsRoles, 'staff']
/** Those who say what things cost. */
export const pricingRoles: Role[] = ['director_of_operations', 'finance']
/** Those who see what customers agreed to and pay. */
export const tradeRoles: Role[] = [...deskRoles, 'finance', 'auditor', 'accountable_executive']
