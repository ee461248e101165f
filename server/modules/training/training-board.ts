import { operation } from '#platform/kernel/operation.ts'
import { date, id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { stuckReasons } from '#rules/stuck-student.ts'
import { limitedTo, takesPart } from './access.ts'
import { loadTrainings } from './load-progress.ts'
import { judgeProgress } from './progress.ts'

const Row = Type.Object({
  enrollmentId: id('enr'),
  crewId: id('crw'),
  personName: Type.String(),
  programCode: Type.String(),
  primaryInstructorName: nullable(Type.String()),
  percent: Type.Integer(),
  lessonsDone: Type.Integer(),
  lessonsTotal: Type.Integer(),
  lastLessonOn: nullable(date()),
  projectedOn: nullable(date()),
  targetOn: nullable(date()),
  nextLesson: nullable(Type.String()),
  isReady: Type.Boolean(),
  reasons: Type.Array(
    oneOf(['no_lesson', 'third_repeat', 'behind_pace', 'disputed'], {
      labels: {
        no_lesson: 'No lesson for 14 days',
        third_repeat: 'Third attempt',
        behind_pace: 'Behind pace',
      },
    }),
    { description: 'Why the chief instructor should look.' },
  ),
})

export const getTrainingBoard = operation({
  id: 'getTrainingBoard',
  method: 'GET',
  path: '/api/v1/training/board',
  summary: 'List who needs the chief instructor',
  description:
    'The students in training, those who are stuck first: no lesson for 14 days, a third attempt at one lesson, behind the pace of their target date, or a disputed lesson. Instructors see their own students.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  response: Type.Object({ items: Type.Array(Row), stuck: Type.Integer() }),
  async handle({ tx, principal, now }) {
    const today = localDate(now, principal.workspace.timezone)
    const enrollments = await tx.composed<{ id: string }>(
      `select e.id from training_enrollments e
        where e.status in ('enrolled', 'active') and (${takesPart('e', '$1')}) order by e.enrolled_on, e.id limit 500`,
      [limitedTo(principal)],
    )
    const trainings = await loadTrainings(
      tx,
      enrollments.map((enrollment) => enrollment.id),
    )
    const items = trainings.map((training) => {
      const { percent, lessonsDone, lessonsTotal, pace, stages, isReady } = judgeProgress(training, today)
      const open = stages.flatMap(({ lessons }) => lessons.filter(({ state }) => state !== 'done'))
      const next = open.find(({ state }) => state === 'next' || state === 'repeat')
      const { lastLessonOn, projectedOn } = pace
      const reasons = stuckReasons({
        today,
        enrolledOn: training.enrolledOn,
        lastLessonOn,
        openAttempts: open.map(({ attempts }) => attempts),
        projectedOn,
        targetOn: training.targetOn,
        hasDispute: training.lessons.some(({ status }) => status === 'disputed'),
      })
      return {
        enrollmentId: training.id,
        crewId: training.crewId,
        personName: training.personName,
        programCode: training.programCode,
        primaryInstructorName: training.primaryInstructorName,
        ...{ percent, lessonsDone, lessonsTotal, lastLessonOn, projectedOn },
        targetOn: training.targetOn,
        nextLesson: next ? `${next.code} ${next.title}` : null,
        isReady,
        reasons: isReady ? [] : reasons,
      }
    })
    items.sort((a, b) => b.reasons.length - a.reasons.length || a.personName.localeCompare(b.personName))
    return { items, stuck: items.filter(({ reasons }) => reasons.length > 0).length }
  },
})
