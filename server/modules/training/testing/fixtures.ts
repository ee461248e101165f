import { newId } from '#platform/kernel/id.ts'
import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

import { prepared } from './prepared.ts'
import { stages } from './stages.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    /** A published revision of a program of its own, with one stage, two lessons and three items. */
    syllabus(fields?: object): Promise<Answer['data']>
    /** A student who is enrolled in it. */
    enrollment(fields?: object): Promise<Answer['data']>
  }
}

const base = '/api/v1/training'

function maker(space: TestWorkspace) {
  const syllabus = async (fields: object = {}) => {
    const program = await space.made(`${base}/programs`, {
      code: `P${space.next()}`,
      title: 'Private pilot',
      authority: 'faa_141',
    })
    const draft = await space.made(`${base}/programs/${program.id}/revisions`, { stages, ...fields })
    return space.made(`${base}/revisions/${draft.id}/publish`)
  }
  const enrollment = async (fields: { revisionId?: string; [field: string]: unknown } = {}) =>
    space.made(`${base}/enrollments`, {
      crewId: fields.crewId ?? (await space.person({ functions: ['student'] })).id,
      chiefInstructorId: fields.chiefInstructorId ?? (await space.person({ functions: ['instructor'] })).id,
      ...fields,
      revisionId: fields.revisionId ?? (await syllabus()).id,
    })
  return { syllabus, enrollment }
}

export default defineFixtures({
  of: ['training'],
  examples: (space) => {
    const { syllabus, enrollment } = maker(space)
    // Made once, because some attacks run where nobody may make anything.
    const once = <T>(make: () => Promise<T>) => {
      let made: Promise<T> | undefined
      return () => {
        made ??= make()
        return made
      }
    }
    const enrolled = once(() => enrollment())
    const revisionOf = once(async () => {
      const { revisionId } = await enrolled()
      return (await space.owner.get(`${base}/revisions/${revisionId}`)).data
    })
    const teacher = once(() => space.person({ functions: ['instructor'] }))
    const learner = once(() => space.person({ functions: ['student'] }))
    const idOf = async (record: Promise<Answer['data'] | null>, prefix: string) =>
      (await record.catch(() => null))?.id ?? newId(prefix)
    const first = (prefix: string, part: (revision: Answer['data']) => Answer['data']) =>
      idOf(revisionOf().then(part), prefix)
    return {
      stages: () => stages,
      // A student is in a program once, so each enrollment is in another one.
      revisionId: () => idOf(syllabus(), 'prv'),
      enrollmentId: () => idOf(enrolled(), 'enr'),
      lessonId: () => first('lsn', (revision) => revision.stages[0].lessons[0]),
      itemId: () => first('tit', (revision) => revision.stages[0].lessons[0].items[0]),
      stageId: () => first('tst', (revision) => revision.stages[0]),
      requiresLessonIds: () => [],
      lessonRecordIds: () => [],
      grades: () => [],
      level: () => '3',
      minimums: () => [{ kind: 'dual', minutes: 60 }],
      gradeScale: () => ({ levels: [{ code: '3', label: 'Proficient', order: 3, isPassing: true }] }),
      crewId: () => idOf(learner(), 'crw'),
      instructorId: () => idOf(teacher(), 'crw'),
      chiefInstructorId: () => idOf(teacher(), 'crw'),
      // Nothing listens there, so no attack reaches GitHub.
      apiUrl: () => 'http://127.0.0.1:9',
      repository: () => 'heron/training',
      syllabusFolder: () => 'syllabi',
      manualFolder: () => 'manuals',
    }
  },
  alsoSent: [
    'instructorId',
    'chiefInstructorId',
    'itemId',
    'stages',
    'apiUrl',
    'repository',
    'branch',
    'syllabusFolder',
  ],
  prepared,
  // They need a lesson of that very revision, another revision of the program, the session of the student, or all that a syllabus asks for.
  refusedAlone: [
    'updateTrainingLesson',
    'migrateTrainingEnrollment',
    'acknowledgeLessonRecord',
    'acknowledgeLessonRecord acknowledge',
    'disputeLessonRecord',
    'disputeLessonRecord dispute',
    'resolveLessonRecord',
    'graduateTrainingEnrollment',
    'graduateTrainingEnrollment graduate',
    // Only a record of the same student and subject takes the place of another.
    'supersedeVtr supersede',
  ],
  records: maker,
})
