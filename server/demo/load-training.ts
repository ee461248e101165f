import { claimOf, readSyllabus, writeStages, writeVtr } from '#modules/training/index.ts'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { addDays } from '#rules/calendar.ts'
import type { People } from './load-records.ts'
import { writeSignature, writeSignoff } from './load-signatures.ts'
import type { DemoSchool } from './school.ts'
import { type DemoTraining, demoTrainings, tailwheelSyllabus } from './training.ts'

const scale = readSyllabus('private-pilot').gradeScale
const programs = [
  {
    code: 'PPL',
    title: 'Private pilot, airplane',
    authority: 'faa_141',
    syllabus: readSyllabus('private-pilot'),
  },
  {
    code: 'IR',
    title: 'Instrument rating, airplane',
    authority: 'faa_141',
    syllabus: readSyllabus('instrument'),
  },
  { code: 'CLUB', title: 'Tailwheel check-out', authority: 'club', syllabus: tailwheelSyllabus },
]

export interface Person {
  crewId: string
  userId: string
  displayName: string
}
interface Lesson {
  id: string
  code: string
  kind: string
  minutes: number
  isSolo: boolean
  items: string[]
}
interface Program {
  programId: string
  revisionId: string
  stageIds: string[]
  lessons: Lesson[]
}
interface School {
  uuid: string
  slug: string
  name: string
  origin: string
}

/** Writes programs, students at every stage, and two verified records, of which one is revoked. */
export async function writeTraining(
  tx: Tx,
  services: Services,
  workspaceId: string,
  school: Pick<DemoSchool, 'people' | 'today' | 'name'>,
  people: People,
): Promise<void> {
  const of = (isOne: (person: DemoSchool['people'][number]) => boolean) =>
    school.people.filter(isOne).flatMap(({ email }) => people.get(email) ?? [])
  const teachers = of(({ functions, status }) => functions.includes('instructor') && status === 'active')
  // Those who have finished are pilots now.
  const students = of(({ roles }) => roles.includes('student'))
  const [chief] = teachers
  if (!chief) throw new Error('The school has no chief instructor')
  const known = new Map<string, Program>()
  for (const program of programs) known.set(program.code, await writeProgram(tx, workspaceId, program, chief))
  const today = school.today.toString()
  const graduates: string[] = []
  for (const [index, training] of demoTrainings.entries()) {
    const program = known.get(training.program)
    const student = students[index]
    const teacher = teachers[1 + (index % (teachers.length - 1))]
    if (!program || !student || !teacher) throw new Error('The school has too few people')
    const enrollmentId = await writeStudent(tx, workspaceId, training, {
      program,
      student,
      teacher,
      chief,
      today,
    })
    if (training.ends === 'graduated') graduates.push(enrollmentId)
  }
  await writeRecords(tx, services, workspaceId, graduates, { chief, today })
}

async function writeProgram(
  tx: Tx,
  workspaceId: string,
  { code, title, authority, syllabus }: (typeof programs)[number],
  chief: Person,
): Promise<Program> {
  const [programId, revisionId] = [newId('prg'), newId('prv')]
  await tx.run(sql`
    insert into training_programs (workspace_id, id, code, title, authority, chief_instructor_id)
    values (${workspaceId}, ${programId}, ${code}, ${title}, ${authority}, ${chief.crewId})`)
  await tx.run(sql`
    insert into training_revisions (workspace_id, id, program_id, number, minimums, grade_scale, change_note,
        published_at, published_by_name)
    values (${workspaceId}, ${revisionId}, ${programId}, 1, ${JSON.stringify(syllabus.minimums)},
        ${JSON.stringify(scale)}, ${syllabus.changeNote}, now(), ${chief.displayName})`)
  await writeStages(
    tx,
    { workspaceUuid: workspaceId, revisionId },
    { stages: syllabus.stages, scale, known: [] },
  )
  const lessons = await tx.rows(sql<'demoLessons', { items: string[] }>`
    select l.id, l.code, l.kind, l.planned_minutes as minutes, l.is_solo as "isSolo",
           array(select i.id from training_items i
                  where i.workspace_id = l.workspace_id and i.lesson_id = l.id order by i.position) as items
      from training_lessons l
      join training_stages s on s.workspace_id = l.workspace_id and s.id = l.stage_id
     where l.revision_id = ${revisionId} order by s.position, l.position`)
  const stages = await tx.rows(sql<'demoStages'>`
    select id from training_stages where revision_id = ${revisionId} and needs_stage_check order by position`)
  await tx.run(sql`update training_revisions set status = 'frozen' where id = ${revisionId}`)
  return { programId, revisionId, stageIds: stages.map(({ id }) => id), lessons }
}

