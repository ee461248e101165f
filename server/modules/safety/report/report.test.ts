import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

export const told = {
  type: 'hazard',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
}

test('every member reports and sees their own; others see it once it is published, and then only what was published', async (t) => {
  const space = await workspace(t)
  const [pilot, other, manager] = [
    await space.as('pilot'),
    await space.as('other', { roles: ['dispatcher'] }),
    await space.as('manager', { roles: ['safety_manager'] }),
  ]
  const { status, data: report } = await pilot.post('/api/v1/sms/reports', told)
  assert.equal(status, 201)
  assert.match(report.code, /^HAZ-20\d\d-00001$/)
  assert.match(report.trackingCode, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
  assert.equal((await pilot.get(`/api/v1/sms/reports/${report.id}`)).data.isOwn, true)
  assert.equal((await pilot.get('/api/v1/sms/reports')).data.total, 1)
  assert.equal((await other.get(`/api/v1/sms/reports/${report.id}`)).status, 404)
  assert.deepEqual((await other.get('/api/v1/sms/reports')).data.total, 0)
  assert.equal((await manager.get(`/api/v1/sms/reports/${report.id}`)).data.reporter.known, 'named')
})

test('a customer reports nothing and sees nothing', async (t) => {
  const customer = await (await workspace(t)).as('customer', { roles: ['customer'] })
  assert.equal((await customer.get('/api/v1/sms/reports')).status, 403)
  assert.equal((await customer.post('/api/v1/sms/reports', told)).status, 403)
})

test('a key reads reports, and never who sent them', async (t) => {
  const space = await workspace(t)
  const key = await space.key({ scopes: ['safety:read'] })
  const pilot = await space.as('Very Particular Name')
  const { data: report } = await pilot.post('/api/v1/sms/reports', told)
  const [listed, read] = [
    await key.get('/api/v1/sms/reports'),
    await key.get(`/api/v1/sms/reports/${report.id}`),
  ]
  assert.equal(listed.data.items[0].code, report.code)
  assert.deepEqual(read.data.reporter, { known: 'hidden', name: null })
  for (const { text } of [listed, read])
    assert(!text.includes('Very Particular') && !text.includes(pilot.userId))
})

test('codes count up without gaps, whoever reports at the same time', async (t) => {
  const { owner } = await workspace(t)
  const sent = await Promise.all(Array.from({ length: 12 }, () => owner.post('/api/v1/sms/reports', told)))
  await owner.post('/api/v1/sms/reports', { ...told, title: 'short' })
  const codes = [
    ...sent.map(({ data }) => data.code),
    (await owner.post('/api/v1/sms/reports', told)).data.code,
  ]
  assert.deepEqual(
    codes.map((code) => Number(code.slice(-5))).sort((a, b) => a - b),
    Array.from({ length: 13 }, (_, at) => at + 1),
  )
  assert.match(
    (await owner.post('/api/v1/sms/reports', { ...told, type: 'near_miss' })).data.code,
    /^NMS-\d{4}-00001$/,
  )
})

test('what is too short, too long or of an unknown kind is told by its field', async (t) => {
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
    const { status, body } = await owner.post('/api/v1/sms/reports', { ...told, [field]: value })
    assert.deepEqual([status, body.details?.[0]?.field], [400, field])
  }
})
