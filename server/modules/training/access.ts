import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { problem, roleMissing } from '#platform/kernel/problem.ts'
import type { Role } from '#server/roles.ts'

/** Those who write syllabi and enroll students. The owner and admins may too. */
export const trainingManagers: Role[] = ['chief_pilot', 'director_of_operations']
/** Those who see the training of everybody. */
export const trainingReaders: Role[] = [...trainingManagers, 'auditor']
/** Those who teach, and record and sign what they taught. */
export const teachingRoles: Role[] = ['chief_pilot', 'instructor']

const has = (principal: Principal, roles: readonly string[]) =>
  principal.kind === 'api_key' ||
  principal.roles.some((role) => role === 'account_owner' || role === 'admin' || roles.includes(role))

export const seesAllTraining = (principal: Principal): boolean => has(principal, trainingReaders)

/** The user to whom a list is limited; null: the caller sees the training of everybody. */
export const limitedTo = (principal: Principal): string | null =>
  seesAllTraining(principal) ? null : principal.kind === 'user' ? principal.userId : null

/** SQL: whether a user is the student of an enrollment, or teaches or has taught the student in it. */
export const takesPart = (enrollment: string, user: string) =>
  `${user}::text is null or exists (select from crew me
     where me.workspace_id = ${enrollment}.workspace_id and me.user_id = ${user}::text
       and (me.id in (${enrollment}.crew_id, ${enrollment}.chief_instructor_id, ${enrollment}.primary_instructor_id)
            or exists (select from training_lesson_records taught
                        where taught.workspace_id = ${enrollment}.workspace_id
                          and taught.enrollment_id = ${enrollment}.id and taught.instructor_id = me.id)))`

/** Whether the caller may know of an enrollment. */
export async function seesEnrollment(tx: Tx, enrollmentId: string, principal: Principal): Promise<boolean> {
  if (seesAllTraining(principal)) return true
  const rows = await tx.prepared(
    `select 1 from training_enrollments e where e.id = $1 and (${takesPart('e', '$2')})`,
    [enrollmentId, limitedTo(principal)],
  )
  return rows.length > 0
}

/** The person that the caller signs in as; null for keys and for members without a record among the people. */
export async function personOfCaller(
  tx: Tx,
  principal: Principal,
): Promise<{ id: string; displayName: string; certificateNumber: string | null } | null> {
  if (principal.kind !== 'user') return null
  const person = await tx.first(sql<'personOfTrainingCaller'>`
    select id, display_name as "displayName", certificate_number as "certificateNumber"
      from crew where user_id = ${principal.userId} and status = 'active'`)
  return person ?? null
}

export const ownTraining = problem('own_training', 403, {
  meaning: 'Nobody signs a record of their own training',
  fix: 'Ask another instructor to sign it.',
})

interface Led {
  chiefInstructorId: string | null
}

/** Whether the caller decides as the chief instructor: a chief pilot, or the instructor who is named for it. */
export async function isChiefOf(tx: Tx, principal: Principal, { chiefInstructorId }: Led): Promise<boolean> {
  if (has(principal, ['chief_pilot'])) return true
  const person = await personOfCaller(tx, principal)
  return person !== null && person.id === chiefInstructorId
}

export async function requireChiefOf(tx: Tx, principal: Principal, record: Led): Promise<void> {
  if (!(await isChiefOf(tx, principal, record)))
    throw roleMissing('Only a chief pilot, or the instructor who is named as chief instructor, can do this')
}
