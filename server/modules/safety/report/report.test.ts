import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

export const reportInput = {
  type: 'hazard',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
}

test('members submit reports and see their own; others see a report once published, and only its published part', async (t) => {
  const space = await workspace(t)
  const [pilot, other, manager] = [
    await space.as('pilot'),
    await space.as('other', { roles: ['dispatcher'] }),
    await space.as('manager', { roles: ['safety_manager'] }),
  ]
  const { status, data: report } = await pilot.post('/api/v1/sms/reports', reportInput)
  assert.equal(status, 201)
  assert.match(report.code, /^HAZ-20\d\d-00001$/)
  assert.match(report.trackingCode, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
  assert.equal((await pilot.get(`/api/v1/sms/reports/${report.id}`)).data.isOwn, true)
  assert.equal((await pilot.get('/api/v1/sms/reports')).data.total, 1)
  assert.equal((await other.get(`/api/v1/sms/reports/${report.id}`)).status, 404)
  assert.deepEqual((await other.get('/api/v1/sms/reports')).data.total, 0)
  assert.equal((await manager.get(`/api/v1/sms/reports/${report.id}`)).data.reporter.known, 'named')
})

test('a customer cannot submit or see reports', async (t) => {
  const customer = await (await workspace(t)).as('customer', { roles: ['customer'] })
  assert.equal((await customer.get('/api/v1/sms/reports')).status, 403)
  assert.equal((await customer.post('/api/v1/sms/reports', reportInput)).status, 403)
})

test('an API key reads reports, but never who sent them', async (t) => {
  const space = await workspace(t)
  const key = await space.key({ scopes: ['safety:read'] })
  const pilot = await space.as('Very Particular Name')
  const { data: report } = await pilot.post('/api/v1/sms/reports', reportInput)
  const [listed, read] = [
    await key.get('/api/v1/sms/reports'),
    await key.get(`/api/v1/sms/reports/${report.id}`),
  ]
  assert.equal(listed.data.items[0].code, report.code)
  assert.deepEqual(read.data.reporter, { known: 'hidden', name: null })
  for (const { text } of [listed, read])
    assert(!text.includes('Very Particular') && !text.includes(pilot.userId))
})

test('codes count up without gaps, also when members report at the same time', async (t) => {
  const { owner } = await workspace(t)
  const sent = await Promise.all(
    Array.from({ length: 12 }, () => owner.post('/api/v1/sms/reports', reportInput)),
  )
  await owner.post('/api/v1/sms/reports', { ...reportInput, title: 'short' })
  const codes = [
    ...sent.map(({ data }) => data.code),
    (await owner.post('/api/v1/sms/reports', reportInput)).data.code,
  ]
  assert.deepEqual(
    codes.map((code) => Number(code.slice(-5))).sort((a, b) => a - b),
    Array.from({ length: 13 }, (_, at) => at + 1),
  )
  assert.match(
    (await owner.post('/api/v1/sms/reports', { ...reportInput, type: 'near_miss' })).data.code,
    /^NMS-\d{4}-00001$/,
  )
})

test('a value that is too short, too long or of an unknown kind is refused with its field', async (t) => {
  const { owner } = await workspace(t)
  for (const [field, value] of [
    ['title', 'x'.repeat(9)],
    ['title', 'x'.repeat(201)],
    ['description', 'x'.repeat(49)],
    ['description', 'x'.repeat(10_001)],
    ['category', 'cooking'],
    ['type', 'accident'],
    ['initialSeverity', 'F'],
    ['initialLikelihood', 6],
    ['mode', 'secret'],
  ] as const) {
    const { status, body } = await owner.post('/api/v1/sms/reports', { ...reportInput, [field]: value })
    assert.deepEqual([status, body.details?.[0]?.field], [400, field])
  }
})
