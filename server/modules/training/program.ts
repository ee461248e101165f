import { crud } from '#platform/kernel/crud.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { trainingManagers } from './access.ts'

export const authorities = ['faa_61', 'faa_141', 'faa_142', 'easa_ato', 'easa_dto', 'club'] as const
const status = oneOf(['active', 'retired'])
/** What a program is named by. */
export const programFields = {
  code: text(1, 40, 'A short name that no other program has, such as PPL.'),
  title: text(1, 200),
  authority: oneOf(authorities, {
    labels: {
      faa_61: 'FAA Part 61',
      faa_141: 'FAA Part 141',
      faa_142: 'FAA Part 142',
      easa_ato: 'EASA ATO',
      easa_dto: 'EASA DTO',
    },
    description: 'Whose rules the training follows.',
  }),
}
const optional = {
  courseReference: nullable(text(1, 200, 'The approval of the course, or the regulation that it follows.')),
  chiefInstructorId: nullable(
    id('crw', 'Publishes revisions, and is the chief instructor of new enrollments by default.'),
  ),
}

const programCodeTaken = problem('program_code_taken', 409, {
  meaning: 'Another training program has this code',
  fix: 'Choose another code, or add a revision to that program.',
})

/** A course that students enroll in. What it teaches is in its revisions. */
export const TrainingProgram = resource({
  name: 'training_program',
  prefix: 'prg',
  title: { one: 'training program', many: 'training programs' },
  page: '/training/programs/:id',
  table: 'training_programs',
  label: 'title',
  schema: Type.Object({
    id: id('prg'),
    ...programFields,
    ...optional,
    chiefInstructorName: nullable(Type.String()),
    status,
    currentRevisionId: nullable(id('prv', 'The newest revision that students can enroll in.')),
    currentRevisionNumber: nullable(Type.Integer()),
    enrolledCount: Type.Integer({ description: 'Students in training, suspended ones included.' }),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join crew chief on chief.workspace_id = t.workspace_id and chief.id = t.chief_instructor_id
    left join lateral (select r.id, r.number from training_revisions r
      where r.workspace_id = t.workspace_id and r.program_id = t.id and r.status in ('published', 'frozen')
      order by r.number desc limit 1) current on true`,
  expressions: {
    chiefInstructorName: 'chief.display_name',
    currentRevisionId: 'current.id',
    currentRevisionNumber: 'current.number',
    enrolledCount: `(select count(*)::int from training_enrollments e where e.workspace_id = t.workspace_id
      and e.program_id = t.id and e.status in ('enrolled', 'active', 'suspended'))`,
  },
  refusals: { training_programs_code: ({ details }) => programCodeTaken(undefined, { details }) },
})

export const programs = crud({
  of: TrainingProgram,
  name: 'TrainingProgram',
  path: '/api/v1/training/programs',
  scope: 'training',
  readers: 'staff',
  writers: trainingManagers,
  required: programFields,
  optional,
  later: { status },
  list: {
    defaultSort: 'code',
    sorts: { code: { sql: 'lower(t.code)', type: 'text' } },
    search: ['t.code', 't.title', 't.course_reference'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      authority: { schema: programFields.authority, sql: (value) => `t.authority = ${value}` },
    },
  },
})
