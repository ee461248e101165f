import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import { flyingRoles, maintenanceRoles, operationsRoles, type Role } from '#server/roles.ts'

/** Those who may ask for a booking. */
export const bookingRoles: Role[] = [...new Set<Role>([...flyingRoles, ...maintenanceRoles, 'staff'])]

const has = (principal: Principal, roles: readonly string[]) =>
  principal.kind === 'api_key' ||
  ['account_owner', 'admin', ...roles].some((role) => principal.roles.includes(role))

/** Whether the caller runs the schedule. Those who keep aircraft in order block them for maintenance by themselves. */
export function dispatches(principal: Principal, type?: string): boolean {
  return has(
    principal,
    type === 'maintenance_block' ? [...operationsRoles, ...maintenanceRoles] : operationsRoles,
  )
}

/** The person that the caller signs in as; null for a program, and for members without one. */
export async function personOf(tx: Tx, principal: Principal): Promise<string | null> {
  if (principal.kind === 'api_key') return null
  const person = await tx.first(sql<'personOfUser'>`select id from crew where user_id = ${principal.userId}`)
  return person?.id ?? null
}

interface People {
  type: string
  instructorId: string | null
  resourceId: string | null
  createdBy: string | null
  participants: readonly { crewId: string; role: string }[]
}

const flies = ['pilot', 'instructor', 'student']

/** @throws Problem 403 for members other than its instructor and those who run the schedule. */
export async function requireDecider(tx: Tx, principal: Principal, session: People): Promise<void> {
  if (dispatches(principal, session.type)) return
  // Members may name themselves the instructor, and would then decide on their own request.
  const personId = has(principal, ['instructor']) ? await personOf(tx, principal) : null
  if (personId === null || personId !== session.instructorId)
    throw roleMissing('Only the instructor of this booking and those who run the schedule can do this')
}

/** @throws Problem 403 for members who are not part of the booking. */
export async function requireParty(tx: Tx, principal: Principal, session: People): Promise<void> {
  if (dispatches(principal, session.type)) return
  if (principal.kind === 'user' && session.createdBy === principal.userId) return
  if (!(await isAboard(tx, principal, session)))
    throw roleMissing(
      'This booking belongs to others. Only its people and those who run the schedule can do this',
    )
}

/** @throws Problem 403 for members who do not fly or teach in the booking. */
export async function requirePilot(tx: Tx, principal: Principal, session: People): Promise<void> {
  if (dispatches(principal, session.type)) return
  const participants = session.participants.filter(({ role }) => flies.includes(role))
  if (!(await isAboard(tx, principal, { ...session, participants })))
    throw roleMissing('Only its pilots, its instructor and those who run the schedule can do this')
}

async function isAboard(tx: Tx, principal: Principal, session: People): Promise<boolean> {
  const personId = await personOf(tx, principal)
  return (
    personId !== null &&
    [session.instructorId, session.resourceId, ...session.participants.map(({ crewId }) => crewId)].includes(
      personId,
    )
  )
}
