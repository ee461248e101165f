import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#platform/kernel/id.ts'
import { pdfOf, textOf } from '#platform/paper/testing/pdf-text.ts'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { school } from './testing/school.ts'

const app = await testApp()
const base = '/api/v1/training'

test('a lesson of a frozen revision is not changed; a new revision copies it, and the mapping is shown before a student migrates', async (t) => {
  const space = await workspace(t, app)
  const { revision, enrollment, lessons, items, signOff } = await school(space)
  await signOff()
  const path = `${base}/revisions/${revision.id}/lessons/${lessons[0].id}`
  const refused = await space.owner.patch(path, { title: 'Other basics' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'revision_frozen'])
  assert.equal(refused.body.details[0].enrolled, 1)
  assert.match(refused.body.error, /^1 student is enrolled in revision 1/)
  const copy = await space.made(`${base}/programs/${revision.programId}/revisions`, {})
  assert.deepEqual([copy.number, copy.status], [2, 'draft'])
  const copied = copy.stages[0].lessons
  assert.deepEqual(
    copied.map(({ code, requiresLessonIds }: { code: string; requiresLessonIds: string[] }) => [
      code,
      requiresLessonIds,
    ]),
    [
      ['L1', []],
      ['L2', [copied[0].id]],
    ],
  )
  const renamed = await space.owner.patch(`${base}/revisions/${copy.id}/lessons/${copied[0].id}`, {
    title: 'Other basics',
  })
  assert.equal(renamed.data.title, 'Other basics')
  const migrate = (query = '') =>
    space.owner.post(`${base}/enrollments/${enrollment.id}/migrate${query}`, { revisionId: copy.id })
  assert.equal((await migrate()).status, 422)
  await space.made(`${base}/revisions/${copy.id}/publish`)
  const shown = await migrate('?dry_run=true')
  assert.equal(shown.status, 200)
  assert.deepEqual(
    shown.data.mapping.items.map(({ code, fromId }: { code: string; fromId: string }) => [code, fromId]),
    items.map(({ code, id }) => [code, id]),
  )
  assert.equal((await space.owner.get(`${base}/enrollments/${enrollment.id}`)).data.revisionId, revision.id)
  assert.equal((await migrate()).data.revisionNumber, 2)
  const { done } = (await space.owner.get(`${base}/enrollments/${enrollment.id}/progress`)).data
  assert.deepEqual(
    done.map(({ id }: { id: string }) => id),
    [copied[0].items[0].id],
  )
})

test('not even SQL changes a frozen syllabus, a signed lesson, a signature or a sign-off', async (t) => {
  const space = await workspace(t, app)
  const { revision, lesson, instructor, signOff } = await school(space)
  const record = await lesson()
  await instructor.post(`${base}/lessons/${record.id}/sign`)
  const { data: signoff } = await signOff()
  for (const [text, id] of [
    ['update training_lessons set title = title where revision_id = $1', revision.id],
    ['delete from training_stages where revision_id = $1', revision.id],
    [`update training_revisions set minimums = '[1]' where id = $1`, revision.id],
    ['update training_lesson_records set dual_minutes = 90 where id = $1', record.id],
    ['delete from training_lesson_records where id = $1', record.id],
    [`update training_signatures set content = 'x' where subject_id = $1`, record.id],
    [`update training_signoffs set signature_id = 'x' where id = $1`, signoff.id],
  ] as const)
    await assert.rejects(app.sql(text, [id]), text)
})

test('a sign-off sends its event once, and none if something after it in the same batch is refused', async (t) => {
  const space = await workspace(t, app)
  const { enrollment, items, instructor, signOff, learner } = await school(space)
  const recorded = async () =>
    (await space.owner.get('/api/v1/public/events?type=training.signoff.recorded')).data
  const signed = await signOff(0)
  assert.equal(signed.status, 201)
  assert.equal(signed.data.signatures[0].role, 'instructor')
  const events = await recorded()
  assert.equal(events.total, 1)
  assert.deepEqual([events.items[0].data.itemCode, events.items[0].data.studentId], ['I1', learner.id])
  const entry = { enrollmentId: enrollment.id, kind: 'item', itemId: items[1].id }
  const batch = (level: string) =>
    instructor.post(`${base}/signoffs/batch`, { signoffs: [entry, { ...entry, itemId: items[2].id, level }] })
  const refused = await batch('9')
  assert.deepEqual([refused.status, refused.body.code], [422, 'grade_not_in_scale'])
  assert.equal((await recorded()).total, 1)
  assert.equal((await batch('3')).data.signoffs.length, 2)
  assert.equal((await recorded()).total, 3)
})

