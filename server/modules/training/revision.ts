import { sql, type Tx } from '#platform/database/database.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { TrainingProgram } from './program.ts'
import { GradeScale, Minimum, Stage, StageInput, stagesExpression } from './syllabus.ts'

export const revisionStatuses = ['draft', 'published', 'frozen', 'retired'] as const
const status = oneOf(revisionStatuses)
const fields = {
  effectiveOn: nullable(date()),
  approvalReference: nullable(text(1, 200)),
  minimums: Type.Array(Minimum, { maxItems: 8 }),
  gradeScale: GradeScale,
  changeNote: nullable(text(1, 2_000, 'What changed since the revision before.')),
}
/** What a new revision and a change of a draft take. */
export const revisionContent = {
  effectiveOn: Type.Optional(fields.effectiveOn),
  approvalReference: Type.Optional(fields.approvalReference),
  minimums: Type.Optional(fields.minimums),
  gradeScale: Type.Optional(fields.gradeScale),
  changeNote: Type.Optional(fields.changeNote),
  stages: Type.Optional(Type.Array(StageInput, { maxItems: 30 })),
}

export const revisionFrozen = problem('revision_frozen', 409, {
  meaning: 'Students are enrolled in this revision, so its syllabus can no longer be changed',
  fix: 'Create a new revision of the program, change that one, and migrate the students to it.',
})

/** A version of the syllabus of a program. The first enrollment freezes it. */
export const TrainingRevision = resource({
  name: 'training_revision',
  prefix: 'prv',
  title: { one: 'revision of a program', many: 'revisions of programs' },
  page: '/training/revisions/:id',
  table: 'training_revisions',
  label: 'programCode',
  schema: Type.Object({
    id: id('prv'),
    programId: id('prg'),
    programCode: Type.String(),
    programTitle: Type.String(),
    number: Type.Integer(),
    status,
    ...fields,
    stages: Type.Array(Stage),
    enrolledCount: Type.Integer({ description: 'All who ever enrolled in it.' }),
    publishedAt: nullable(instant()),
    publishedByName: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join training_programs p on p.workspace_id = t.workspace_id and p.id = t.program_id',
  expressions: {
    programCode: 'p.code',
    programTitle: 'p.title',
    stages: stagesExpression,
    enrolledCount: `(select count(*)::int from training_enrollments e
      where e.workspace_id = t.workspace_id and e.revision_id = t.id)`,
  },
})
export type RevisionForm = Static<typeof TrainingRevision.schema>

export const listRevisions = operation({
  id: 'listTrainingRevisions',
  method: 'GET',
  path: '/api/v1/training/programs/:id/revisions',
  summary: 'List the revisions of a program',
  description: 'The revisions with their stages, lessons and items, the newest first.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: TrainingProgram,
  response: TrainingRevision.schema,
  list: list({
    of: TrainingRevision,
    within: { param: 'id', sql: (program) => `t.program_id = ${program}` },
    defaultSort: '-number',
    sorts: { number: { sql: 't.number', type: 'bigint' } },
    filters: { status: { schema: status, sql: (value) => `t.status = ${value}` } },
  }),
})

export const getRevision = operation({
  id: 'getTrainingRevision',
  method: 'GET',
  path: '/api/v1/training/revisions/:id',
  summary: 'Get a revision of a program',
  description:
    'Returns the whole syllabus: stages, lessons and items, with the minimums and the grade scale.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: TrainingRevision,
  response: TrainingRevision.schema,
})

/** Locks a revision whose syllabus is to be changed. @throws Problem `revision_frozen`, with how many are enrolled. */
export async function requireUnfrozen(tx: Tx, revisionId: string): Promise<void> {
  const frozen = await tx.first(sql<'frozenRevision'>`
    select r.number, (select array_agg(c.display_name order by e.enrolled_on, e.id)
                        from training_enrollments e
                        join crew c on c.workspace_id = e.workspace_id and c.id = e.crew_id
                       where e.workspace_id = r.workspace_id and e.revision_id = r.id) as students
      from training_revisions r
     where r.id = ${revisionId} and r.status in ('frozen', 'retired') for update of r`)
  if (!frozen) return
  const students = frozen.students ?? []
  const named = students.slice(0, 5).join(', ') + (students.length > 5 ? ' and others' : '')
  throw revisionFrozen(
    students.length === 0
      ? `Revision ${frozen.number} is retired, so its syllabus can no longer be changed`
      : `${students.length} ${students.length === 1 ? 'student is' : 'students are'} enrolled in revision ${frozen.number} (${named}), so its syllabus can no longer be changed`,
    {
      details: [
        { field: 'status', message: 'is frozen', enrolled: students.length, students: students.slice(0, 20) },
      ],
    },
  )
}
