import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { school } from './testing/school.ts'

const app = await testApp()
const base = '/api/v1/training'

test('an endorsement is written from its template, ends by its rule, and is kept as a compliance record until it is revoked', async (t) => {
  const space = await workspace(t, app)
  const { instructor, student, learner, teacher } = await school(space)
  await space.made('/api/v1/compliance/records', {
    crewId: teacher.id,
    kind: 'certificate',
    title: 'Flight instructor',
    number: 'CFI 3141592',
  })
  const give = (fields: object) =>
    instructor.post(`${base}/endorsements`, {
      crewId: learner.id,
      template: 'A.6',
      scope: { typeDesignators: ['C172'], conditions: '8 kt of crosswind' },
      givenOn: '2026-08-03',
      trainedOn: '2026-08-02',
      ...fields,
    })
  const unnamed = await give({ scope: {} })
  assert.deepEqual([unnamed.status, unnamed.body.details[0].field], [400, 'scope.typeDesignators'])
  const { status, data } = await give({})
  assert.equal(status, 201)
  assert.match(data.text, /meet the requirements of 61\.87\(n\).*C172.*8 kt of crosswind/)
  assert.equal(data.validUntilOn, '2026-10-31')
  assert.equal(data.instructorCertificate.number, 'CFI 3141592')
  assert.equal(data.signatures[0].statement, data.text)
  await space.owner.patch('/api/v1/compliance/policy', { ninetyDaysFrom: 'day_of_flight' })
  assert.equal((await give({ scope: { typeDesignators: ['P28A'] } })).data.validUntilOn, '2026-10-30')
  const record = async () =>
    (await space.owner.get(`/api/v1/compliance/records/${data.complianceRecordId}`)).data
  assert.deepEqual([(await record()).kind, (await record()).expiresOn], ['endorsement', '2026-10-31'])
  assert.equal((await student.get(`${base}/endorsements`)).data.total, 2)
  const revoked = await instructor.post(`${base}/endorsements/${data.id}/revoke`, { reason: 'Hard landing' })
  assert.equal(revoked.data.status, 'revoked')
  assert.equal((await record()).status, 'missing')
  const types = (await space.owner.get('/api/v1/public/events?page_size=100')).data.items.map(
    ({ type }: { type: string }) => type,
  )
  for (const type of ['endorsement.given', 'endorsement.revoked', 'compliance.updated'])
    assert.ok(types.includes(type), type)
})

test('nobody endorses themselves, and a record of an endorsement can be verified', async (t) => {
  const space = await workspace(t, app)
  const { instructor, teacher, learner } = await school(space)
  const body = { template: 'A.8', scope: { airports: ['KGXY'] } }
  assert.equal(
    (await instructor.post(`${base}/endorsements`, { ...body, crewId: teacher.id })).body.code,
    'own_training',
  )
  const { data } = await instructor.post(`${base}/endorsements`, { ...body, crewId: learner.id })
  assert.equal(data.validUntilOn, null)
  const vtr = await space.made(`${base}/vtr`, { kind: 'endorsement', subjectId: data.id })
  assert.equal((await space.anybody.get(vtr.verifyPath)).data.status, 'verified')
  const templates = await instructor.get(`${base}/endorsement-templates`)
  assert.ok(templates.data.items.some(({ code }: { code: string }) => code === 'A.6'))
})
