import { canonical, sha256 } from '#modules/training/index.ts'
import { db, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Person, Where } from './load-training.ts'

export async function writeSignoff(
  tx: Tx,
  workspaceId: string,
  enrollmentId: string,
  {
    program,
    student,
    teacher,
    on,
    itemId,
    stageId,
  }: Pick<Where, 'program' | 'student' | 'teacher'> & {
    on: string
    itemId: string | null
    stageId: string | null
  },
): Promise<void> {
  const signoffId = newId('sof')
  const content = { id: signoffId, enrollmentId, itemId, stageId, signedOn: on }
  const signing = { subjectKind: 'signoff', subjectId: signoffId, student, on, content }
  const signatureId = await writeSignature(tx, workspaceId, {
    ...signing,
    role: 'instructor',
    signer: teacher,
  })
  await tx.run(
    db.insertInto('training_signoffs').values({
      workspace_id: workspaceId,
      id: signoffId,
      enrollment_id: enrollmentId,
      crew_id: student.crewId,
      program_id: program.programId,
      kind: itemId ? 'item' : 'stage_check',
      item_id: itemId,
      stage_id: stageId,
      current_item_id: itemId,
      current_stage_id: stageId,
      level: '3',
      signed_on: on,
      instructor_id: teacher.crewId,
      signature_id: signatureId,
    }),
  )
}

interface Signing {
  subjectKind: string
  subjectId: string
  role: 'instructor' | 'student' | 'chief_instructor'
  signer: Person
  student: Person
  on: string
  content: object
}

export async function writeSignature(tx: Tx, workspaceId: string, signing: Signing): Promise<string> {
  const { subjectKind, subjectId, role, signer, student, on, content } = signing
  const text = canonical(content)
  const signatureId = newId('tsg')
  await tx.run(
    db.insertInto('training_signatures').values({
      workspace_id: workspaceId,
      id: signatureId,
      subject_kind: subjectKind,
      subject_id: subjectId,
      role,
      user_id: signer.userId,
      signer_crew_id: signer.crewId,
      student_crew_id: student.crewId,
      name: signer.displayName,
      signed_at: `${on}T18:00:00Z`,
      statement:
        role === 'student'
          ? 'I have read this record of my training'
          : `I certify that ${signer.displayName} gave this training`,
      content: text,
      content_sha256: sha256(text),
    }),
  )
  return signatureId
}