test('an instructor whose record has expired signs nothing, and signed the day before', async (t) => {
  const space = await workspace(t, app)
  const { teacher, signOff } = await school(space)
  const record = await space.made('/api/v1/compliance/records', {
    crewId: teacher.id,
    kind: 'certificate',
    title: 'Flight instructor',
    expiresOn: '2026-08-01',
  })
  assert.equal((await signOff(0, { signedOn: '2026-08-01' })).status, 201)
  const refused = await signOff(1, { signedOn: '2026-08-02' })
  assert.deepEqual([refused.status, refused.body.code], [422, 'instructor_not_qualified'])
  assert.equal(refused.body.details[0].recordId, record.id)
  assert.match(refused.body.error, /Flight instructor of .* to the end of 2026-08-01/)
})

test('an amended lesson voids both signatures, stays readable, and counts again only when it is signed again', async (t) => {
  const space = await workspace(t, app)
  const { instructor, student, lesson, enrollment } = await school(space)
  const record = await lesson()
  const logged = async () => {
    const { data } = await space.owner.get(`${base}/enrollments/${enrollment.id}/progress`)
    return [data.lessonsDone, data.stages[0].lessons[0].state]
  }
  assert.deepEqual(await logged(), [0, 'next'])
  const signed = await instructor.post(`${base}/lessons/${record.id}/sign`)
  assert.equal(signed.data.status, 'signed')
  assert.equal((await instructor.post(`${base}/lessons/${record.id}/acknowledge`)).status, 403)
  const read = await student.post(`${base}/lessons/${record.id}/acknowledge`, { studentComment: 'Agreed' })
  assert.equal(read.data.status, 'acknowledged')
  assert.deepEqual(await logged(), [1, 'done'])
  const change = await instructor.patch(`${base}/lessons/${record.id}`, { dualMinutes: 90 })
  assert.deepEqual([change.status, change.body.code], [409, 'lesson_state'])
  const amended = await instructor.post(`${base}/lessons/${record.id}/amend`, { reason: 'Wrong minutes' })
  assert.deepEqual([amended.status, amended.data.amendsId, amended.data.status], [201, record.id, 'draft'])
  const { data: before } = await space.owner.get(`${base}/lessons/${record.id}`)
  assert.equal(before.status, 'amended')
  assert.equal(before.amendedById, amended.data.id)
  assert.deepEqual(
    before.signatures.map(({ role, voidedAt }: { role: string; voidedAt: string }) => [
      role,
      voidedAt !== null,
    ]),
    [
      ['instructor', true],
      ['student', true],
    ],
  )
  assert.deepEqual(await logged(), [0, 'next'])
  await instructor.patch(`${base}/lessons/${amended.data.id}`, { dualMinutes: 90 })
  await instructor.post(`${base}/lessons/${amended.data.id}/sign`)
  assert.deepEqual(await logged(), [1, 'done'])
})

test('a disputed lesson does not count until the chief instructor decides', async (t) => {
  const space = await workspace(t, app)
  const { instructor, student, lesson, enrollment } = await school(space)
  const record = await lesson()
  await instructor.post(`${base}/lessons/${record.id}/sign`)
  const disputed = await student.post(`${base}/lessons/${record.id}/dispute`, { reason: 'I flew 70 minutes' })
  assert.deepEqual([disputed.status, disputed.data.disputeReason], [200, 'I flew 70 minutes'])
  const done = async () =>
    (await space.owner.get(`${base}/enrollments/${enrollment.id}/progress`)).data.lessonsDone
  assert.equal(await done(), 0)
  const resolve = { resolution: 'The engine ran for 60' }
  assert.equal((await instructor.post(`${base}/lessons/${record.id}/resolve`, resolve)).status, 403)
  assert.equal(
    (await space.owner.post(`${base}/lessons/${record.id}/resolve`, resolve)).data.status,
    'signed',
  )
  assert.equal(await done(), 1)
})

