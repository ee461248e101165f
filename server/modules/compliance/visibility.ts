import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import type { Role } from '#server/roles.ts'

/** The roles that edit requirements and records. The owner and admins may edit them too. */
export const complianceEditors: Role[] = ['chief_pilot', 'director_of_operations']
export const complianceReaders: Role[] = [...complianceEditors, 'auditor']

const has = (principal: Principal, roles: readonly string[]) =>
  principal.kind === 'api_key' ||
  principal.roles.some((role) => role === 'account_owner' || role === 'admin' || roles.includes(role))

/** Whether a caller sees the records of all people. Other callers see only their own. */
export const seesAll = (principal: Principal): boolean => has(principal, complianceReaders)
export const edits = (principal: Principal): boolean => has(principal, complianceEditors)

/** As SQL: the person that a user is linked to. */
export const personOf = (row: string, userId: string) =>
  `(select own.id from crew own where own.workspace_id = ${row}.workspace_id and own.user_id = ${userId})`

/** The files of a withdrawn record may belong to another person, so only callers who see all records see them. */
export const seesEvidence = (
  { withdrawnAt }: { withdrawnAt: string | null },
  principal: Principal,
): boolean => withdrawnAt === null || seesAll(principal)

/** Whether the record belongs to the person that the caller signs in as. */
export async function isOwn(tx: Tx, recordId: string, principal: Principal): Promise<boolean> {
  if (principal.kind !== 'user') return false
  const ownRecord = await tx.first(sql`
    select 1 from compliance_records r join crew c on c.workspace_id = r.workspace_id and c.id = r.crew_id
     where r.id = ${recordId} and c.user_id = ${principal.userId}`)
  return ownRecord !== undefined
}

export async function requireEditorOrOwner(tx: Tx, recordId: string, principal: Principal): Promise<void> {
  if (!edits(principal) && !(await isOwn(tx, recordId, principal)))
    throw roleMissing(
      'Only the person themselves can attach evidence, or a member with one of the roles account_owner, admin, chief_pilot, director_of_operations',
    )
}
