import type { Detail } from '#platform/kernel/problem.ts'
import type { GradeScaleForm, LessonBody, StageBody, StageForm } from './syllabus.ts'

/** The code of each lesson that an ID may name: those of the body, and those of the revision before. */
export const codesOf = (stages: readonly StageBody[], known: readonly StageForm[]) =>
  new Map([
    ...known.flatMap(({ lessons }) => lessons.map((lesson) => [lesson.id, lesson.code] as const)),
    ...stages.flatMap(({ lessons }) =>
      lessons.flatMap((lesson) => (lesson.id ? [[lesson.id, lesson.code] as const] : [])),
    ),
  ])

/** What is wrong with a grade scale beyond its schema. */
export function levelFaults({ levels }: GradeScaleForm): Detail[] {
  const codes = levels.map(({ code }) => code)
  const faults: Detail[] = []
  if (new Set(codes).size < codes.length)
    faults.push({ field: 'gradeScale.levels', message: 'has two levels with the same code' })
  if (!levels.some(({ isPassing }) => isPassing))
    faults.push({ field: 'gradeScale.levels', message: 'needs a level that passes' })
  return faults
}

/** What is wrong with stages beyond their schema. @param codes the code of each lesson that an ID may name. */
export function stageFaults(
  stages: readonly StageBody[],
  scale: GradeScaleForm,
  codes: ReadonlyMap<string, string> = codesOf(stages, []),
): Detail[] {
  const faults: Detail[] = []
  const lessonCodes = new Set<string>()
  const all = new Set(stages.flatMap(({ lessons }) => lessons.map(({ code }) => code.toLowerCase())))
  for (const [stageIndex, stage] of stages.entries())
    for (const [lessonIndex, lesson] of stage.lessons.entries()) {
      const field = `stages.${stageIndex}.lessons.${lessonIndex}`
      const key = lesson.code.toLowerCase()
      if (lessonCodes.has(key))
        faults.push({ field: `${field}.code`, message: `${lesson.code} is the code of another lesson too` })
      lessonCodes.add(key)
      for (const required of lesson.requiresLessonCodes ?? [])
        if (!all.has(required.toLowerCase()))
          faults.push({ field: `${field}.requiresLessonCodes`, message: `names no lesson: ${required}` })
      for (const [index, lessonId] of (lesson.requiresLessonIds ?? []).entries())
        if (!codes.has(lessonId))
          faults.push({ field: `${field}.requiresLessonIds.${index}`, message: 'matches no lesson' })
      faults.push(...itemFaults(lesson, field, scale))
    }
  return faults
}

function itemFaults(lesson: LessonBody, lessonField: string, scale: GradeScaleForm): Detail[] {
  const faults: Detail[] = []
  const codes = new Set<string>()
  for (const [index, item] of (lesson.items ?? []).entries()) {
    const field = `${lessonField}.items.${index}`
    if (codes.has(item.code.toLowerCase()))
      faults.push({
        field: `${field}.code`,
        message: `${item.code} is the code of another item of this lesson`,
      })
    codes.add(item.code.toLowerCase())
    if (item.passLevel && !scale.levels.some(({ code }) => code === item.passLevel))
      faults.push({
        field: `${field}.passLevel`,
        message: `${item.passLevel} is not a level of the grade scale`,
      })
  }
  return faults
}
