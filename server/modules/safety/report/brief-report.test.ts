import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/sms/reports/brief'

test('one line is enough for a report from the ramp, and the rest follows in its mailbox', async (t) => {
  const space = await workspace(t)
  const [pilot, manager] = [await space.as('pilot'), await space.as('manager', { roles: ['safety_manager'] })]
  const { status, data } = await pilot.post(path, { title: 'Flat tire on landing', place: 'KFNL' })
  assert.equal(status, 201)
  const { isBrief, type, category, description, trackingCode } = data
  assert.deepEqual(
    { isBrief, type, category, description },
    { isBrief: true, type: 'hazard', category: 'ground_operations', description: 'Flat tire on landing' },
  )
  assert.match(trackingCode, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
  const report = `/api/v1/sms/reports/${data.id}`
  assert.equal((await pilot.post(`${report}/messages`, { text: 'The left one, at touchdown' })).status, 201)
  assert.equal((await manager.get(report)).data.isBrief, true)
  assert.equal((await manager.get('/api/notifications')).data.notifications.length > 0, true)
})

test('a short report can be confidential or anonymous, like any other', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('Very Particular Name')
  for (const mode of ['confidential', 'anonymous']) {
    const { data } = await pilot.post(path, { title: 'Flat tire', mode, type: 'incident' })
    assert.deepEqual([data.mode, Date.parse(data.createdAt) % 3_600_000], [mode, 0])
    const read = await space.owner.get(`/api/v1/sms/reports/${data.id}`)
    assert.equal(read.text.includes(pilot.userId), false)
  }
})

test('an ordinary report still needs its description, and customers send none', async (t) => {
  const space = await workspace(t)
  const whole = { type: 'hazard', category: 'ground_operations', title: 'Flat tire', description: 'Flat' }
  assert.equal((await space.owner.post('/api/v1/sms/reports', whole)).status, 400)
  assert.equal((await space.owner.post(path, { title: 'x' })).status, 400)
  const customer = await space.as('customer', { roles: ['customer'] })
  assert.equal((await customer.post(path, { title: 'Flat tire' })).status, 403)
})