export interface Where {
  program: Program
  student: Person
  teacher: Person
  chief: Person
  today: string
}

async function writeStudent(
  tx: Tx,
  workspaceId: string,
  training: DemoTraining,
  where: Where,
): Promise<string> {
  const { program, student, teacher, chief, today } = where
  const enrollmentId = newId('enr')
  const enrolledOn = addDays(today, -training.enrolledDaysAgo)
  const count = Math.round(program.lessons.length * training.done)
  const heldOn = (index: number) =>
    addDays(enrolledOn, Math.min((index + 1) * training.every, training.enrolledDaysAgo))
  const isOver = training.ends === 'graduated' || training.ends === 'transferred'
  const { last } = await tx.one(sql<'demoEnrollmentNumber'>`
    insert into training_numbers as n (workspace_id, program_id, last) values (${workspaceId}, ${program.programId}, 1)
    on conflict (workspace_id, program_id) do update set last = n.last + 1 returning last`)
  await tx.run(
    db.insertInto('training_enrollments').values({
      workspace_id: workspaceId,
      id: enrollmentId,
      crew_id: student.crewId,
      program_id: program.programId,
      revision_id: program.revisionId,
      chief_instructor_id: chief.crewId,
      primary_instructor_id: teacher.crewId,
      enrolled_on: enrolledOn,
      status: training.ends ?? (count > 0 ? 'active' : 'enrolled'),
      certificate_number: `${training.program}-${String(last).padStart(4, '0')}`,
      certificate_given_on: enrolledOn,
      syllabus_given_on: enrolledOn,
      safety_practices_given_on: enrolledOn,
      target_on: addDays(enrolledOn, 300),
      ended_on: isOver ? heldOn(count) : null,
      end_reason:
        training.ends === 'suspended'
          ? 'Medical certificate pending'
          : training.ends === 'transferred'
            ? 'Moved to another state'
            : null,
    }),
  )
  const held = program.lessons
    .slice(0, count)
    .map((lesson, index) => ({ lesson, on: heldOn(index), result: 'complete' }))
  const next = program.lessons[count]
  for (let attempt = 0; next && attempt < (training.repeats ?? 0); attempt++)
    held.push({ lesson: next, on: heldOn(count + attempt), result: 'repeat' })
  for (const [index, lesson] of held.entries()) {
    const state = index === held.length - 1 ? training.last : undefined
    await writeLesson(tx, workspaceId, enrollmentId, { ...where, ...lesson, state })
  }
  if (training.ends === 'graduated')
    await certify(tx, workspaceId, enrollmentId, { ...where, on: heldOn(count) })
  return enrollmentId
}

type Held = Where & { lesson: Lesson; on: string; result: string; state: DemoTraining['last'] | undefined }

