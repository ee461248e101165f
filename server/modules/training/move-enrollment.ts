import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { happenedOn, id, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { requireChiefOf, teachingRoles, trainingManagers } from './access.ts'
import { Enrollment, enrollmentStates } from './enrollment.ts'
import { Mapping, mappingBetween, moveSignoffs } from './mapping.ts'
import { revisionStates } from './publish-revision.ts'
import { TrainingRevision } from './revision.ts'

const changes = {
  method: 'POST',
  scope: 'training:write',
  roles: trainingManagers,
  stability: 'beta',
  on: Enrollment,
  response: Enrollment.schema,
} as const
const reason = text(3, 1_000)

export const suspendEnrollment = operation({
  ...changes,
  id: 'suspendTrainingEnrollment',
  path: '/api/v1/training/enrollments/:id/suspend',
  summary: 'Suspend an enrollment',
  description: 'Pauses the training. Everything that was done stays, and the student can resume.',
  move: enrollmentStates.suspend,
  audits: 'training_enrollment.suspended',
  body: Type.Object({ reason }),
  async handle({ tx, body, record, move }) {
    await move.make({ end_reason: body.reason })
    return Enrollment.get(tx, record.id)
  },
})

export const resumeEnrollment = operation({
  ...changes,
  id: 'resumeTrainingEnrollment',
  path: '/api/v1/training/enrollments/:id/resume',
  summary: 'Resume an enrollment',
  description: 'Continues the training where it was suspended.',
  move: enrollmentStates.resume,
  audits: 'training_enrollment.resumed',
  async handle({ tx, record, move }) {
    await move.make({ end_reason: null })
    return Enrollment.get(tx, record.id)
  },
})

const ending = Type.Object({ reason, endedOn: Type.Optional(happenedOn('By default, today.')) })

export const terminateEnrollment = operation({
  ...changes,
  id: 'terminateTrainingEnrollment',
  path: '/api/v1/training/enrollments/:id/terminate',
  summary: 'Terminate an enrollment',
  description: 'Ends the training without graduation, for good. The log of 141.101 shows when and why.',
  roles: teachingRoles,
  move: enrollmentStates.terminate,
  audits: 'training_enrollment.terminated',
  body: ending,
  async handle({ tx, body, record, principal, now, move }) {
    await requireChiefOf(tx, principal, record)
    const endedOn = body.endedOn ?? localDate(now, principal.workspace.timezone)
    requireAfterEnrollment(endedOn, record.enrolledOn)
    await move.make({ ended_on: endedOn, end_reason: body.reason })
    return Enrollment.get(tx, record.id)
  },
})

export const transferEnrollment = operation({
  ...changes,
  id: 'transferTrainingEnrollment',
  path: '/api/v1/training/enrollments/:id/transfer',
  summary: 'Transfer a student to another school',
  description:
    'Ends the training here, for good. The chief instructor certifies the log, which the student takes along (141.101(c)).',
  roles: teachingRoles,
  move: enrollmentStates.transfer,
  audits: 'training_enrollment.transferred',
  body: ending,
  async handle({ tx, body, record, principal, now, move }) {
    await requireChiefOf(tx, principal, record)
    const endedOn = body.endedOn ?? localDate(now, principal.workspace.timezone)
    requireAfterEnrollment(endedOn, record.enrolledOn)
    await move.make({ ended_on: endedOn, end_reason: body.reason })
    return Enrollment.get(tx, record.id)
  },
})

export const migrateEnrollment = operation({
  ...changes,
  id: 'migrateTrainingEnrollment',
  path: '/api/v1/training/enrollments/:id/migrate',
  summary: 'Migrate a student to another revision',
  description:
    'Moves a student to another revision of the same program. Sign-offs follow their item by its code. Send `dry_run=true` to see the mapping before it is done.',
  move: enrollmentStates.migrate,
  audits: 'training_enrollment.migrated',
  body: Type.Object({ revisionId: id('prv', 'A published or frozen revision of the same program.') }),
  response: Type.Object({ ...Enrollment.schema.properties, mapping: Mapping }),
  async handle({ tx, body, record, move }) {
    const target = (await TrainingRevision.load(tx, body.revisionId, true))?.record
    if (!target || target.programId !== record.programId)
      throw ruleBroken('A student migrates to another revision of the same program', {
        details: [{ field: 'revisionId', message: 'belongs to another program' }],
      })
    if (revisionStates.freeze.allows(target)) await revisionStates.freeze.apply(tx, target)
    else await requireOpen(target)
    const mapping = mappingBetween(await TrainingRevision.get(tx, record.revisionId), target)
    await moveSignoffs(tx, record.id, mapping)
    await move.make({ revision_id: target.id })
    return { ...(await Enrollment.get(tx, record.id)), mapping }
  },
})

function requireOpen({ status, number }: { status: string; number: number }): void {
  if (status === 'frozen') return
  throw ruleBroken(`Revision ${number} is ${status}. Choose one that is published`, {
    details: [{ field: 'revisionId', message: `names a revision that is ${status}` }],
  })
}

function requireAfterEnrollment(endedOn: string, enrolledOn: string): void {
  if (endedOn < enrolledOn)
    throw ruleBroken(`The training began on ${enrolledOn}, so it cannot end before`, {
      details: [{ field: 'endedOn', message: `must not lie before ${enrolledOn}` }],
    })
}
