import { sql, type Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { invalidFields, problem, roleMissing } from '#platform/kernel/problem.ts'
import { isChiefOf, ownTraining, personOfCaller } from './access.ts'
import { requireQualified } from './qualification.ts'
import type { SignatureRole } from './signature.ts'

export const notYourStudent = problem('not_your_student', 422, {
  meaning: 'Another instructor is assigned to this student',
  fix: 'If you substitute for them, say so in `substituteNote`.',
})

export interface Taught {
  crewId: string
  chiefInstructorId: string
  primaryInstructorId: string | null
}

export interface Signer {
  instructorId: string
  /** An instructor signs what they taught; a chief instructor may sign for another one. */
  role: SignatureRole
}

/**
 * Who gives the training that the caller records. An instructor records their own; a chief instructor also that of
 * others, such as from paper. Nobody records their own training as a student.
 */
export async function teacherOf(
  tx: Tx,
  principal: Principal,
  taught: Taught,
  {
    instructorId: named,
    substituteNote,
  }: { instructorId?: string | undefined; substituteNote?: string | null | undefined },
): Promise<Signer> {
  const person = await personOfCaller(tx, principal)
  if (person?.id === taught.crewId || named === taught.crewId) throw ownTraining()
  const instructorId = named ?? person?.id
  if (!instructorId)
    throw invalidFields([
      { field: 'instructorId', message: 'is required: you are no person of this workspace' },
    ])
  const isChief = await isChiefOf(tx, principal, taught)
  if (instructorId !== person?.id && !isChief)
    throw roleMissing('Only a chief instructor can record what another instructor taught')
  const isAssigned = [taught.primaryInstructorId, taught.chiefInstructorId].includes(instructorId)
  if (!isAssigned && !isChief && taught.primaryInstructorId !== null && !substituteNote)
    throw notYourStudent(undefined, {
      details: [
        {
          field: 'instructorId',
          message: 'is not assigned to this student',
          assigned: taught.primaryInstructorId,
        },
      ],
    })
  return { instructorId, role: instructorId === person?.id ? 'instructor' : 'chief_instructor' }
}

/** The same for a signature: the instructor also has to be qualified on that day. */
export async function signerOf(
  tx: Tx,
  principal: Principal,
  taught: Taught,
  options: { instructorId?: string | undefined; substituteNote?: string | null | undefined; on: string },
): Promise<Signer> {
  const signer = await teacherOf(tx, principal, taught, options)
  await requireQualified(tx, signer.instructorId, options.on)
  return signer
}

/** The enrollment that a body names. An instructor may substitute in one that they do not see in their list. */
export async function enrollmentTaught(tx: Tx, enrollmentId: string) {
  const enrollment = await tx.first(sql<'taughtEnrollment'>`
    select e.id, e.crew_id as "crewId", e.program_id as "programId", e.revision_id as "revisionId", e.status,
           e.chief_instructor_id as "chiefInstructorId", e.primary_instructor_id as "primaryInstructorId",
           c.display_name as "personName"
      from training_enrollments e
      join crew c on c.workspace_id = e.workspace_id and c.id = e.crew_id
     where e.id = ${enrollmentId} for update of e`)
  if (!enrollment)
    throw invalidFields([{ field: 'enrollmentId', message: 'matches no enrollment in this workspace' }])
  return enrollment
}