async function writeLesson(tx: Tx, workspaceId: string, enrollmentId: string, held: Held): Promise<void> {
  const { program, student, teacher, lesson, on, result, state } = held
  const recordId = newId('lrc')
  const isFlight = lesson.kind === 'flight'
  const isComplete = result === 'complete' && state !== 'draft'
  await tx.run(
    db.insertInto('training_lesson_records').values({
      workspace_id: workspaceId,
      id: recordId,
      enrollment_id: enrollmentId,
      crew_id: student.crewId,
      lesson_id: lesson.id,
      current_lesson_id: lesson.id,
      instructor_id: teacher.crewId,
      held_on: on,
      dual_minutes: isFlight && !lesson.isSolo ? lesson.minutes : 0,
      solo_minutes: isFlight && lesson.isSolo ? lesson.minutes : 0,
      ground_minutes: lesson.kind === 'ground' || lesson.kind === 'exam' ? lesson.minutes : 20,
      simulator_minutes: lesson.kind === 'simulator' ? lesson.minutes : 0,
      cross_country_minutes: isFlight && lesson.minutes >= 150 ? lesson.minutes : 0,
      grades: JSON.stringify(lesson.items.map((itemId) => ({ itemId, level: isComplete ? '3' : '2' }))),
      result,
      debrief: isComplete
        ? 'Good progress. Keep the eyes outside.'
        : 'The flare comes too early. Again next time.',
      status: state ?? 'acknowledged',
      dispute_reason: state === 'disputed' ? 'I flew 20 minutes more than is written here' : null,
    }),
  )
  const content = { id: recordId, enrollmentId, lessonId: lesson.id, heldOn: on, result }
  const signing = { subjectKind: 'lesson', subjectId: recordId, student, on, content }
  if (state !== 'draft')
    await writeSignature(tx, workspaceId, { ...signing, role: 'instructor', signer: teacher })
  if (state === undefined)
    await writeSignature(tx, workspaceId, { ...signing, role: 'student', signer: student })
  if (!isComplete) return
  for (const itemId of lesson.items)
    await writeSignoff(tx, workspaceId, enrollmentId, {
      program,
      student,
      teacher,
      on,
      itemId,
      stageId: null,
    })
}

/** The stage checks and the signature of the chief instructor. */
async function certify(
  tx: Tx,
  workspaceId: string,
  enrollmentId: string,
  { program, student, teacher, chief, on }: Where & { on: string },
) {
  for (const stageId of program.stageIds)
    await writeSignoff(tx, workspaceId, enrollmentId, {
      program,
      student,
      teacher,
      on,
      itemId: null,
      stageId,
    })
  const content = { enrollmentId, revisionId: program.revisionId, endedOn: on }
  const signing = { subjectKind: 'enrollment', subjectId: enrollmentId, student, on, content }
  const signatureId = await writeSignature(tx, workspaceId, {
    ...signing,
    role: 'chief_instructor',
    signer: chief,
  })
  await tx.run(sql`
    update training_enrollments set certified_signature_id = ${signatureId} where id = ${enrollmentId}`)
}

async function writeRecords(
  tx: Tx,
  services: Services,
  workspaceId: string,
  graduates: readonly string[],
  { chief, today }: { chief: Person; today: string },
): Promise<void> {
  const workspace = await tx.one(sql<'demoSchoolOfRecords'>`
    select slug, name from workspaces where workspace_id = ${workspaceId}`)
  const origin = services.config.publicUrl ?? `http://localhost:${services.config.port}`
  const school: School = { ...workspace, uuid: workspaceId, origin }
  for (const [index, subjectId] of graduates.entries()) {
    const isRevoked = index === 1
    const now = new Date(Date.now() - (isRevoked ? 2 : 0) * 86_400_000)
    const issuedOn = isRevoked ? addDays(today, -2) : today
    const claim = await claimOf(tx, 'graduation', subjectId, issuedOn)
    const vtrId = await writeVtr({ tx, services, now, school }, claim, {
      kind: 'graduation',
      subjectId,
      supersedesId: null,
      issuedOn,
      issuedByName: chief.displayName,
    })
    if (isRevoked)
      await tx.run(sql`
        update training_vtrs set status = 'revoked', revoked_at = now(), revoke_reason = 'Issued to the wrong student'
         where id = ${vtrId}`)
  }
}
