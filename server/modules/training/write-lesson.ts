import { sql, type Tx } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Detail, invalidFields, problem } from '#platform/kernel/problem.ts'
import { id, type Static, Type, text } from '#platform/kernel/schema.ts'
import { teachingRoles } from './access.ts'
import { enrollmentStates } from './enrollment.ts'
import {
  lessonRecordFields as fields,
  type Grade,
  LessonRecord,
  lessonDeleted,
  lessonStates,
  type MinuteField,
} from './lesson-record.ts'
import { enrollmentTaught, teacherOf } from './signer.ts'
import type { GradeScaleForm } from './syllabus.ts'

export const gradeNotInScale = problem('grade_not_in_scale', 422, {
  meaning: 'A grade is not a level of the grade scale of this syllabus',
  fix: 'Use one of the codes that `details` lists.',
})
/** Names an enrollment that an instructor may teach in as a substitute, without seeing it in their list. */
export const taughtEnrollmentId = Type.String({
  ...id('enr'),
  'x-visibility': 'checked_by_handler',
  description: 'The enrollment of the student.',
})
const substituteNote = Type.Optional(
  text(3, 500, 'Why you teach a student who is assigned to another instructor.'),
)
const optional = {
  dualMinutes: Type.Optional(fields.dualMinutes),
  soloMinutes: Type.Optional(fields.soloMinutes),
  groundMinutes: Type.Optional(fields.groundMinutes),
  simulatorMinutes: Type.Optional(fields.simulatorMinutes),
  nightMinutes: Type.Optional(fields.nightMinutes),
  instrumentMinutes: Type.Optional(fields.instrumentMinutes),
  crossCountryMinutes: Type.Optional(fields.crossCountryMinutes),
  grades: Type.Optional(fields.grades),
  debrief: Type.Optional(fields.debrief),
  sessionId: Type.Optional(fields.sessionId),
  flightId: Type.Optional(fields.flightId),
}
const write = { scope: 'training:write', roles: teachingRoles, stability: 'beta' } as const

export const createLessonRecord = operation({
  ...write,
  id: 'createLessonRecord',
  method: 'POST',
  path: '/api/v1/training/lessons',
  summary: 'Create a lesson record',
  description:
    'Writes a draft of what was taught, which its instructor then signs. An instructor who is not assigned to the student says in `substituteNote` why.',
  creates: LessonRecord,
  audits: 'training_lesson.created',
  body: Type.Object({
    enrollmentId: taughtEnrollmentId,
    lessonId: id('lsn'),
    instructorId: Type.Optional(id('crw', 'By default you. A chief instructor may name another one.')),
    substituteNote,
    heldOn: fields.heldOn,
    result: fields.result,
    ...optional,
  }),
  response: LessonRecord.schema,
  async handle({ tx, body, principal }) {
    const enrollment = await enrollmentTaught(tx, body.enrollmentId)
    const { instructorId } = await teacherOf(tx, principal, enrollment, body)
    if (!enrollmentStates.edit.allows(enrollment))
      throw enrollmentStates.refuse(`This enrollment is ${enrollment.status}, so nothing is taught in it`)
    await requireLesson(tx, body.lessonId, enrollment.revisionId)
    await requireGrades(tx, body.grades ?? [], { revisionId: enrollment.revisionId, lessonId: body.lessonId })
    await requireWithinFlight(tx, body)
    const recordId = newId('lrc')
    const { grades = [], ...sent } = body
    await insert(tx, 'training_lesson_records', principal.workspace.uuid, recordId, {
      ...sent,
      instructorId,
      crewId: enrollment.crewId,
      currentLessonId: body.lessonId,
      grades: JSON.stringify(grades),
    })
    return LessonRecord.get(tx, recordId)
  },
})

export const updateLessonRecord = operation({
  ...write,
  id: 'updateLessonRecord',
  method: 'PATCH',
  path: '/api/v1/training/lessons/:id',
  summary: 'Update a draft lesson record',
  description: 'Changes the fields that you send. A signed record stays as it is, and is amended instead.',
  on: LessonRecord,
  move: lessonStates.edit,
  audits: 'training_lesson.updated',
  body: Type.Object({
    ...optional,
    heldOn: Type.Optional(fields.heldOn),
    result: Type.Optional(fields.result),
    substituteNote,
  }),
  response: LessonRecord.schema,
  async handle({ tx, body, record, principal }) {
    const enrollment = await enrollmentTaught(tx, record.enrollmentId)
    await teacherOf(tx, principal, enrollment, {
      instructorId: record.instructorId,
      substituteNote: body.substituteNote ?? record.substituteNote,
    })
    if (body.grades)
      await requireGrades(tx, body.grades, { revisionId: enrollment.revisionId, lessonId: record.lessonId })
    await requireWithinFlight(tx, { ...record, ...body })
    const { grades, ...sent } = body
    const change = { ...sent, ...(grades ? { grades: JSON.stringify(grades) } : {}) }
    if (Object.keys(change).length > 0) await update(tx, 'training_lesson_records', record.id, change)
    return LessonRecord.get(tx, record.id)
  },
})

