import { sql, type Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem, roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { isChiefOf, personOfCaller, requireChiefOf, teachingRoles } from './access.ts'
import { Enrollment, enrollmentStates } from './enrollment.ts'
import {
  LessonRecord,
  type LessonRecordForm,
  lessonAcknowledged,
  lessonDisputed,
  lessonSigned,
  lessonStates,
  minuteFields,
} from './lesson-record.ts'
import { sign, voidSignatures } from './signature.ts'
import { enrollmentTaught, signerOf, teacherOf } from './signer.ts'

export const prerequisiteMissing = problem('prerequisite_missing', 422, {
  meaning: 'The lesson builds on others that the student has not completed',
  fix: '`details` names them. Complete and sign those first, or change what the lesson requires in a new revision.',
})

const writes = {
  method: 'POST',
  access: 'session',
  roles: 'staff',
  stability: 'beta',
  on: LessonRecord,
  response: LessonRecord.schema,
} as const

export const signLesson = operation({
  ...writes,
  id: 'signLessonRecord',
  path: '/api/v1/training/lessons/:id/sign',
  summary: 'Sign a lesson record',
  description:
    'The instructor signs the record, which never changes from then on. The instructor must be qualified on the day of the lesson, and its prerequisites complete.',
  roles: teachingRoles,
  stepUp: true,
  move: lessonStates.sign,
  emits: lessonSigned,
  async handle({ tx, record, principal, now, move }) {
    const enrollment = await enrollmentTaught(tx, record.enrollmentId)
    const { role } = await signerOf(tx, principal, enrollment, {
      instructorId: record.instructorId,
      substituteNote: record.substituteNote,
      on: record.heldOn,
    })
    if (record.heldOn > localDate(now, principal.workspace.timezone))
      throw ruleBroken('The lesson lies in the future. It is signed after it was held', {
        details: [{ field: 'heldOn', message: 'lies in the future' }],
      })
    await requirePrerequisites(tx, record)
    await sign(
      tx,
      { principal, now },
      {
        subjectKind: 'lesson',
        subjectId: record.id,
        studentId: record.crewId,
        role,
        statement: `I certify that ${record.instructorName} gave this training on ${record.heldOn}`,
        content: contentOf(record),
      },
    )
    await move.make()
    const trained = (await Enrollment.load(tx, record.enrollmentId))?.record
    if (trained && enrollmentStates.begin.allows(trained)) await enrollmentStates.begin.apply(tx, trained)
    return LessonRecord.get(tx, record.id)
  },
})

export const acknowledgeLesson = operation({
  ...writes,
  id: 'acknowledgeLessonRecord',
  path: '/api/v1/training/lessons/:id/acknowledge',
  summary: 'Acknowledge a signed lesson record',
  description: 'The student signs that they have read the record, in a session of their own.',
  stepUp: true,
  move: lessonStates.acknowledge,
  emits: lessonAcknowledged,
  body: Type.Object({ studentComment: Type.Optional(text(1, 5_000)) }),
  async handle({ tx, body, record, principal, now, move }) {
    await requireStudent(tx, principal, record)
    await sign(
      tx,
      { principal, now },
      {
        subjectKind: 'lesson',
        subjectId: record.id,
        studentId: record.crewId,
        role: 'student',
        statement: 'I have read this record of my training',
        content: { ...contentOf(record), studentComment: body.studentComment ?? null },
      },
    )
    await move.make({ student_comment: body.studentComment ?? null })
    return LessonRecord.get(tx, record.id)
  },
})

export const disputeLesson = operation({
  ...writes,
  id: 'disputeLessonRecord',
  path: '/api/v1/training/lessons/:id/dispute',
  summary: 'Dispute a signed lesson record',
  description:
    'The student says what is wrong with the record. It does not count until the chief instructor decides.',
  move: lessonStates.dispute,
  emits: lessonDisputed,
  body: Type.Object({ reason: text(3, 2_000, 'What is wrong with the record.') }),
  async handle({ tx, body, record, principal, move }) {
    await requireStudent(tx, principal, record)
    await move.make({ dispute_reason: body.reason })
    return LessonRecord.get(tx, record.id)
  },
})

export const resolveLesson = operation({
  ...writes,
  id: 'resolveLessonRecord',
  path: '/api/v1/training/lessons/:id/resolve',
  summary: 'Resolve a disputed lesson record',
  description:
    'The chief instructor decides that the record is right as it is. If it is wrong, its instructor amends it.',
  roles: teachingRoles,
  move: lessonStates.resolve,
  audits: 'training_lesson.resolved',
  body: Type.Object({ resolution: text(3, 2_000) }),
  async handle({ tx, body, record, principal, move }) {
    await requireChiefOf(tx, principal, await enrollmentTaught(tx, record.enrollmentId))
    await move.make({ resolution: body.resolution })
    return LessonRecord.get(tx, record.id)
  },
})

export const amendLesson = operation({
  ...writes,
  id: 'amendLessonRecord',
  path: '/api/v1/training/lessons/:id/amend',
  summary: 'Amend a signed lesson record',
  description:
    'Makes a draft that replaces the record, and voids its signatures: both are asked for again. The old record stays readable, and neither counts until the new one is signed.',
  roles: teachingRoles,
  move: lessonStates.amend,
  creates: LessonRecord,
  audits: 'training_lesson.amended',
  status: 201,
  body: Type.Object({ reason: text(3, 1_000, 'What was wrong.') }),
  async handle({ tx, body, record, principal, now, move, emit }) {
    const enrollment = await enrollmentTaught(tx, record.enrollmentId)
    if (!(await isChiefOf(tx, principal, enrollment)))
      await teacherOf(tx, principal, enrollment, {
        instructorId: record.instructorId,
        substituteNote: record.substituteNote,
      })
    await move.make()
    await voidSignatures(tx, record.id, body.reason, now)
    const recordId = newId('lrc')
    await insert(tx, 'training_lesson_records', principal.workspace.uuid, recordId, {
      enrollmentId: record.enrollmentId,
      crewId: record.crewId,
      lessonId: record.lessonId,
      currentLessonId: record.lessonId,
      instructorId: record.instructorId,
      heldOn: record.heldOn,
      ...minutesIn(record),
      sessionId: record.sessionId,
      flightId: record.flightId,
      grades: JSON.stringify(record.grades),
      result: record.result,
      debrief: record.debrief,
      substituteNote: record.substituteNote,
      amendsId: record.id,
      amendReason: body.reason,
    })
    await tx.run(sql`
      update training_lesson_records n set current_lesson_id = o.current_lesson_id
        from training_lesson_records o where n.id = ${recordId} and o.id = ${record.id}`)
    const subject = { type: LessonRecord.name, label: record.lessonCode }
    emit({
      type: 'training_lesson.amended',
      subject: { ...subject, id: record.id },
      changes: lessonStates.changes(record, await LessonRecord.get(tx, record.id)),
    })
    emit({ type: 'training_lesson.created', subject: { ...subject, id: recordId } })
    return LessonRecord.get(tx, recordId)
  },
})

const minutesIn = (record: LessonRecordForm) => ({
  dualMinutes: record.dualMinutes,
  soloMinutes: record.soloMinutes,
  groundMinutes: record.groundMinutes,
  simulatorMinutes: record.simulatorMinutes,
  nightMinutes: record.nightMinutes,
  instrumentMinutes: record.instrumentMinutes,
  crossCountryMinutes: record.crossCountryMinutes,
})

/** What the signatures of a lesson record are about. */
function contentOf(record: LessonRecordForm): object {
  const { id, enrollmentId, crewId, lessonId, lessonCode, instructorId, heldOn, grades, result, debrief } =
    record
  const minutes = Object.fromEntries(
    Object.keys(minuteFields).map((field) => [field, record[field as keyof typeof minuteFields]]),
  )
  const { flightId, sessionId, amendsId } = record
  return {
    ...{ id, enrollmentId, crewId, lessonId, lessonCode, instructorId, heldOn, grades, result, debrief },
    ...{ flightId, sessionId, amendsId },
    ...minutes,
  }
}

async function requireStudent(
  tx: Tx,
  principal: Parameters<typeof personOfCaller>[1],
  { crewId }: { crewId: string },
): Promise<void> {
  const person = await personOfCaller(tx, principal)
  if (person?.id !== crewId) throw roleMissing('Only the student can do this, in a session of their own')
}

async function requirePrerequisites(tx: Tx, { enrollmentId, lessonId }: LessonRecordForm): Promise<void> {
  const missing = await tx.rows(sql<'missingPrerequisites'>`
    select l.id, l.code, l.title
      from training_lessons wanted
      join training_lessons l on l.workspace_id = wanted.workspace_id and l.id = any(wanted.requires_lesson_ids)
     where wanted.id = ${lessonId}
       and not exists (select from training_lesson_records done
                        where done.workspace_id = l.workspace_id and done.enrollment_id = ${enrollmentId}
                          and done.current_lesson_id = l.id and done.result = 'complete'
                          and done.status in ('signed', 'acknowledged'))
     order by l.position, l.id`)
  if (missing.length === 0) return
  const codes = missing.map(({ code }) => code).join(', ')
  throw prerequisiteMissing(`The student has not completed ${codes}, which this lesson builds on`, {
    details: missing.map(({ id, code, title }) => ({
      field: 'lessonId',
      message: `needs ${code} ${title} first`,
      lessonId: id,
      code,
    })),
  })
}
