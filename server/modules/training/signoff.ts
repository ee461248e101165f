import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { limitedTo, seesEnrollment, takesPart, trainingReaders } from './access.ts'
import { Signature, signaturesOf } from './signature.ts'

export const signoffKinds = ['item', 'stage_check', 'exam', 'final'] as const
const status = oneOf(['valid', 'superseded', 'revoked'])
const kind = oneOf(signoffKinds)

const shown = {
  id: id('sof'),
  enrollmentId: id('enr'),
  studentId: id('crw'),
  studentName: Type.String(),
  programId: id('prg'),
  programCode: Type.String(),
  kind,
  itemId: nullable(id('tit')),
  itemCode: nullable(Type.String()),
  itemTitle: nullable(Type.String()),
  stageId: nullable(id('tst')),
  stageTitle: nullable(Type.String()),
  level: text(1, 20),
  signedOn: date(),
  instructorId: id('crw'),
  instructorName: Type.String(),
  status,
  createdAt: instant(),
  updatedAt: instant(),
  version: Type.Integer(),
}
const joins = `join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
    join crew i on i.workspace_id = t.workspace_id and i.id = t.instructor_id
    join training_programs p on p.workspace_id = t.workspace_id and p.id = t.program_id
    left join training_items item on item.workspace_id = t.workspace_id and item.id = t.item_id
    left join training_stages stage on stage.workspace_id = t.workspace_id and stage.id = t.stage_id`
const expressions = {
  studentId: 't.crew_id',
  studentName: 'c.display_name',
  programCode: 'p.code',
  itemCode: 'item.code',
  itemTitle: 'item.title',
  stageTitle: 'stage.title',
  instructorName: 'i.display_name',
}

/** An instructor vouches that a student meets the standard of an item, or passed a stage check or an exam. */
export const Signoff = resource({
  name: 'training_signoff',
  prefix: 'sof',
  title: { one: 'sign-off', many: 'sign-offs' },
  page: { of: 'enrollmentId' },
  table: 'training_signoffs',
  label: 'itemTitle',
  schema: Type.Object({
    ...shown,
    crewId: id('crw', 'The student, as `studentId`.'),
    lessonRecordIds: Type.Array(id('lrc')),
    note: nullable(Type.String()),
    signatureId: id('tsg'),
    signatures: Type.Array(Signature),
    revokedAt: nullable(instant()),
    revokedByName: nullable(Type.String()),
    revokeReason: nullable(Type.String()),
  }),
  joins,
  expressions: { ...expressions, signatures: signaturesOf('t') },
  visible: async (tx, signoffId, principal) => {
    const [signoff] = await tx.prepared('select enrollment_id from training_signoffs where id = $1', [
      signoffId,
    ])
    return signoff !== undefined && seesEnrollment(tx, String(signoff.enrollment_id), principal)
  },
})
export type SignoffForm = Static<typeof Signoff.schema>

/** The form that other programs see: without notes and signatures. */
export const PublicSignoff = resource({
  name: 'public_signoff',
  prefix: 'sof',
  title: { one: 'sign-off', many: 'sign-offs' },
  page: { of: 'enrollmentId' },
  table: 'training_signoffs',
  schema: Type.Object(shown),
  joins,
  expressions,
})

const signoffEvent = (type: `training.signoff.${string}`, when: string): EventType =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'training_signoff',
    data: PublicSignoff.schema,
    scope: 'training:read',
    publicScope: 'public.signoffs:read',
    readers: trainingReaders,
    person: 'studentId',
  })
export const signoffRecorded = signoffEvent(
  'training.signoff.recorded',
  'a program item is signed off for a student, or a stage check or an exam',
)
export const signoffRevoked = signoffEvent('training.signoff.revoked', 'a sign-off is revoked with a reason')

export const signoffStates = stateMachine({
  of: Signoff,
  moves: {
    supersede: { from: ['valid'], to: 'superseded', isAutomatic: true },
    revoke: { from: ['valid'], to: 'revoked', isMinor: true },
  },
  refusal: {
    code: 'signoff_state',
    fix: 'Read the sign-off again. What was superseded or revoked stays so.',
  },
})

/** Filters that the console's list and the public API share. */
export const signoffFilters = {
  student_id: { schema: id('crw'), sql: (value: string) => `t.crew_id = ${value}` },
  program_id: { schema: id('prg'), sql: (value: string) => `t.program_id = ${value}` },
  date_from: {
    schema: date('Signed on or after this day.'),
    sql: (value: string) => `t.signed_on >= ${value}::date`,
  },
  date_to: {
    schema: date('Signed on or before this day.'),
    sql: (value: string) => `t.signed_on <= ${value}::date`,
  },
  kind: { schema: kind, sql: (value: string) => `t.kind = ${value}` },
  status: { schema: status, sql: (value: string) => `t.status = ${value}` },
}
export const signoffSorts = { signedOn: { sql: 't.signed_on', type: 'date' as const } }

export const listSignoffs = operation({
  id: 'listTrainingSignoffs',
  method: 'GET',
  path: '/api/v1/training/signoffs',
  summary: 'List sign-offs',
  description:
    'Sign-offs of items, stage checks and exams. Instructors see the sign-offs of their students, and students their own.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  response: Signoff.schema,
  list: list({
    of: Signoff,
    defaultSort: '-signedOn',
    sorts: signoffSorts,
    filters: {
      ...signoffFilters,
      enrollment_id: { schema: id('enr'), sql: (value) => `t.enrollment_id = ${value}` },
      instructor_id: { schema: id('crw'), sql: (value) => `t.instructor_id = ${value}` },
    },
    restrict: {
      value: limitedTo,
      sql: (user) => `exists (select from training_enrollments en where en.workspace_id = t.workspace_id
        and en.id = t.enrollment_id and (${takesPart('en', user)}))`,
    },
  }),
})

export const getSignoff = operation({
  id: 'getTrainingSignoff',
  method: 'GET',
  path: '/api/v1/training/signoffs/:id',
  summary: 'Get a sign-off',
  description: 'Returns a sign-off with its signature.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Signoff,
  response: Signoff.schema,
})
