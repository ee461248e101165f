import { sql, type Tx } from '#platform/database/database.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import type { RevisionForm } from './revision.ts'

const Named = Type.Object({ code: Type.String(), title: Type.String() })
const Pair = Type.Object({
  code: Type.String(),
  title: Type.String(),
  fromId: Type.String(),
  toId: Type.String(),
})

/** What becomes of the lessons and items of one revision in another. */
export const Mapping = Type.Object({
  lessons: Type.Array(Pair, { description: 'Lessons with the same code.' }),
  items: Type.Array(Pair, { description: 'Items with the same code; their sign-offs follow.' }),
  stages: Type.Array(Pair, { description: 'Stages with the same title, whose checks follow.' }),
  removed: Type.Array(Named, {
    description: 'Items that the new revision lacks. Their sign-offs stay on record.',
  }),
  added: Type.Array(Named, { description: 'Items that are to be done in addition.' }),
})
type MappingForm = Static<typeof Mapping>

const keyOf = (text: string) => text.trim().toLowerCase()
const lessonsOf = ({ stages }: RevisionForm) => stages.flatMap(({ lessons }) => lessons)
const itemsOf = (revision: RevisionForm) =>
  lessonsOf(revision).flatMap((lesson) => lesson.items.map((item) => ({ ...item, lesson: lesson.code })))

/** Pairs lessons and items by their codes. An item code that several lessons have is paired within its lesson. */
export function mappingBetween(from: RevisionForm, to: RevisionForm): MappingForm {
  const lessons = lessonsOf(from).flatMap((lesson) => {
    const same = lessonsOf(to).find(({ code }) => keyOf(code) === keyOf(lesson.code))
    return same ? [{ code: same.code, title: same.title, fromId: lesson.id, toId: same.id }] : []
  })
  const targets = itemsOf(to)
  const items = itemsOf(from).flatMap((item) => {
    const named = targets.filter(({ code }) => keyOf(code) === keyOf(item.code))
    const same =
      named.find(({ lesson }) => keyOf(lesson) === keyOf(item.lesson)) ??
      (named.length === 1 ? named[0] : undefined)
    return same ? [{ code: same.code, title: same.title, fromId: item.id, toId: same.id }] : []
  })
  const stages = from.stages.flatMap((stage) => {
    const same = to.stages.find(({ title }) => keyOf(title) === keyOf(stage.title))
    return same ? [{ code: String(same.position), title: same.title, fromId: stage.id, toId: same.id }] : []
  })
  const named = ({ code, title }: { code: string; title: string }) => ({ code, title })
  return {
    lessons,
    items,
    stages,
    removed: itemsOf(from)
      .filter(({ id }) => items.every(({ fromId }) => fromId !== id))
      .map(named),
    added: targets.filter(({ id }) => items.every(({ toId }) => toId !== id)).map(named),
  }
}

/** Lets the sign-offs, lesson records and stage checks of an enrollment follow to the new revision. */
export async function moveSignoffs(
  tx: Tx,
  enrollmentId: string,
  { items, lessons, stages }: MappingForm,
): Promise<void> {
  const pairs = JSON.stringify(
    [...items, ...lessons, ...stages].map(({ fromId, toId }) => ({ f: fromId, t: toId })),
  )
  await tx.run(sql`
    update training_signoffs s set current_item_id = p.t
      from json_to_recordset(${pairs}) as p(f text, t text)
     where s.enrollment_id = ${enrollmentId} and s.current_item_id = p.f`)
  await tx.run(sql`
    update training_signoffs s set current_stage_id = p.t
      from json_to_recordset(${pairs}) as p(f text, t text)
     where s.enrollment_id = ${enrollmentId} and s.current_stage_id = p.f`)
  await tx.run(sql`
    update training_lesson_records l set current_lesson_id = p.t
      from json_to_recordset(${pairs}) as p(f text, t text)
     where l.enrollment_id = ${enrollmentId} and l.current_lesson_id = p.f`)
}
