import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { enrollmentStatuses } from './enrollment.ts'

/** How far students have come, for other programs: counts and no grades. */
export const PublicProgress = resource({
  name: 'public_training_progress',
  prefix: 'enr',
  title: { one: 'training progress', many: 'training progress' },
  page: '/training/enrollments/:id',
  table: 'training_enrollments',
  schema: Type.Object({
    id: id('enr'),
    studentId: id('crw'),
    studentName: Type.String(),
    programId: id('prg'),
    programCode: Type.String(),
    programTitle: Type.String(),
    revisionNumber: Type.Integer(),
    status: oneOf(enrollmentStatuses),
    enrolledOn: date(),
    endedOn: nullable(date()),
    lessonsDone: Type.Integer(),
    lessonsTotal: Type.Integer(),
    itemsDone: Type.Integer({ description: 'Required items that are signed off.' }),
    itemsTotal: Type.Integer({ description: 'Required items.' }),
    percent: Type.Integer({ description: 'Of the required items.' }),
    lastLessonOn: nullable(date()),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
    join training_programs p on p.workspace_id = t.workspace_id and p.id = t.program_id
    join training_revisions r on r.workspace_id = t.workspace_id and r.id = t.revision_id
    cross join lateral (
      select count(*)::int as total,
             (count(*) filter (where exists (select from training_signoffs s where s.workspace_id = i.workspace_id
               and s.enrollment_id = t.id and s.current_item_id = i.id and s.status = 'valid')))::int as done
        from training_items i
       where i.workspace_id = t.workspace_id and i.revision_id = t.revision_id and i.is_required) items
    cross join lateral (
      select (select count(*)::int from training_lessons l
               where l.workspace_id = t.workspace_id and l.revision_id = t.revision_id) as total,
             (count(distinct lr.current_lesson_id) filter (where lr.result = 'complete'))::int as done,
             max(lr.held_on) as last_on
        from training_lesson_records lr
       where lr.workspace_id = t.workspace_id and lr.enrollment_id = t.id
         and lr.status in ('signed', 'acknowledged')) lessons`,
  expressions: {
    studentId: 't.crew_id',
    studentName: 'c.display_name',
    programCode: 'p.code',
    programTitle: 'p.title',
    revisionNumber: 'r.number',
    lessonsDone: 'lessons.done',
    lessonsTotal: 'lessons.total',
    itemsDone: 'items.done',
    itemsTotal: 'items.total',
    percent: 'case when items.total = 0 then 0 else items.done * 100 / items.total end',
    lastLessonOn: 'lessons.last_on',
  },
})

export const progressFilters = {
  student_id: { schema: id('crw'), sql: (value: string) => `t.crew_id = ${value}` },
  program_id: { schema: id('prg'), sql: (value: string) => `t.program_id = ${value}` },
  status: { schema: oneOf(enrollmentStatuses), sql: (value: string) => `t.status = ${value}` },
}
export const progressSorts = { enrolledOn: { sql: 't.enrolled_on', type: 'date' as const } }
