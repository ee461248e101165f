import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { happenedOn, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { ownTraining, personOfCaller, requireChiefOf, teachingRoles } from './access.ts'
import { Enrollment, enrollmentStates, trainingGraduated } from './enrollment.ts'
import { progressOf } from './progress.ts'
import { sign } from './signature.ts'
import { issue, schoolOf } from './vtr/issue.ts'
import { Vtr, vtrIssued } from './vtr/vtr.ts'

export const minimumNotMet = problem('minimum_not_met', 422, {
  meaning: 'The student has not done all that the syllabus asks for',
  fix: '`details` lists each item, stage check, and minimum with the minutes that are short.',
})

export const graduateEnrollment = operation({
  id: 'graduateTrainingEnrollment',
  method: 'POST',
  path: '/api/v1/training/enrollments/:id/graduate',
  summary: 'Graduate a student',
  description:
    'The chief instructor certifies that every required item is signed off, every stage check passed and every minimum met. If something is missing, the graduation is refused with a list. Otherwise a verified training record of the graduation is issued.',
  access: 'session',
  roles: teachingRoles,
  stability: 'beta',
  stepUp: true,
  on: Enrollment,
  move: enrollmentStates.graduate,
  emits: trainingGraduated,
  body: Type.Object({ endedOn: Type.Optional(happenedOn('By default, today.')) }),
  response: Enrollment.schema,
  async handle({ tx, body, record, principal, services, request, now, move, emit }) {
    const person = await personOfCaller(tx, principal)
    if (person?.id === record.crewId) throw ownTraining()
    await requireChiefOf(tx, principal, record)
    const today = localDate(now, principal.workspace.timezone)
    const { missing, minimums } = await progressOf(tx, record.id, today)
    if (missing.length > 0)
      throw minimumNotMet(missing.map(({ message }) => message).join('; '), { details: missing })
    const endedOn = body.endedOn ?? today
    const signatureId = await sign(
      tx,
      { principal, now },
      {
        subjectKind: 'enrollment',
        subjectId: record.id,
        studentId: record.crewId,
        role: 'chief_instructor',
        statement: `I certify that ${record.personName} completed ${record.programTitle} on ${endedOn}`,
        content: { enrollmentId: record.id, revisionId: record.revisionId, endedOn, minimums },
      },
    )
    await move.make({ ended_on: endedOn, certified_signature_id: signatureId })
    // The certificate names the record, by which anybody can verify it.
    const school = schoolOf(principal, services, request.origin)
    const vtr = await issue(
      { tx, principal, services, now, school },
      { kind: 'graduation', subjectId: record.id },
      null,
    )
    emit({ type: vtrIssued, subject: { type: Vtr.name, id: vtr.id, label: vtr.title }, data: vtr })
    return Enrollment.get(tx, record.id)
  },
})
