/** What a member may be; rights add up. The owner and admins may do everything that members may. */
export const roles = [
  'account_owner',
  'admin',
  'accountable_executive',
  'safety_manager',
  'director_of_operations',
  'chief_pilot',
  'director_of_maintenance',
  'dispatcher',
  'instructor',
  'pilot',
  'mechanic',
  'inspector',
  'finance',
  'staff',
  'student',
  'auditor',
  'customer',
] as const

export type Role = (typeof roles)[number]

/** Those who plan and run the flying. */
export const operationsRoles: Role[] = ['director_of_operations', 'chief_pilot', 'dispatcher']
/** Those who log what they have flown. */
export const flyingRoles: Role[] = [...operationsRoles, 'instructor', 'pilot', 'student']
/** Those who keep aircraft in order. */
export const maintenanceRoles: Role[] = ['director_of_maintenance', 'mechanic', 'inspector']
/** Those who judge risks and see to their controls. */
export const riskRoles: Role[] = [
  'safety_manager',
  'director_of_operations',
  'chief_pilot',
  'director_of_maintenance',
]
/** Those who see how the safety management stands. */
export const safetyReaders: Role[] = [...riskRoles, 'accountable_executive', 'auditor']
