import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#platform/kernel/id.ts'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { school } from './testing/school.ts'

const app = await testApp()
const base = '/api/v1/training'

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
