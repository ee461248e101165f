import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const path = '/api/v1/search'
const kindsIn = (answer: { data: { kind: string }[] }) => answer.data.map(({ kind }) => kind)

test('a text finds the records of every kind that the member may list, at most five of each', async (t) => {
  const { owner, aircraft, person, project } = await workspace(t, app)
  await aircraft({ registration: 'N77HRN' })
  for (let number = 0; number < 6; number++) await project({ name: `Heron survey N77 ${number}` })
  await person({ displayName: 'Harriet N77' })
  const found = await owner.get(`${path}?text=n77`)
  assert.deepEqual(kindsIn(found), ['project', 'aircraft', 'crew_member'])
  assert.equal(found.data[0].records.length, 5)
  assert.deepEqual(found.data[1].records, (await owner.get('/api/v1/ops/aircraft')).data.items)
  assert.equal((await owner.get(`${path}?text=n`)).status, 400)
})

test('nobody finds what its own list would not show them', async (t) => {
  const space = await workspace(t, app)
  const { owner, project, aircraft } = space
  await project({ name: 'Osprey' })
  await aircraft({ registration: 'N5OSPR', model: 'Osprey' })
  const report = {
    title: 'Osprey nest on the mast',
    description: 'It grows by the day, and hides the obstruction light.',
    type: 'hazard',
    category: 'airspace',
  }
  const sent = await owner.post('/api/v1/sms/reports', report)
  const pilot = await space.as('pilot', { roles: ['pilot'] })
  const customer = await space.as('customer', { roles: ['customer'] })
  assert.ok(
    kindsIn(await owner.get(`${path}?text=osprey`)).includes('safety_report'),
    JSON.stringify(sent.body),
  )
  assert.ok(!kindsIn(await pilot.get(`${path}?text=osprey`)).includes('safety_report'))
  assert.equal((await customer.get(`${path}?text=osprey`)).status, 403)
  assert.deepEqual(kindsIn(await (await workspace(t, app)).owner.get(`${path}?text=osprey`)), [])
})

test('the records of a module that is switched off are not found', async (t) => {
  const { owner, aircraft } = await workspace(t, app)
  await aircraft({ registration: 'N8GULL' })
  assert.deepEqual(kindsIn(await owner.get(`${path}?text=gull`)), ['aircraft'])
  const { modules } = (await owner.get('/api/v1/admin/workspace')).data
  const without = modules.filter((name: string) => name !== 'fleet')
  assert.equal((await owner.patch('/api/v1/admin/workspace', { modules: without })).status, 200)
  assert.deepEqual(kindsIn(await owner.get(`${path}?text=gull`)), [])
})
