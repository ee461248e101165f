import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { id, integer, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { codesOf, stageFaults } from './syllabus-fault.ts'

export const lessonKinds = ['flight', 'ground', 'simulator', 'exam'] as const
export const itemKinds = ['manoeuvre', 'knowledge', 'competency'] as const
export const minuteKinds = [
  'dual',
  'solo',
  'ground',
  'simulator',
  'cross_country',
  'night',
  'instrument',
  'total',
] as const
export type MinuteKind = (typeof minuteKinds)[number]

const code = text(1, 40)
const title = text(1, 200)
const levelCode = text(1, 20, 'The code of a level of the grade scale.')
const lessonIds = Type.Array(id('lsn'), { maxItems: 50 })

const itemFields = {
  code,
  title,
  kind: oneOf(itemKinds, { labels: { manoeuvre: 'Maneuver' } }),
  isRequired: Type.Boolean({ description: 'It has to be signed off to graduate. Default: true.' }),
  passLevel: nullable(levelCode),
  standard: nullable(text(1, 80, 'What it is judged by, such as PA.V.A of the ACS.')),
}
export const lessonFields = {
  code,
  title,
  kind: oneOf(lessonKinds),
  plannedMinutes: integer(0, 6_000),
  isSolo: Type.Boolean(),
  briefing: nullable(text(1, 5_000)),
}
const stageFields = { title, needsStageCheck: Type.Boolean() }
const position = Type.Integer({
  minimum: 1,
  maximum: 1_000,
  description: 'From 1, in the order of the list.',
})

/** A syllabus as it is read. */
export const Item = Type.Object({ id: id('tit'), position, ...itemFields })
export const Lesson = Type.Object({
  id: id('lsn'),
  position,
  ...lessonFields,
  requiresLessonIds: lessonIds,
  items: Type.Array(Item),
})
export const Stage = Type.Object({ id: id('tst'), position, ...stageFields, lessons: Type.Array(Lesson) })
export type StageForm = Static<typeof Stage>
export type LessonForm = Static<typeof Lesson>

// What was read can be sent back. Places follow from the order, and each stage, lesson and item gets a new ID.
const asRead = Type.Optional(text(1, 60, 'As it was read. It gets a new one.'))
const ItemInput = Type.Object({
  ...itemFields,
  id: asRead,
  position: Type.Optional(position),
  isRequired: Type.Optional(itemFields.isRequired),
  passLevel: Type.Optional(itemFields.passLevel),
  standard: Type.Optional(itemFields.standard),
})
const LessonInput = Type.Object({
  ...lessonFields,
  id: asRead,
  position: Type.Optional(position),
  plannedMinutes: Type.Optional(lessonFields.plannedMinutes),
  isSolo: Type.Optional(lessonFields.isSolo),
  briefing: Type.Optional(lessonFields.briefing),
  requiresLessonIds: Type.Optional(lessonIds),
  requiresLessonCodes: Type.Optional(
    Type.Array(code, { maxItems: 50, description: 'The same by code, for lessons that have no ID yet.' }),
  ),
  items: Type.Optional(Type.Array(ItemInput, { maxItems: 100 })),
})
export const StageInput = Type.Object({
  ...stageFields,
  id: asRead,
  position: Type.Optional(position),
  needsStageCheck: Type.Optional(stageFields.needsStageCheck),
  lessons: Type.Array(LessonInput, { maxItems: 100 }),
})
export type StageBody = Static<typeof StageInput>
export type LessonBody = Static<typeof LessonInput>

export const Minimum = Type.Object({
  kind: oneOf(minuteKinds, { labels: { cross_country: 'Cross-country' } }),
  minutes: integer(1, 60_000),
  simulatorCreditMinutes: Type.Optional(
    nullable(integer(0, 60_000, 'How many minutes in a simulator may count toward it.')),
  ),
})
const Level = Type.Object({
  code: levelCode,
  label: text(1, 60),
  order: integer(0, 100),
  isPassing: Type.Boolean(),
})
export const GradeScale = Type.Object({ levels: Type.Array(Level, { minItems: 1, maxItems: 20 }) })
export type GradeScaleForm = Static<typeof GradeScale>

export const defaultScale: GradeScaleForm = {
  levels: [
    { code: '1', label: 'Introduced', order: 1, isPassing: false },
    { code: '2', label: 'Practiced', order: 2, isPassing: false },
    { code: '3', label: 'Proficient', order: 3, isPassing: true },
  ],
}

/** Whether a grade passes an item: at its own pass level or above, else at any passing level. */
export function passes(scale: GradeScaleForm, level: string, passLevel: string | null): boolean {
  const graded = scale.levels.find(({ code }) => code === level)
  const wanted = scale.levels.find(({ code }) => code === passLevel)
  if (!graded) return false
  return wanted ? graded.order >= wanted.order : graded.isPassing
}

/** SQL: the nested stages of the revision in row `t`. */
export const stagesExpression = `coalesce((select json_agg(json_build_object('id', s.id, 'position', s.position,
    'title', s.title, 'needsStageCheck', s.needs_stage_check, 'lessons', coalesce((
      select json_agg(json_build_object('id', l.id, 'position', l.position, 'code', l.code, 'title', l.title,
          'kind', l.kind, 'plannedMinutes', l.planned_minutes, 'isSolo', l.is_solo, 'briefing', l.briefing,
          'requiresLessonIds', to_json(l.requires_lesson_ids), 'items', coalesce((
            select json_agg(json_build_object('id', i.id, 'position', i.position, 'code', i.code,
                'title', i.title, 'kind', i.kind, 'isRequired', i.is_required, 'passLevel', i.pass_level,
                'standard', i.standard) order by i.position)
              from training_items i where i.workspace_id = l.workspace_id and i.lesson_id = l.id), '[]'))
          order by l.position)
        from training_lessons l where l.workspace_id = s.workspace_id and l.stage_id = s.id), '[]'))
      order by s.position)
    from training_stages s where s.workspace_id = t.workspace_id and s.revision_id = t.id), '[]')`

interface Owner {
  workspaceUuid: string
  revisionId: string
}

/** Writes the stages of a draft in place of those that it has. @param known the lessons that IDs may name. */
export async function writeStages(
  tx: Tx,
  owner: Owner,
  {
    stages,
    scale,
    known,
  }: { stages: readonly StageBody[]; scale: GradeScaleForm; known: readonly StageForm[] },
): Promise<void> {
  const codes = codesOf(stages, known)
  const faults = stageFaults(stages, scale, codes)
  if (faults.length > 0) throw invalidFields(faults.slice(0, 20))
  const rows = rowsOf(stages, codes)
  const { workspaceUuid, revisionId } = owner
  await tx.run(sql`delete from training_stages where revision_id = ${revisionId}`)
  await tx.run(sql`
    insert into training_stages (workspace_id, id, revision_id, position, title, needs_stage_check)
    select ${workspaceUuid}, r.id, ${revisionId}, r.position, r.title, r.needs_stage_check
      from json_to_recordset(${JSON.stringify(rows.stages)})
        as r(id text, position int, title text, needs_stage_check boolean)`)
  await tx.run(sql`
    insert into training_lessons (workspace_id, id, revision_id, stage_id, position, code, title, kind,
        planned_minutes, is_solo, briefing, requires_lesson_ids)
    select ${workspaceUuid}, r.id, ${revisionId}, r.stage_id, r.position, r.code, r.title, r.kind,
        r.planned_minutes, r.is_solo, r.briefing, r.requires_lesson_ids
      from json_to_recordset(${JSON.stringify(rows.lessons)})
        as r(id text, stage_id text, position int, code text, title text, kind text, planned_minutes int,
          is_solo boolean, briefing text, requires_lesson_ids text[])`)
  await tx.run(sql`
    insert into training_items (workspace_id, id, revision_id, lesson_id, position, code, title, kind,
        is_required, pass_level, standard)
    select ${workspaceUuid}, r.id, ${revisionId}, r.lesson_id, r.position, r.code, r.title, r.kind,
        r.is_required, r.pass_level, r.standard
      from json_to_recordset(${JSON.stringify(rows.items)})
        as r(id text, lesson_id text, position int, code text, title text, kind text, is_required boolean,
          pass_level text, standard text)`)
}

function rowsOf(stages: readonly StageBody[], codes: ReadonlyMap<string, string>) {
  const placed = stages.map((stage, index) => ({
    row: {
      id: newId('tst'),
      position: index + 1,
      title: stage.title,
      needs_stage_check: stage.needsStageCheck ?? false,
    },
    lessons: stage.lessons.map((lesson) => ({ id: newId('lsn'), lesson })),
  }))
  const idOfCode = new Map(
    placed.flatMap(({ lessons }) =>
      lessons.map(({ id: lessonId, lesson }) => [lesson.code.toLowerCase(), lessonId]),
    ),
  )
  return {
    stages: placed.map(({ row }) => row),
    lessons: placed.flatMap(({ row, lessons }) =>
      lessons.map(({ id: lessonId, lesson }, index) => ({
        id: lessonId,
        stage_id: row.id,
        position: index + 1,
        code: lesson.code,
        title: lesson.title,
        kind: lesson.kind,
        planned_minutes: lesson.plannedMinutes ?? 0,
        is_solo: lesson.isSolo ?? false,
        briefing: lesson.briefing ?? null,
        requires_lesson_ids: requiredCodes(lesson, codes).flatMap(
          (required) => idOfCode.get(required.toLowerCase()) ?? [],
        ),
      })),
    ),
    items: placed.flatMap(({ lessons }) =>
      lessons.flatMap(({ id: lessonId, lesson }) =>
        (lesson.items ?? []).map((item, index) => ({
          id: newId('tit'),
          lesson_id: lessonId,
          position: index + 1,
          code: item.code,
          title: item.title,
          kind: item.kind,
          is_required: item.isRequired ?? true,
          pass_level: item.passLevel ?? null,
          standard: item.standard ?? null,
        })),
      ),
    ),
  }
}

const requiredCodes = (lesson: LessonBody, codes: ReadonlyMap<string, string>) => [
  ...(lesson.requiresLessonCodes ?? []),
  ...(lesson.requiresLessonIds ?? []).flatMap((lessonId) => codes.get(lessonId) ?? []),
]
