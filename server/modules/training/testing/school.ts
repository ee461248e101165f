import type { Answer } from '#platform/testing/client.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

/** A student, their instructor and an enrollment, with sessions of both. */
export async function school(space: TestWorkspace, syllabus: object = {}) {
  const instructor = await space.as('instructor', { roles: ['instructor'] })
  const student = await space.as('student', { roles: ['student'] })
  const teacher = await space.person({ functions: ['instructor'], userId: instructor.userId })
  const learner = await space.person({ functions: ['student'], userId: student.userId })
  const revision = await space.syllabus(syllabus)
  const enrollment = await space.enrollment({
    revisionId: revision.id,
    crewId: learner.id,
    primaryInstructorId: teacher.id,
    enrolledOn: '2026-01-05',
  })
  const lessons: Answer['data'][] = revision.stages.flatMap(
    (stage: { lessons: Answer['data'][] }) => stage.lessons,
  )
  const items: Answer['data'][] = lessons.flatMap((lesson) => lesson.items)
  return {
    instructor,
    student,
    teacher,
    learner,
    revision,
    enrollment,
    lessons,
    items,
    /** Signs an item off as the instructor. */
    signOff: (index = 0, fields: object = {}) =>
      instructor.post('/api/v1/training/signoffs', {
        enrollmentId: enrollment.id,
        kind: 'item',
        itemId: items[index]?.id,
        ...fields,
      }),
    /** A lesson record of the instructor. */
    lesson: async (fields: object = {}) => {
      const { data, status, text } = await instructor.post('/api/v1/training/lessons', {
        enrollmentId: enrollment.id,
        lessonId: lessons[0]?.id,
        heldOn: '2026-02-02',
        result: 'complete',
        dualMinutes: 60,
        ...fields,
      })
      if (status !== 201) throw new Error(`the lesson answered ${status}: ${text}`)
      return data
    },
  }
}
