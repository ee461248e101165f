import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { limitedTo, seesEnrollment, takesPart, trainingReaders } from './access.ts'
import { Signature, signaturesOf } from './signature.ts'
import { lessonKinds } from './syllabus.ts'

export const lessonResults = ['complete', 'incomplete', 'repeat', 'cancelled'] as const
const lessonStatuses = ['draft', 'signed', 'acknowledged', 'disputed', 'amended'] as const
const status = oneOf(lessonStatuses)
const minutes = integer(0, 1_440)
export const minuteFields = {
  dualMinutes: minutes,
  soloMinutes: minutes,
  groundMinutes: minutes,
  simulatorMinutes: minutes,
  nightMinutes: minutes,
  instrumentMinutes: minutes,
  crossCountryMinutes: minutes,
}
export type MinuteField = keyof typeof minuteFields
export const Grade = Type.Object({
  itemId: id('tit'),
  level: text(1, 20, 'The code of a level of the grade scale.'),
  note: Type.Optional(nullable(text(1, 500))),
})

/** What can be sent to write a lesson record, as long as it is a draft. */
export const lessonRecordFields = {
  heldOn: date(),
  ...minuteFields,
  grades: Type.Array(Grade, { maxItems: 100 }),
  result: oneOf(lessonResults),
  debrief: nullable(text(1, 5_000)),
  sessionId: nullable(id('pse')),
  flightId: nullable(id('flt')),
}

/** What a student was taught on a day, with grades. */
export const LessonRecord = resource({
  name: 'training_lesson',
  prefix: 'lrc',
  title: { one: 'lesson record', many: 'lesson records' },
  page: '/training/lessons/:id',
  table: 'training_lesson_records',
  label: 'lessonCode',
  schema: Type.Object({
    id: id('lrc'),
    enrollmentId: id('enr'),
    crewId: id('crw', 'The student.'),
    personName: Type.String(),
    programId: id('prg'),
    programCode: Type.String(),
    lessonId: id('lsn'),
    lessonCode: Type.String(),
    lessonTitle: Type.String(),
    lessonKind: oneOf(lessonKinds),
    instructorId: id('crw'),
    instructorName: Type.String(),
    ...lessonRecordFields,
    studentComment: nullable(text(1, 5_000)),
    status,
    disputeReason: nullable(Type.String()),
    resolution: nullable(Type.String({ description: 'What the chief instructor decided on the dispute.' })),
    substituteNote: nullable(Type.String()),
    amendsId: nullable(id('lrc', 'The record that this one replaces.')),
    amendedById: nullable(id('lrc', 'The record that replaces this one.')),
    amendReason: nullable(Type.String()),
    signatures: Type.Array(Signature),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
    join crew i on i.workspace_id = t.workspace_id and i.id = t.instructor_id
    join training_lessons l on l.workspace_id = t.workspace_id and l.id = t.lesson_id
    join training_enrollments e on e.workspace_id = t.workspace_id and e.id = t.enrollment_id
    join training_programs p on p.workspace_id = t.workspace_id and p.id = e.program_id`,
  expressions: {
    personName: 'c.display_name',
    instructorName: 'i.display_name',
    lessonCode: 'l.code',
    lessonTitle: 'l.title',
    lessonKind: 'l.kind',
    programId: 'p.id',
    programCode: 'p.code',
    amendedById: `(select n.id from training_lesson_records n
      where n.workspace_id = t.workspace_id and n.amends_id = t.id)`,
    signatures: signaturesOf('t'),
  },
  visible: async (tx, recordId, principal) => {
    const [record] = await tx.prepared('select enrollment_id from training_lesson_records where id = $1', [
      recordId,
    ])
    return record !== undefined && seesEnrollment(tx, String(record.enrollment_id), principal)
  },
})
export type LessonRecordForm = Static<typeof LessonRecord.schema>

/** What events say of a lesson: no grades and no remarks. */
const LessonData = Type.Pick(LessonRecord.schema, [
  'id',
  'enrollmentId',
  'crewId',
  'programId',
  'lessonId',
  'lessonCode',
  'lessonTitle',
  'instructorId',
  'heldOn',
  'result',
  'status',
  'updatedAt',
])
const lessonEvent = (type: `training.lesson.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'training_lesson',
    data: LessonData,
    scope: 'training:read',
    readers: trainingReaders,
    person: 'crewId',
  })
export const lessonSigned = lessonEvent('training.lesson.signed', 'an instructor signs a lesson record')
export const lessonAcknowledged = lessonEvent(
  'training.lesson.acknowledged',
  'a student acknowledges a signed lesson record',
)
export const lessonDisputed = lessonEvent(
  'training.lesson.disputed',
  'a student disputes a signed lesson record',
)
export const lessonDeleted = lessonEvent('training.lesson.deleted', 'a draft of a lesson record is deleted')

export const lessonStates = stateMachine({
  of: LessonRecord,
  moves: {
    sign: { from: ['draft'], to: 'signed' },
    acknowledge: { from: ['signed'], to: 'acknowledged' },
    dispute: { from: ['signed'], to: 'disputed' },
    resolve: { from: ['disputed'], to: 'signed', label: 'Resolve dispute' },
    amend: { from: ['signed', 'acknowledged', 'disputed'], to: 'amended', isMinor: true },
    edit: { from: ['draft'] },
    delete: { from: ['draft'], label: 'Delete draft', isMinor: true },
  },
  refusal: {
    code: 'lesson_state',
    fix: 'Read the record again; the message names its state. A signed record is corrected by an amendment.',
  },
})

export const listLessonRecords = operation({
  id: 'listLessonRecords',
  method: 'GET',
  path: '/api/v1/training/lessons',
  summary: 'List lesson records',
  description:
    'The lesson records, amended ones included. Instructors see the records of their students, and students their own.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  response: LessonRecord.schema,
  list: list({
    of: LessonRecord,
    defaultSort: '-heldOn',
    sorts: { heldOn: { sql: 't.held_on', type: 'date' } },
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      lesson_result: { schema: oneOf(lessonResults), sql: (value) => `t.result = ${value}` },
      enrollment_id: { schema: id('enr'), sql: (value) => `t.enrollment_id = ${value}` },
      student_id: { schema: id('crw'), sql: (value) => `t.crew_id = ${value}` },
      instructor_id: { schema: id('crw'), sql: (value) => `t.instructor_id = ${value}` },
      date_from: { schema: date(), sql: (value) => `t.held_on >= ${value}::date` },
      date_to: { schema: date(), sql: (value) => `t.held_on <= ${value}::date` },
    },
    restrict: {
      value: limitedTo,
      sql: (user) => `exists (select from training_enrollments en where en.workspace_id = t.workspace_id
        and en.id = t.enrollment_id and (${takesPart('en', user)}))`,
    },
  }),
})

export const getLessonRecord = operation({
  id: 'getLessonRecord',
  method: 'GET',
  path: '/api/v1/training/lessons/:id',
  summary: 'Get a lesson record',
  description: 'Returns what was taught, with the grades and the signatures, void ones included.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: LessonRecord,
  response: LessonRecord.schema,
})
