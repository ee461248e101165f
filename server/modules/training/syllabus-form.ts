import { operation } from '#platform/kernel/operation.ts'
import { TrainingProgram } from './program.ts'
import { type RevisionForm, TrainingRevision } from './revision.ts'
import type { StageBody } from './syllabus.ts'
import type { RevisionContent } from './write-revision.ts'

/**
 * The syllabus of a revision without IDs and places, as a file holds it. Lessons name those that they require by code,
 * and what has its default value is written out, so that two syllabi are the same if their JSON is.
 */
export function plainSyllabus({ minimums = [], gradeScale, stages = [] }: RevisionContent) {
  const codes = new Map(
    stages.flatMap(({ lessons }) => lessons.map(({ id: lessonId, code }) => [lessonId, code] as const)),
  )
  return {
    minimums: minimums.map(({ kind, minutes, simulatorCreditMinutes = null }) => ({
      kind,
      minutes,
      ...(simulatorCreditMinutes === null ? {} : { simulatorCreditMinutes }),
    })),
    gradeScale: {
      levels: (gradeScale?.levels ?? []).map(({ code, label, order, isPassing }) => ({
        code,
        label,
        order,
        isPassing,
      })),
    },
    stages: stages.map(({ title, needsStageCheck = false, lessons }) => ({
      title,
      needsStageCheck,
      lessons: lessons.map((lesson) => plainLesson(lesson, codes)),
    })),
  }
}

function plainLesson(lesson: StageBody['lessons'][number], codes: ReadonlyMap<string | undefined, string>) {
  return {
    code: lesson.code,
    title: lesson.title,
    kind: lesson.kind,
    plannedMinutes: lesson.plannedMinutes ?? 0,
    isSolo: lesson.isSolo ?? false,
    briefing: lesson.briefing ?? null,
    requiresLessonCodes: [
      ...(lesson.requiresLessonCodes ?? []),
      ...(lesson.requiresLessonIds ?? []).flatMap((lessonId) => codes.get(lessonId) ?? []),
    ],
    items: (lesson.items ?? []).map((item) => ({
      code: item.code,
      title: item.title,
      kind: item.kind,
      isRequired: item.isRequired ?? true,
      passLevel: item.passLevel ?? null,
      standard: item.standard ?? null,
    })),
  }
}

type ProgramForm = Awaited<ReturnType<typeof TrainingProgram.get>>

/** A revision as the file that the library reads. */
const syllabusFile = (program: ProgramForm, revision: RevisionForm) => ({
  program: { code: program.code, title: program.title, authority: program.authority },
  ...(revision.changeNote === null ? {} : { changeNote: revision.changeNote }),
  ...plainSyllabus(revision as RevisionContent),
})

export const getSyllabusFile = operation({
  id: 'getTrainingSyllabusFile',
  method: 'GET',
  path: '/api/v1/training/revisions/:id/syllabus.json',
  summary: 'Get a revision as a syllabus file',
  description:
    'The file format that the syllabus library reads from a repository. It has no IDs, so it can be edited by hand.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: TrainingRevision,
  answers: 'file',
  async handle({ tx, record }) {
    const program = await TrainingProgram.get(tx, record.programId)
    return {
      filename: `${program.code}-${record.number}.json`,
      contentType: 'application/json',
      body: `${JSON.stringify(syllabusFile(program, record), null, 2)}\n`,
    }
  },
})
