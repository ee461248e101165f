import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const reportInput = {
  type: 'hazard',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
}
const occurredAt = '2026-11-20T10:00:00.000Z'
const incident = { ...reportInput, type: 'incident', category: 'flight_operations', occurredAt }

async function reported(space: TestWorkspace, operatingRules: string[], input: object = incident) {
  await space.owner.patch('/api/v1/admin/workspace', { operatingRules })
  const report = await space.made('/api/v1/sms/reports', input)
  const path = `/api/v1/sms/reports/${report.id}`
  const { clocks, createdAt } = (await space.owner.get(path)).data
  return { path, clocks, createdAt }
}
const plus = (instant: string, hours: number) =>
  new Date(Date.parse(instant) + hours * 3_600_000).toISOString()

test('the clocks of 376/2014 run from awareness and notification, not from the occurrence', async (t) => {
  const { clocks, createdAt } = await reported(await workspace(t), ['easa_nco'])
  assert.deepEqual(
    clocks.map(({ kind, basis, from }: Record<string, string>) => [kind, basis, from]),
    [
      ['eu_376_report', 'awareness', createdAt],
      ['eu_376_analysis', 'notification', createdAt],
      ['eu_376_final', 'notification', createdAt],
    ],
  )
  assert.equal(clocks[0].dueAt, plus(createdAt, 72))
  assert.equal(clocks[1].dueAt, plus(createdAt, 30 * 24))
})

test('operating rules start the clocks, whatever the time zone is', async (t) => {
  const space = await workspace(t)
  await space.owner.patch('/api/v1/admin/workspace', { timezone: 'Europe/Berlin' })
  const { clocks } = await reported(space, ['faa_91'])
  assert.deepEqual(
    clocks.map(({ kind, basis, dueAt }: Record<string, string>) => [kind, basis, dueAt]),
    [['asrs', 'occurrence', '2026-11-30T10:00:00.000Z']],
  )
  const defect = { ...incident, type: 'hazard', category: 'maintenance' }
  assert.deepEqual((await reported(space, ['faa_91', 'faa_141'], defect)).clocks, [])
  const [sdr] = (await reported(space, ['faa_135'], defect)).clocks
  // Friday 11:00 in Berlin belongs to the day that ends on Saturday at 09:00.
  assert.deepEqual([sdr.kind, sdr.dueAt], ['sdr', '2026-11-25T08:00:00.000Z'])
})

test('a workspace that has not chosen its rules starts no clock', async (t) => {
  const space = await workspace(t)
  const { id } = await space.made('/api/v1/sms/reports', incident)
  assert.deepEqual((await space.owner.get(`/api/v1/sms/reports/${id}`)).data.clocks, [])
})

test('a clock is made to run from another time with a reason, which the audit log keeps', async (t) => {
  const space = await workspace(t)
  const { path, clocks } = await reported(space, ['faa_91'])
  const address = `${path}/clocks/${clocks[0].id}`
  const from = '2026-11-24T08:00:00.000Z'
  const without = await space.owner.patch(address, { from })
  assert.deepEqual([without.status, without.body.details[0].field], [400, 'reason'])
  const future = await space.owner.patch(address, { from: '2126-01-01T00:00:00Z', reason: 'Learned later' })
  assert.deepEqual([future.status, future.body.details[0].field], [400, 'from'])
  const reason = 'The pilot learned of it from the tower'
  const { status, data } = await space.owner.patch(address, { basis: 'awareness', from, reason })
  assert.equal(status, 200)
  const { basis, dueAt, rebasedReason, rebasedBy, state } = data[0]
  assert.deepEqual(
    { basis, from: data[0].from, dueAt, rebasedReason, state },
    { basis: 'awareness', from, dueAt: '2026-12-04T08:00:00.000Z', rebasedReason: reason, state: 'running' },
  )
  assert.match(rebasedBy, /^Owner/)
  const { items } = (await space.owner.get('/api/v1/admin/audit-log?action=safety_report.clock_decided')).data
  assert.equal(items.length, 1)
  const changed = Object.fromEntries(
    items[0].changes.map((change: { field: string; before: unknown }) => [change.field, change.before]),
  )
  assert.deepEqual([changed.basis, changed.from, changed.dueAt], ['occurrence', occurredAt, clocks[0].dueAt])
})

test('a clock that was not applicable is re-based by its basis alone, and started only once', async (t) => {
  const space = await workspace(t)
  const { path, clocks, createdAt } = await reported(space, ['faa_91'])
  const address = `${path}/clocks/${clocks[0].id}`
  await space.owner.patch(address, { state: 'not_applicable' })
  const again = await space.owner.post(`${path}/clocks`, { kind: 'asrs' })
  assert.deepEqual([again.status, /PATCH/.test(again.body.error)], [409, true])
  const { data } = await space.owner.patch(address, {
    state: 'running',
    basis: 'awareness',
    reason: 'Known when the report came in',
  })
  assert.deepEqual([data[0].state, data[0].from], ['running', createdAt])
})

test('the NTSB clocks are started by hand: at once, after an accident, and for a missing aircraft', async (t) => {
  const space = await workspace(t)
  const { path, createdAt } = await reported(space, ['easa_nco'], {
    ...incident,
    type: 'hazard',
  })
  for (const [kind, basis, due] of [
    ['ntsb_notice', 'awareness', createdAt],
    ['ntsb_830', 'occurrence', plus(occurredAt, 240)],
    ['ntsb_830_missing', 'occurrence', plus(occurredAt, 168)],
  ] as const) {
    const { status, data } = await space.owner.post(`${path}/clocks`, { kind })
    const clock = data.find((started: { kind: string }) => started.kind === kind)
    assert.deepEqual([status, clock.basis, clock.dueAt], [201, basis, due])
  }
  const future = await space.owner.post(`${path}/clocks`, { kind: 'asrs', from: '2126-01-01T00:00:00Z' })
  assert.deepEqual([future.status, future.body.details[0].field], [400, 'from'])
})

test('an occurrence in the future is refused, signed in and anonymous', async (t) => {
  const space = await workspace(t)
  const input = { ...reportInput, occurredAt: '2127-05-01T00:00:00Z' }
  for (const { status, body } of [
    await space.owner.post('/api/v1/sms/reports', input),
    await space.owner.post('/api/v1/sms/reports', { ...input, mode: 'confidential' }),
    await space.anybody.post('/api/v1/sms/public/anonymous-report', { ...input, workspace: space.slug }),
  ])
    assert.deepEqual([status, body.details?.[0]?.field], [400, 'occurredAt'])
})

test('a first rating is taken in either notation, and kept as ICAO writes it', async (t) => {
  const space = await workspace(t)
  const report = await space.made('/api/v1/sms/reports', {
    ...reportInput,
    initialSeverity: 3,
    initialLikelihood: 'B',
  })
  assert.deepEqual([report.initialSeverity, report.initialLikelihood], ['C', 2])
  const path = `/api/v1/sms/reports/${report.id}`
  const { data } = await space.owner.patch(path, { initialSeverity: '5', initialLikelihood: 'E' })
  assert.deepEqual([data.initialSeverity, data.initialLikelihood], ['A', 5])
  const cleared = await space.owner.patch(path, { initialSeverity: null })
  assert.deepEqual([cleared.data.initialSeverity, cleared.data.initialLikelihood], [null, 5])
})
