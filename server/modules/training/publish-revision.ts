import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { touch } from '#platform/database/update-row.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { invalidFields, notFound, ruleBroken } from '#platform/kernel/problem.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { requireChiefOf, teachingRoles } from './access.ts'
import { TrainingProgram } from './program.ts'
import { requireUnfrozen, TrainingRevision } from './revision.ts'
import { Lesson, lessonFields } from './syllabus.ts'

export const revisionStates = stateMachine({
  of: TrainingRevision,
  noun: 'revision',
  moves: {
    publish: { from: ['draft'], to: 'published' },
    freeze: { from: ['published'], to: 'frozen', isAutomatic: true },
    retire: { from: ['published', 'frozen'], to: 'retired' },
  },
  refusal: { code: 'revision_state', fix: 'Read the revision again; the message names its state.' },
})

const decides = {
  method: 'POST',
  scope: 'training:write',
  roles: teachingRoles,
  stability: 'beta',
  on: TrainingRevision,
  response: TrainingRevision.schema,
} as const

export const publishRevision = operation({
  ...decides,
  id: 'publishTrainingRevision',
  path: '/api/v1/training/revisions/:id/publish',
  summary: 'Publish a revision',
  description:
    'Opens the revision for enrollments. A chief pilot or the chief instructor of the program publishes it. The first enrollment freezes it.',
  move: revisionStates.publish,
  audits: 'training_revision.published',
  async handle({ tx, record, principal, now, move }) {
    await requireChiefOf(tx, principal, await TrainingProgram.get(tx, record.programId))
    if (record.stages.every(({ lessons }) => lessons.length === 0))
      throw ruleBroken('A revision without a lesson teaches nothing. Add a stage with a lesson first', {
        details: [{ field: 'stages', message: 'has no lesson' }],
      })
    await move.make({ published_at: now, published_by_name: actorOf(principal).name })
    return TrainingRevision.get(tx, record.id)
  },
})

export const retireRevision = operation({
  ...decides,
  id: 'retireTrainingRevision',
  path: '/api/v1/training/revisions/:id/retire',
  summary: 'Retire a revision',
  description: 'Closes the revision for new enrollments. Enrolled students continue with it.',
  move: revisionStates.retire,
  audits: 'training_revision.retired',
  async handle({ tx, record, principal, move }) {
    await requireChiefOf(tx, principal, await TrainingProgram.get(tx, record.programId))
    await move.make()
    return TrainingRevision.get(tx, record.id)
  },
})

export const updateLesson = operation({
  id: 'updateTrainingLesson',
  method: 'PATCH',
  path: '/api/v1/training/revisions/:id/lessons/:lessonId',
  summary: 'Update a lesson of a syllabus',
  description:
    'Changes the fields that you send. Once students are enrolled in the revision, this is refused: create a new revision, which copies it.',
  scope: 'training:write',
  roles: teachingRoles,
  stability: 'beta',
  on: TrainingRevision,
  audits: 'training_revision.lesson_updated',
  params: Type.Object({ id: id('prv'), lessonId: id('lsn') }),
  body: Type.Partial(
    Type.Object({ ...lessonFields, requiresLessonIds: Type.Array(id('lsn'), { maxItems: 50 }) }),
  ),
  response: Lesson,
  refusals: {
    training_lessons_code: () =>
      invalidFields([{ field: 'code', message: 'is the code of another lesson of this revision' }]),
  },
  async handle({ tx, params, body, record, principal }) {
    await requireChiefOf(tx, principal, await TrainingProgram.get(tx, record.programId))
    const lessons = record.stages.flatMap((stage) => stage.lessons)
    for (const [index, required] of (body.requiresLessonIds ?? []).entries())
      if (required === params.lessonId || !lessons.some((lesson) => lesson.id === required))
        throw invalidFields([
          { field: `requiresLessonIds.${index}`, message: 'matches no other lesson of this revision' },
        ])
    if (!lessons.some((lesson) => lesson.id === params.lessonId)) throw notFound()
    await requireUnfrozen(tx, record.id)
    const columns = toColumns(body)
    if (Object.keys(columns).length > 0)
      await tx.run(db.updateTable('training_lessons').set(columns).where('id', '=', params.lessonId))
    await touch(tx, TrainingRevision, record.id)
    const after = await TrainingRevision.get(tx, record.id)
    const lesson = after.stages.flatMap((stage) => stage.lessons).find(({ id }) => id === params.lessonId)
    if (!lesson) throw notFound()
    return lesson
  },
})