test('sign-offs are filtered by student, program and period, behind a scope of their own', async (t) => {
  const space = await workspace(t, app)
  const { signOff, learner, revision } = await school(space)
  await signOff(0, { signedOn: '2026-03-01' })
  await signOff(1, { signedOn: '2026-03-10' })
  const key = await space.key({ scopes: ['public.signoffs:read', 'public.training:read'] })
  const total = async (query: string) =>
    (await key.get(`/api/v1/public/training/signoffs?${query}`)).data.total
  assert.equal(await total(''), 2)
  assert.equal(await total(`student_id=${learner.id}&program_id=${revision.programId}`), 2)
  assert.equal(await total(`student_id=${newId('crw')}`), 0)
  assert.equal(await total(`program_id=${newId('prg')}`), 0)
  assert.equal(await total('date_from=2026-03-01&date_to=2026-03-01'), 1)
  assert.equal(await total('date_from=2026-03-02'), 1)
  assert.equal(await total('date_to=2026-02-28'), 0)
  const other = await space.key({ scopes: ['public.training:read'] })
  assert.equal((await other.get('/api/v1/public/training/signoffs')).status, 403)
  const progress = await key.get(`/api/v1/public/training-progress?student_id=${learner.id}`)
  const { itemsDone, itemsTotal, percent } = progress.data.items[0]
  assert.deepEqual({ itemsDone, itemsTotal, percent }, { itemsDone: 2, itemsTotal: 2, percent: 100 })
})

test('students see their own records and nothing of others, and nobody signs their own training', async (t) => {
  const space = await workspace(t, app)
  const { student, lesson, enrollment, learner, signOff } = await school(space)
  const record = await lesson()
  await signOff()
  const peer = await space.as('peer', { roles: ['student'] })
  await space.person({ functions: ['student'], userId: peer.userId })
  for (const path of [
    `${base}/enrollments/${enrollment.id}`,
    `${base}/enrollments/${enrollment.id}/progress`,
    `${base}/lessons/${record.id}`,
  ]) {
    assert.equal((await student.get(path)).status, 200, path)
    const hidden = await peer.get(path)
    const missing = await peer.get(path.replace(/(enr|lrc)_[^/]+/, (_, prefix) => newId(prefix)))
    assert.equal(hidden.status, 404, path)
    const { requestId: _a, ...hiddenBody } = hidden.body
    const { requestId: _b, ...missingBody } = missing.body
    assert.deepEqual(hiddenBody, missingBody)
  }
  for (const path of ['enrollments', 'lessons', 'signoffs']) {
    assert.equal((await student.get(`${base}/${path}`)).data.total, 1)
    assert.equal((await peer.get(`${base}/${path}`)).data.total, 0)
  }
  // Somebody who learns and teaches.
  const both = await space.as('both', { roles: ['instructor', 'chief_pilot'] })
  const person = await space.person({ functions: ['instructor', 'student'], userId: both.userId })
  const own = await space.enrollment({ crewId: person.id, revisionId: enrollment.revisionId })
  const draft = { enrollmentId: own.id, lessonId: record.lessonId, heldOn: '2026-02-02', result: 'complete' }
  const signed = await both.post(`${base}/lessons`, draft)
  assert.deepEqual([signed.status, signed.body.code], [403, 'own_training'])
  const byOther = await space.made(`${base}/lessons`, { ...draft, instructorId: (await space.person()).id })
  assert.equal((await both.post(`${base}/lessons/${byOther.id}/sign`)).body.code, 'own_training')
  const off = await both.post(`${base}/signoffs`, { enrollmentId: own.id, kind: 'exam' })
  assert.equal(off.body.code, 'own_training')
  assert.equal(
    (
      await space.owner.post(`${base}/signoffs`, {
        enrollmentId: own.id,
        kind: 'exam',
        instructorId: person.id,
      })
    ).status,
    403,
  )
  assert.ok(learner)
})

test('an instructor teaches the student of another one only as a substitute with a note, and sees them from then on', async (t) => {
  const space = await workspace(t, app)
  const { enrollment, items, lessons } = await school(space)
  const other = await space.as('other', { roles: ['instructor'] })
  await space.person({ functions: ['instructor'], userId: other.userId })
  const body = { enrollmentId: enrollment.id, kind: 'item', itemId: items[0].id }
  const refused = await other.post(`${base}/signoffs`, body)
  assert.deepEqual([refused.status, refused.body.code], [422, 'not_your_student'])
  assert.equal((await other.get(`${base}/enrollments/${enrollment.id}`)).status, 404)
  const substituteNote = 'Their instructor is ill'
  assert.equal((await other.post(`${base}/signoffs`, { ...body, substituteNote })).status, 201)
  const lesson = {
    enrollmentId: enrollment.id,
    lessonId: lessons[0].id,
    heldOn: '2026-02-02',
    result: 'complete',
    substituteNote,
  }
  assert.equal((await other.post(`${base}/lessons`, lesson)).status, 201)
  assert.equal((await other.get(`${base}/enrollments/${enrollment.id}`)).status, 200)
})

