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