export const deleteLessonRecord = operation({
  ...write,
  id: 'deleteLessonRecord',
  method: 'DELETE',
  path: '/api/v1/training/lessons/:id',
  summary: 'Delete a draft lesson record',
  description: 'Only a draft can be deleted, by the instructor who wrote it or a chief instructor.',
  on: LessonRecord,
  move: lessonStates.delete,
  emits: lessonDeleted,
  async handle({ tx, record, principal }) {
    const { instructorId, substituteNote: note } = record
    await teacherOf(tx, principal, await enrollmentTaught(tx, record.enrollmentId), {
      instructorId,
      substituteNote: note,
    })
    await tx.run(sql`delete from training_lesson_records where id = ${record.id}`)
  },
})

async function requireLesson(tx: Tx, lessonId: string, revisionId: string): Promise<void> {
  const lesson = await tx.first(sql`
    select 1 from training_lessons where id = ${lessonId} and revision_id = ${revisionId}`)
  if (!lesson)
    throw invalidFields([
      { field: 'lessonId', message: 'matches no lesson of the revision that the student is in' },
    ])
}

/** Every grade is a level of the scale, for an item of the lesson. */
export async function requireGrades(
  tx: Tx,
  grades: readonly Static<typeof Grade>[],
  { revisionId, lessonId }: { revisionId: string; lessonId: string },
): Promise<void> {
  if (grades.length === 0) return
  const { scale, items } = await tx.one(sql<'lessonGrading', { scale: GradeScaleForm; items: string[] }>`
    select r.grade_scale as scale, coalesce((select array_agg(i.id) from training_items i
             where i.workspace_id = r.workspace_id and i.lesson_id = ${lessonId}), '{}') as items
      from training_revisions r where r.id = ${revisionId}`)
  const codes = scale.levels.map(({ code }) => code)
  const strays = grades.flatMap(({ itemId }, index): Detail[] =>
    items.includes(itemId)
      ? []
      : [{ field: `grades.${index}.itemId`, message: 'matches no item of this lesson' }],
  )
  if (strays.length > 0) throw invalidFields(strays.slice(0, 20))
  const wrong = grades.flatMap(({ level }, index): Detail[] =>
    codes.includes(level)
      ? []
      : [
          {
            field: `grades.${index}.level`,
            message: `is not a level: use ${codes.join(', ')}`,
            levels: codes,
          },
        ],
  )
  if (wrong.length > 0) throw gradeNotInScale(undefined, { details: wrong.slice(0, 20) })
}

type Minutes = { flightId?: string | null | undefined } & { [Field in MinuteField]?: number | undefined }

/** Dual and solo time cannot be longer than the flight, nor can what was flown by night, by instruments or cross-country. */
async function requireWithinFlight(tx: Tx, record: Minutes): Promise<void> {
  const { dualMinutes = 0, soloMinutes = 0 } = record
  const block = record.flightId
    ? (
        await tx.one(sql<'blockOfLesson'>`
          select round(extract(epoch from on_block_at - off_block_at) / 60)::int as minutes
            from flights where id = ${record.flightId}`)
      ).minutes
    : null
  const flown = block ?? dualMinutes + soloMinutes
  const faults: Detail[] = []
  const limit = (field: MinuteField, minutes: number, most: number) => {
    if (minutes > most)
      faults.push({
        field,
        message: `exceeds the ${most} minutes of ${block === null ? 'dual and solo time' : 'the flight'}`,
      })
  }
  if (block !== null)
    limit(soloMinutes > dualMinutes ? 'soloMinutes' : 'dualMinutes', dualMinutes + soloMinutes, block)
  limit('nightMinutes', record.nightMinutes ?? 0, flown)
  limit('crossCountryMinutes', record.crossCountryMinutes ?? 0, flown)
  limit('instrumentMinutes', record.instrumentMinutes ?? 0, flown)
  if (faults.length > 0) throw invalidFields(faults)
}
