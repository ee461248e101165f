import type { CrewMember } from '#modules/crew/index.ts'
import type { Restriction } from '#platform/kernel/list-query.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { operationsRoles, type Role } from '#server/roles.ts'

/** Those who read the duty of everybody. */
export const dutyReaders: Role[] = ['account_owner', 'admin', 'safety_manager', 'auditor', ...operationsRoles]

/** Whether the caller sees the duty of everybody. Other members see their own. */
export const seesAllDuty = (principal: Principal): boolean =>
  principal.kind === 'api_key' || dutyReaders.some((role) => principal.roles.includes(role))

const keepsAllDuty = (principal: Principal): boolean =>
  principal.kind === 'api_key' ||
  ['account_owner', 'admin', ...operationsRoles].some((role) => principal.roles.includes(role))

type Person = Pick<Static<typeof CrewMember.schema>, 'userId'>
const isOwn = (principal: Principal, { userId }: Person) =>
  principal.kind === 'user' && userId === principal.userId

/** @throws Problem 403 for members who are neither the person nor read the duty of all. */
export function requireDutyReader(principal: Principal, person: Person): void {
  if (!seesAllDuty(principal) && !isOwn(principal, person))
    throw roleMissing('Only the person themselves and those who run the flying can read their duty')
}

/** @throws Problem 403 for members who are neither the person nor run the flying. */
export function requireDutyKeeper(principal: Principal, person: Person): void {
  if (!keepsAllDuty(principal) && !isOwn(principal, person))
    throw roleMissing('Only the person themselves and those who run the flying can record their duty')
}

/** Of a list whose rows `t` have a person: who does not see the duty of all reads their own. */
export const ownDutyOnly: Restriction = {
  // Null: the caller sees that of everybody.
  value: (principal) => (seesAllDuty(principal) || principal.kind !== 'user' ? null : principal.userId),
  sql: (user) =>
    `${user}::text is null or exists (select from crew own where own.workspace_id = t.workspace_id
        and own.id = t.crew_id and own.user_id = ${user}::text)`,
}
