import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  happenedOn,
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
import { minuteKinds } from './syllabus.ts'

export const enrollmentStatuses = [
  'enrolled',
  'active',
  'suspended',
  'graduated',
  'terminated',
  'transferred',
] as const
const status = oneOf(enrollmentStatuses)
export const Credit = Type.Object({
  kind: oneOf(minuteKinds),
  minutes: integer(1, 60_000),
  reason: text(3, 500, 'What it was granted for, such as training at another school.'),
  approvedBy: Type.Optional(nullable(id('crw', 'Who granted it. Credit without this is refused.'))),
})

/** What can be sent to enroll a student, and changed later. */
export const enrollmentFields = {
  primaryInstructorId: nullable(id('crw')),
  creditMinutes: Type.Array(Credit, { maxItems: 20 }),
  certificateGivenOn: nullable(
    happenedOn('141.93(a)(1): when the student got the certificate of enrollment.'),
  ),
  syllabusGivenOn: nullable(happenedOn('141.93(a)(2): when the student got a copy of the syllabus.')),
  safetyPracticesGivenOn: nullable(
    happenedOn('141.93(a)(3): when the student got the safety procedures and practices of the school.'),
  ),
  targetOn: nullable(date('When the student wants to be done.')),
}

const enrolledAlready = problem('already_enrolled', 409, {
  meaning: 'The student is in this program already',
  fix: 'Go on with that enrollment, or end it first.',
})

/** A student in a program, from the first day to the last. */
export const Enrollment = resource({
  name: 'training_enrollment',
  prefix: 'enr',
  title: { one: 'enrollment', many: 'enrollments' },
  page: '/training/enrollments/:id',
  table: 'training_enrollments',
  label: 'personName',
  schema: Type.Object({
    id: id('enr'),
    crewId: id('crw', 'The student.'),
    personName: Type.String(),
    programId: id('prg'),
    programCode: Type.String(),
    programTitle: Type.String(),
    revisionId: id('prv'),
    revisionNumber: Type.Integer(),
    chiefInstructorId: id('crw'),
    chiefInstructorName: Type.String(),
    ...enrollmentFields,
    primaryInstructorName: nullable(Type.String()),
    enrolledOn: date(),
    status,
    certificateNumber: text(1, 60, 'Of the certificate of enrollment (141.93).'),
    endedOn: nullable(date()),
    endReason: nullable(Type.String({ description: 'Why it has ended, or is suspended.' })),
    certifiedSignatureId: nullable(id('tsg', 'The signature of the chief instructor at graduation.')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
    join training_programs p on p.workspace_id = t.workspace_id and p.id = t.program_id
    join training_revisions r on r.workspace_id = t.workspace_id and r.id = t.revision_id
    join crew chief on chief.workspace_id = t.workspace_id and chief.id = t.chief_instructor_id
    left join crew own on own.workspace_id = t.workspace_id and own.id = t.primary_instructor_id`,
  expressions: {
    personName: 'c.display_name',
    programCode: 'p.code',
    programTitle: 'p.title',
    revisionNumber: 'r.number',
    chiefInstructorName: 'chief.display_name',
    primaryInstructorName: 'own.display_name',
  },
  refusals: { training_enrollments_active: ({ details }) => enrolledAlready(undefined, { details }) },
  visible: seesEnrollment,
})
export type EnrollmentForm = Static<typeof Enrollment.schema>

export const enrollmentStates = stateMachine({
  of: Enrollment,
  moves: {
    begin: { from: ['enrolled'], to: 'active', isAutomatic: true },
    graduate: { from: ['enrolled', 'active'], to: 'graduated' },
    suspend: { from: ['enrolled', 'active'], to: 'suspended' },
    resume: { from: ['suspended'], to: 'active' },
    migrate: {
      from: ['enrolled', 'active', 'suspended'],
      label: 'Migrate to another revision',
      isMinor: true,
    },
    transfer: { from: ['enrolled', 'active', 'suspended'], to: 'transferred', isMinor: true },
    terminate: { from: ['enrolled', 'active', 'suspended'], to: 'terminated', isMinor: true },
    edit: { from: ['enrolled', 'active', 'suspended'] },
  },
  refusal: {
    code: 'enrollment_state',
    fix: 'Read the enrollment again; the message names its state. What has ended stays as it is.',
  },
})

/** What events and the public list say: no credit, and nothing about how the training goes. */
const EnrollmentData = Type.Pick(Enrollment.schema, [
  'id',
  'crewId',
  'personName',
  'programId',
  'programCode',
  'revisionId',
  'status',
  'enrolledOn',
  'endedOn',
  'updatedAt',
])
const enrollmentEvent = (type: `training.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'training_enrollment',
    data: EnrollmentData,
    scope: 'training:read',
    readers: trainingReaders,
  })
export const trainingEnrolled = enrollmentEvent('training.enrolled', 'a student is enrolled in a program')
export const trainingGraduated = enrollmentEvent(
  'training.graduated',
  'the chief instructor graduates a student',
)

export const listEnrollments = operation({
  id: 'listTrainingEnrollments',
  method: 'GET',
  path: '/api/v1/training/enrollments',
  summary: 'List enrollments',
  description:
    'The students of the programs, ended ones included. Instructors see those whom they teach, and students see their own.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  response: Enrollment.schema,
  list: list({
    of: Enrollment,
    defaultSort: '-enrolledOn',
    sorts: { enrolledOn: { sql: 't.enrolled_on', type: 'date' } },
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      program_id: { schema: id('prg'), sql: (value) => `t.program_id = ${value}` },
      student_id: { schema: id('crw'), sql: (value) => `t.crew_id = ${value}` },
      instructor_id: {
        schema: id('crw', 'The primary or chief instructor.'),
        sql: (value) => `${value} in (t.primary_instructor_id, t.chief_instructor_id)`,
      },
    },
    restrict: { value: limitedTo, sql: (user) => takesPart('t', user) },
  }),
})

export const getEnrollment = operation({
  id: 'getTrainingEnrollment',
  method: 'GET',
  path: '/api/v1/training/enrollments/:id',
  summary: 'Get an enrollment',
  description: 'Returns a student in a program, with the instructors, the credit and the certificate number.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Enrollment,
  response: Enrollment.schema,
})
