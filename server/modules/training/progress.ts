import type { Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { date, id, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { projectCompletion } from '#rules/training-progress.ts'
import { Enrollment } from './enrollment.ts'
import { Warning, warningsBefore } from './experience.ts'
import { counts, loadTrainings, minimumsOf, type Training } from './load-progress.ts'
import { itemKinds, lessonKinds, minuteKinds } from './syllabus.ts'

const ProgressItem = Type.Object({
  id: id('tit'),
  lessonId: id('lsn'),
  code: Type.String(),
  title: Type.String(),
  kind: oneOf(itemKinds),
  isRequired: Type.Boolean(),
  standard: nullable(Type.String()),
  signoffId: nullable(id('sof')),
  level: nullable(Type.String()),
  signedOn: nullable(date()),
})
const lessonState = oneOf(['done', 'next', 'repeat', 'left'], {
  description: 'repeat: flown, and not complete. next: the first that the student may begin.',
})
const ProgressLesson = Type.Object({
  id: id('lsn'),
  code: Type.String(),
  title: Type.String(),
  kind: oneOf(lessonKinds),
  state: lessonState,
  attempts: Type.Integer(),
  lastRecordId: nullable(id('lrc')),
  lastHeldOn: nullable(date()),
})
const ProgressStage = Type.Object({
  id: id('tst'),
  title: Type.String(),
  needsStageCheck: Type.Boolean(),
  isChecked: Type.Boolean(),
  lessons: Type.Array(ProgressLesson),
})
const MinimumProgress = Type.Object({
  kind: oneOf(minuteKinds),
  requiredMinutes: Type.Integer(),
  loggedMinutes: Type.Integer(),
  simulatorMinutes: Type.Integer({ description: 'Of the simulator, after the cap.' }),
  creditMinutes: Type.Integer(),
  countedMinutes: Type.Integer(),
  shortMinutes: Type.Integer(),
})
export const Missing = Type.Object({
  field: oneOf(['item', 'stage_check', 'minimum', 'dispute']),
  message: Type.String(),
  id: nullable(Type.String()),
  kind: nullable(oneOf(minuteKinds)),
  minutesShort: nullable(Type.Integer()),
})

/** How far a student has come. */
const Progress = Type.Object({
  enrollmentId: id('enr'),
  percent: Type.Integer({ description: 'Of the required items and stage checks.' }),
  done: Type.Array(ProgressItem),
  left: Type.Array(ProgressItem),
  stages: Type.Array(ProgressStage),
  lessonsDone: Type.Integer(),
  lessonsTotal: Type.Integer(),
  minimums: Type.Array(MinimumProgress),
  pace: Type.Object({
    lessonsPerWeek: nullable(Type.Number()),
    lastLessonOn: nullable(date()),
    daysSinceLastLesson: nullable(Type.Integer()),
    projectedOn: nullable(date()),
    assumption: Type.String({ description: 'How the date was calculated, or why there is none.' }),
  }),
  missing: Type.Array(Missing, { description: 'What stands between the student and graduation.' }),
  isReady: Type.Boolean({ description: 'The chief instructor can graduate the student.' }),
})
export type ProgressForm = Static<typeof Progress>

export const getProgress = operation({
  id: 'getTrainingProgress',
  method: 'GET',
  path: '/api/v1/training/enrollments/:id/progress',
  summary: 'Get the progress of a student',
  description:
    'What is done and left, minutes against the minimums, the pace, and the projected date with what it assumes. Drafts, disputed and amended records do not count.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Enrollment,
  response: Type.Object({
    ...Progress.properties,
    warnings: Type.Array(Warning, { description: 'What is missing before the first lesson.' }),
  }),
  async handle({ tx, record, principal, now }) {
    const today = localDate(now, principal.workspace.timezone)
    const [training] = await loadTrainings(tx, [record.id])
    if (!training) throw notFound()
    return { ...judgeProgress(training, today), warnings: await warningsBefore(tx, training, today) }
  },
})

export async function progressOf(tx: Tx, enrollmentId: string, today: string): Promise<ProgressForm> {
  const [training] = await loadTrainings(tx, [enrollmentId])
  if (!training) throw notFound()
  return judgeProgress(training, today)
}

/** The progress of an enrollment. */
export function judgeProgress(training: Training, today: string): ProgressForm {
  const stages = stagesOf(training)
  const lessons = stages.flatMap((stage) => stage.lessons)
  const items = itemsOf(training)
  const done = items.filter(({ signoffId }) => signoffId !== null)
  const checks = stages.filter(({ needsStageCheck }) => needsStageCheck)
  const required = items.filter(({ isRequired }) => isRequired)
  const parts = required.length + checks.length
  const partsDone =
    required.filter(({ signoffId }) => signoffId !== null).length +
    checks.filter(({ isChecked }) => isChecked).length
  const lessonsDone = lessons.filter(({ state }) => state === 'done').length
  const missing = missingIn(training, { items, stages })
  return {
    enrollmentId: training.id,
    percent: parts === 0 ? 0 : Math.floor((partsDone * 100) / parts),
    done,
    left: items.filter(({ signoffId }) => signoffId === null),
    stages,
    lessonsDone,
    lessonsTotal: lessons.length,
    minimums: minimumsOf(training),
    pace: projectCompletion({
      heldOn: training.lessons
        .filter((lesson) => counts(lesson) && lesson.result === 'complete')
        .map(({ heldOn }) => heldOn),
      enrolledOn: training.enrolledOn,
      today,
      lessonsLeft: lessons.length - lessonsDone,
    }),
    missing,
    isReady: missing.length === 0,
  }
}

function itemsOf({ stages, signoffs }: Training): ProgressForm['done'] {
  const byItem = new Map(
    signoffs.flatMap((signoff) => (signoff.itemId ? [[signoff.itemId, signoff] as const] : [])),
  )
  return stages.flatMap(({ lessons }) =>
    lessons.flatMap((lesson) =>
      lesson.items.map((item) => {
        const signoff = byItem.get(item.id)
        const { code, title, kind, isRequired, standard } = item
        return {
          ...{ id: item.id, lessonId: lesson.id, code, title, kind, isRequired, standard },
          signoffId: signoff?.id ?? null,
          level: signoff?.level ?? null,
          signedOn: signoff?.signedOn ?? null,
        }
      }),
    ),
  )
}

function stagesOf({ stages, lessons: records, signoffs }: Training): ProgressForm['stages'] {
  const held = Map.groupBy(records.filter(counts), ({ lessonId }) => lessonId)
  const isDone = (lessonId: string) =>
    held.get(lessonId)?.some(({ result }) => result === 'complete') ?? false
  let hasNext = false
  return stages.map(({ id: stageId, title, needsStageCheck, lessons }) => ({
    id: stageId,
    title,
    needsStageCheck,
    isChecked: signoffs.some((signoff) => signoff.kind === 'stage_check' && signoff.stageId === stageId),
    lessons: lessons.map((lesson) => {
      const attempts = held.get(lesson.id)?.filter(({ result }) => result !== 'cancelled') ?? []
      const last = attempts.at(-1)
      const mayBegin = !hasNext && lesson.requiresLessonIds.every(isDone)
      const state = isDone(lesson.id) ? 'done' : last ? 'repeat' : mayBegin ? 'next' : 'left'
      if (state === 'next' || state === 'repeat') hasNext = true
      return {
        ...{ id: lesson.id, code: lesson.code, title: lesson.title, kind: lesson.kind },
        state,
        attempts: attempts.length,
        lastRecordId: last?.id ?? null,
        lastHeldOn: last?.heldOn ?? null,
      }
    }),
  }))
}

function missingIn(
  training: Training,
  { items, stages }: Pick<ProgressForm, 'stages'> & { items: ProgressForm['done'] },
): ProgressForm['missing'] {
  const none = { id: null, kind: null, minutesShort: null }
  return [
    ...items
      .filter(({ isRequired, signoffId }) => isRequired && signoffId === null)
      .map((item) => ({
        ...none,
        field: 'item' as const,
        id: item.id,
        message: `${item.code} ${item.title} is not signed off`,
      })),
    ...stages
      .filter(({ needsStageCheck, isChecked }) => needsStageCheck && !isChecked)
      .map((stage) => ({
        ...none,
        field: 'stage_check' as const,
        id: stage.id,
        message: `${stage.title} has no stage check`,
      })),
    ...minimumsOf(training)
      .filter(({ shortMinutes }) => shortMinutes > 0)
      .map(({ kind, shortMinutes }) => ({
        ...none,
        field: 'minimum' as const,
        kind,
        minutesShort: shortMinutes,
        message: `${kind.replace('_', '-')}: ${shortMinutes} ${shortMinutes === 1 ? 'minute' : 'minutes'} short`,
      })),
    ...training.lessons
      .filter((lesson) => !counts(lesson))
      .map((lesson) => ({
        ...none,
        field: 'dispute' as const,
        id: lesson.id,
        message: `the lesson of ${lesson.heldOn} is disputed`,
      })),
  ]
}
