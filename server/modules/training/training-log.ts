import { operation } from '#platform/kernel/operation.ts'
import { newPaper, paperAnswer } from '#platform/paper/paper.ts'
import { hours } from './certificate.ts'
import { Enrollment } from './enrollment.ts'
import { LessonRecord, type LessonRecordForm } from './lesson-record.ts'
import { Signoff, type SignoffForm } from './signoff.ts'

const words = (text: string) => text.replaceAll('_', ' ')

export const getTrainingLog = operation({
  ...paperAnswer,
  id: 'getTrainingLog',
  path: '/api/v1/training/enrollments/:id/log.pdf',
  summary: 'Get the training log of a student',
  description:
    'The chronological log of 14 CFR 141.101(a): the date of enrollment, each lesson with its time, grades and instructor, the sign-offs, and the date and way that the training ended.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Enrollment,
  async handle({ tx, record, principal, now }) {
    const lessons = await tx.composed<LessonRecordForm>(
      `${LessonRecord.select} where t.enrollment_id = $1 and t.status in ('signed', 'acknowledged', 'disputed')
        order by t.held_on, t.id limit 2000`,
      [record.id],
    )
    const signoffs = await tx.composed<SignoffForm>(
      `${Signoff.select} where t.enrollment_id = $1 and t.status = 'valid' order by t.signed_on, t.id limit 2000`,
      [record.id],
    )
    const paper = newPaper({
      title: `Training log of ${record.personName}`,
      workspace: principal.workspace.name,
      now,
    })
    paper.heading('Enrollment')
    paper.paragraph(
      `${record.programTitle} (${record.programCode}), revision ${record.revisionNumber}. Enrolled on ${record.enrolledOn}, certificate of enrollment ${record.certificateNumber}. Chief instructor: ${record.chiefInstructorName}.`,
    )
    paper.paragraph(
      record.endedOn === null
        ? `The training is ${record.status}.`
        : `The training ended on ${record.endedOn}: ${record.status}${record.endReason ? `, ${record.endReason}` : ''}. Certified by the chief instructor: ${record.chiefInstructorName}.`,
    )
    paper.heading('Lessons, in the order of their dates')
    if (lessons.length === 0) paper.paragraph('No lesson is signed yet.')
    else paper.table(lessonColumns, lessons.map(lessonRow))
    paper.heading('Tests and sign-offs')
    if (signoffs.length === 0) paper.paragraph('Nothing is signed off yet.')
    else
      paper.table(
        [
          { title: 'Date', share: 2 },
          { title: 'Kind', share: 2 },
          { title: 'What', share: 6 },
          { title: 'Level', share: 1.5 },
          { title: 'Instructor', share: 4 },
        ],
        signoffs.map((signoff) => [
          signoff.signedOn,
          words(signoff.kind),
          [signoff.itemCode, signoff.itemTitle ?? signoff.stageTitle].filter(Boolean).join(' ') ||
            signoff.programCode,
          signoff.level,
          signoff.instructorName,
        ]),
      )
    return paper.finish(`training-log-${record.certificateNumber}.pdf`)
  },
})

const lessonColumns = [
  { title: 'Date', share: 2 },
  { title: 'Lesson', share: 5 },
  { title: 'Dual', share: 1.3 },
  { title: 'Solo', share: 1.3 },
  { title: 'Ground', share: 1.4 },
  { title: 'Sim', share: 1.3 },
  { title: 'Night', share: 1.3 },
  { title: 'Instr.', share: 1.3 },
  { title: 'XC', share: 1.3 },
  { title: 'Result', share: 2.2 },
  { title: 'Signed by', share: 4 },
]

function lessonRow(lesson: LessonRecordForm): string[] {
  const time = (minutes: number) => (minutes === 0 ? '–' : hours(minutes))
  const signed = lesson.signatures
    .filter(({ voidedAt }) => voidedAt === null)
    .map(({ name, role }) => `${name} (${words(role)})`)
  return [
    lesson.heldOn,
    `${lesson.lessonCode} ${lesson.lessonTitle}`,
    time(lesson.dualMinutes),
    time(lesson.soloMinutes),
    time(lesson.groundMinutes),
    time(lesson.simulatorMinutes),
    time(lesson.nightMinutes),
    time(lesson.instrumentMinutes),
    time(lesson.crossCountryMinutes),
    lesson.status === 'disputed' ? `${lesson.result}, disputed` : lesson.result,
    signed.join(', '),
  ]
}
