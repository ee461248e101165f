import { sql, type Tx } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, ruleBroken } from '#platform/kernel/problem.ts'
import { date, id, type Static, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { trainingManagers } from './access.ts'
import {
  type Credit,
  Enrollment,
  enrollmentFields,
  enrollmentStates,
  trainingEnrolled,
} from './enrollment.ts'
import { TrainingProgram } from './program.ts'
import { revisionStates } from './publish-revision.ts'
import { TrainingRevision } from './revision.ts'

const optional = {
  primaryInstructorId: Type.Optional(enrollmentFields.primaryInstructorId),
  creditMinutes: Type.Optional(enrollmentFields.creditMinutes),
  certificateGivenOn: Type.Optional(enrollmentFields.certificateGivenOn),
  syllabusGivenOn: Type.Optional(enrollmentFields.syllabusGivenOn),
  safetyPracticesGivenOn: Type.Optional(enrollmentFields.safetyPracticesGivenOn),
  targetOn: Type.Optional(enrollmentFields.targetOn),
}

export const createEnrollment = operation({
  id: 'createTrainingEnrollment',
  method: 'POST',
  path: '/api/v1/training/enrollments',
  summary: 'Create an enrollment',
  description:
    'Enrolls a student in a published revision, which freezes its syllabus. The certificate number counts up within the program unless you send one.',
  scope: 'training:write',
  roles: trainingManagers,
  stability: 'beta',
  creates: Enrollment,
  emits: trainingEnrolled,
  body: Type.Object({
    crewId: id('crw', 'The student.'),
    revisionId: id('prv'),
    chiefInstructorId: Type.Optional(id('crw', 'By default, the chief instructor of the program.')),
    enrolledOn: Type.Optional(date('By default, today.')),
    certificateNumber: Type.Optional(text(1, 60)),
    ...optional,
  }),
  response: Enrollment.schema,
  async handle({ tx, body, principal, now }) {
    requireApproved(body.creditMinutes)
    const loaded = await TrainingRevision.load(tx, body.revisionId, true)
    const revision = loaded?.record
    if (!revision) throw invalidFields([{ field: 'revisionId', message: 'matches no revision' }])
    const program = await TrainingProgram.get(tx, revision.programId)
    const chiefInstructorId = body.chiefInstructorId ?? program.chiefInstructorId
    if (!chiefInstructorId)
      throw invalidFields([
        { field: 'chiefInstructorId', message: 'is required: the program names no chief instructor' },
      ])
    await freeze(tx, revision)
    const enrollmentId = newId('enr')
    const { certificateNumber, creditMinutes = [], ...fields } = body
    await insert(tx, 'training_enrollments', principal.workspace.uuid, enrollmentId, {
      primaryInstructorId: null,
      ...fields,
      chiefInstructorId,
      programId: program.id,
      enrolledOn: body.enrolledOn ?? localDate(now, principal.workspace.timezone),
      creditMinutes: JSON.stringify(creditMinutes),
      certificateNumber: certificateNumber ?? (await nextNumber(tx, principal.workspace.uuid, program)),
    })
    return Enrollment.get(tx, enrollmentId)
  },
})

export const updateEnrollment = operation({
  id: 'updateTrainingEnrollment',
  method: 'PATCH',
  path: '/api/v1/training/enrollments/:id',
  summary: 'Update an enrollment',
  description: 'Changes the fields that you send: instructors, credit, receipts and the target date.',
  scope: 'training:write',
  roles: trainingManagers,
  stability: 'beta',
  on: Enrollment,
  move: enrollmentStates.edit,
  audits: 'training_enrollment.updated',
  body: Type.Object({ ...optional, chiefInstructorId: Type.Optional(id('crw')) }),
  response: Enrollment.schema,
  async handle({ tx, body, record }) {
    requireApproved(body.creditMinutes)
    const { creditMinutes, ...fields } = body
    const change = {
      ...fields,
      ...(creditMinutes ? { creditMinutes: JSON.stringify(creditMinutes) } : {}),
    }
    if (Object.keys(change).length > 0) await update(tx, 'training_enrollments', record.id, change)
    return Enrollment.get(tx, record.id)
  },
})

/** Opens the syllabus to nobody any more: what students train by stays as it was when they began. */
async function freeze(tx: Tx, revision: Static<typeof TrainingRevision.schema>): Promise<void> {
  if (revisionStates.freeze.allows(revision)) await revisionStates.freeze.apply(tx, revision)
  else if (
    !revisionStates.nextOf(revision.status).every((next) => next === 'retired') ||
    revision.status === 'retired'
  )
    throw ruleBroken(`Nobody can enroll in a revision that is ${revision.status}. Choose a published one`, {
      details: [{ field: 'revisionId', message: `names a revision that is ${revision.status}` }],
    })
}

function requireApproved(credits: readonly Static<typeof Credit>[] = []): void {
  const details = credits.flatMap(({ approvedBy }, index) =>
    approvedBy
      ? []
      : [
          {
            field: `creditMinutes.${index}.approvedBy`,
            message: 'is required: credit is granted by a person',
          },
        ],
  )
  if (details.length > 0)
    throw ruleBroken('Credit counts only if somebody approved it. Name the person in approvedBy', { details })
}

async function nextNumber(
  tx: Tx,
  workspaceUuid: string,
  { id: programId, code }: Static<typeof TrainingProgram.schema>,
): Promise<string> {
  const { last } = await tx.one(sql<'nextEnrollmentNumber'>`
    insert into training_numbers as n (workspace_id, program_id, last) values (${workspaceUuid}, ${programId}, 1)
    on conflict (workspace_id, program_id) do update set last = n.last + 1 returning last`)
  return `${code}-${String(last).padStart(4, '0')}`
}