test('a lesson is signed after those that it builds on, and its grades and minutes fit', async (t) => {
  const space = await workspace(t, app)
  const { instructor, lesson, lessons, enrollment } = await school(space)
  const second = await lesson({ lessonId: lessons[1].id })
  const early = await instructor.post(`${base}/lessons/${second.id}/sign`)
  assert.deepEqual(
    [early.status, early.body.code, early.body.details[0].code],
    [422, 'prerequisite_missing', 'L1'],
  )
  const flight = await space.flight()
  const body = {
    enrollmentId: enrollment.id,
    lessonId: lessons[0].id,
    heldOn: '2026-01-05',
    result: 'complete',
  }
  const send = (fields: object) => instructor.post(`${base}/lessons`, { ...body, ...fields })
  const long = await send({ flightId: flight.id, dualMinutes: 51, groundMinutes: 30 })
  assert.deepEqual([long.status, long.body.details[0].field], [400, 'dualMinutes'])
  assert.equal((await send({ flightId: flight.id, dualMinutes: 50, groundMinutes: 30 })).status, 201)
  assert.equal((await send({ dualMinutes: 50, nightMinutes: 51 })).status, 400)
  const grades = (level: string) => [{ itemId: lessons[0].items[0].id, level }]
  const wrong = await send({ grades: grades('A+') })
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'grade_not_in_scale'])
  assert.equal((await send({ grades: grades('2') })).status, 201)
})

test('a student is in a program once, and credit needs somebody who approved it', async (t) => {
  const space = await workspace(t, app)
  const { enrollment, learner, teacher, revision } = await school(space)
  const again = { crewId: learner.id, revisionId: revision.id, chiefInstructorId: teacher.id }
  const twice = await space.owner.post(`${base}/enrollments`, again)
  assert.deepEqual([twice.status, twice.body.code], [409, 'already_enrolled'])
  const credit = { kind: 'dual', minutes: 120, reason: 'Another school' }
  const path = `${base}/enrollments/${enrollment.id}`
  assert.equal((await space.owner.patch(path, { creditMinutes: [credit] })).status, 422)
  const approved = await space.owner.patch(path, { creditMinutes: [{ ...credit, approvedBy: teacher.id }] })
  assert.equal(approved.data.creditMinutes[0].minutes, 120)
  await space.made(`${path}/suspend`, { reason: 'Medical' })
  assert.equal((await space.made(`${path}/resume`)).status, 'active')
  const ended = await space.made(`${path}/terminate`, { reason: 'Moved away' })
  assert.equal(ended.endReason, 'Moved away')
  assert.equal((await space.owner.post(`${base}/enrollments`, again)).status, 201)
})

test('a student graduates when every item is signed off and no minute is short, and not before', async (t) => {
  const space = await workspace(t, app)
  const { enrollment, lesson, instructor, signOff } = await school(space, {
    minimums: [{ kind: 'dual', minutes: 61 }],
  })
  const graduate = () => space.owner.post(`${base}/enrollments/${enrollment.id}/graduate`)
  const record = await lesson()
  await instructor.post(`${base}/lessons/${record.id}/sign`)
  await signOff(0)
  const early = await graduate()
  assert.deepEqual([early.status, early.body.code], [422, 'minimum_not_met'])
  assert.deepEqual(
    early.body.details.map(({ field, kind, minutesShort, message }: Record<string, unknown>) => [
      field,
      kind,
      minutesShort,
      message,
    ]),
    [
      ['item', null, null, 'I2 Airspace is not signed off'],
      ['minimum', 'dual', 1, 'dual: 1 minute short'],
    ],
  )
  await signOff(1)
  const more = await lesson({ dualMinutes: 1, result: 'incomplete' })
  await instructor.post(`${base}/lessons/${more.id}/sign`)
  assert.equal((await instructor.post(`${base}/enrollments/${enrollment.id}/graduate`)).status, 403)
  const graduated = await graduate()
  assert.deepEqual([graduated.status, graduated.data.status], [200, 'graduated'])
  assert.match(graduated.data.certifiedSignatureId, /^tsg_/)
  assert.equal((await signOff(2)).body.code, 'enrollment_state')
  const vtrs = await space.owner.get(`${base}/vtr?enrollment_id=${enrollment.id}`)
  const [vtr] = vtrs.data.items
  assert.deepEqual([vtr.kind, vtr.status], ['graduation', 'verified'])
  const { authorization } = await space.as('instructor')
  const read = (file: string) =>
    pdfOf(app.origin, `${base}/enrollments/${enrollment.id}/${file}`, authorization)
  const certificate = await read('certificate.pdf')
  assert.equal(certificate.answer.status, 200)
  // 14 CFR 141.95(b)(1) to (8).
  const written = textOf(certificate.pdf)
  for (const text of [
    enrollment.personName,
    'Private pilot',
    graduated.data.endedOn,
    'completed each required stage',
    'Before solo',
    'cross-country training were received',
    'Certified by the chief instructor',
    vtr.id,
  ])
    assert.ok(written.includes(text), text)
  const log = textOf((await read('log.pdf')).pdf)
  assert.ok(log.includes('L1 Basics') && log.includes('1:00') && log.includes('graduated'))
})

test('the board shows who is stuck first, and an instructor has their record of three years', async (t) => {
  const space = await workspace(t, app)
  const { enrollment, instructor, teacher, signOff, student } = await school(space)
  const board = await space.owner.get(`${base}/board`)
  assert.equal(board.data.stuck, 1)
  assert.deepEqual(board.data.items[0].reasons, ['no_lesson'])
  assert.equal(board.data.items[0].nextLesson, 'L1 Basics')
  await signOff(0)
  await instructor.post(`${base}/signoffs`, { enrollmentId: enrollment.id, kind: 'exam' })
  const path = `${base}/instructors/${teacher.id}/record`
  const record = await instructor.get(path)
  assert.deepEqual(
    record.data.entries.map(({ kind, personName }: Record<string, string>) => [kind, personName]),
    [['exam', enrollment.personName]],
  )
  assert.equal((await student.get(path)).status, 404)
})

test('both ready syllabi are taken as they are, and a revision that was read is taken again', async (t) => {
  const space = await workspace(t, app)
  for (const [name, lessons] of [
    ['private-pilot', 18],
    ['instrument', 15],
  ] as const) {
    const program = await space.made(`${base}/programs`, { code: name, title: name, authority: 'faa_141' })
    const { syllabus } = (await space.owner.get(`${base}/syllabi/${name}`)).data
    const draft = await space.made(`${base}/programs/${program.id}/revisions`, syllabus)
    const taught = draft.stages.flatMap((stage: { lessons: object[] }) => stage.lessons)
    assert.equal(taught.length, lessons)
    const { stages, minimums, gradeScale } = draft
    const again = await space.owner.patch(`${base}/revisions/${draft.id}`, { stages, minimums, gradeScale })
    assert.equal(again.status, 200)
    const codes = (record: typeof draft) =>
      JSON.stringify(record.stages).replaceAll(/"[a-z]{3}_[0-9a-z]{26}"/g, '')
    assert.equal(codes(again.data), codes(draft))
  }
})

test('before the first lesson progress warns of the records that are missing, and a check ride lists its flight time', async (t) => {
  const space = await workspace(t)
  const { enrollment, learner, lesson, instructor } = await school(space)
  const path = `/api/v1/training/enrollments/${enrollment.id}`
  const codes = async () =>
    (await space.owner.get(`${path}/progress`)).data.warnings.map(({ code }: { code: string }) => code)
  assert.deepEqual(await codes(), ['citizenship', 'rental_agreement'])
  await space.made('/api/v1/compliance/records', {
    crewId: learner.id,
    kind: 'document',
    title: 'US citizenship',
  })
  assert.deepEqual(await codes(), ['rental_agreement'])
  const record = await lesson({ dualMinutes: 90, crossCountryMinutes: 60 })
  assert.equal((await instructor.post(`/api/v1/training/lessons/${record.id}/sign`)).status, 200)
  assert.deepEqual(await codes(), [])
  const { data } = await space.owner.get(`${path}/experience`)
  const crossCountry = data.requirements.find(
    ({ citation }: { citation: string }) => citation === '61.109(a)(1)',
  )
  assert.deepEqual([crossCountry.countedMinutes, crossCountry.shortMinutes], [60, 120])
})
