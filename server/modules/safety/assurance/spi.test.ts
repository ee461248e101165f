import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runIfDue } from '#platform/jobs/periodic.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { evaluateSpis } from './evaluate.ts'
import { windowsOf } from './measure.ts'

const path = '/api/v1/safety/spis'
const byHand = {
  name: 'Hard landings',
  numerator: 'manual',
  denominator: 'hours',
  denominatorSource: 'manual',
  per: 1_000,
  period: 'rolling_30',
  direction: 'lower_is_better',
  watch: 1,
  warning: 2,
  critical: 5,
}
const today = () => new Date().toISOString().slice(0, 10)

test('one event in 400 hours is 2.5 per 1,000 h, with too little flying for a conclusion', async (t) => {
  const { owner } = await workspace(t)
  const { id } = (await owner.post(path, byHand)).data
  await owner.post(`${path}/${id}/entries`, { entryOn: today(), count: 1, exposure: 400 })
  const spi = (await owner.get(`${path}/${id}`)).data
  assert.deepEqual(
    [spi.rate, spi.lower.toFixed(2), spi.upper.toFixed(1), spi.level],
    [2.5, '0.06', '13.9', 'insufficient'],
  )
  const { unit, points } = (await owner.get(`${path}/${id}/series?points=3`)).data
  assert.equal(unit, 'per 1,000 hours')
  assert.deepEqual(
    points.map(({ events, isTooLittle }: { events: number; isTooLittle: boolean }) => [events, isTooLittle]),
    [
      [0, true],
      [0, true],
      [1, true],
    ],
  )
})

test('an alert is sent once for each upward crossing, to webhooks and to the safety manager', async (t) => {
  const { owner, as, app } = await workspace(t)
  const manager = await as('manager', { roles: ['safety_manager'] })
  const { id } = (await owner.post(path, byHand)).data
  const enter = (count: number, exposure: number) =>
    owner.post(`${path}/${id}/entries`, { entryOn: today(), count, exposure })
  await enter(0, 4_000)
  const level = async () => (await owner.get(`${path}/${id}`)).data.level
  assert.equal(await level(), 'normal')
  // At the same time: the second request finds the level that the first has set.
  await Promise.all([enter(60, 0), enter(1, 0)])
  assert.equal(await level(), 'critical')
  await enter(1, 0)
  const alerts = (await owner.get('/api/v1/admin/audit-log?action=spi.alert')).data.items
  assert.equal(alerts.length, 1)
  assert.deepEqual(alerts[0].changes, [{ field: 'level', before: 'normal', after: 'critical' }])
  // The end of an alert is an event of its own.
  await enter(-60, 0)
  await enter(0, 96_000)
  const ends = (await owner.get('/api/v1/admin/audit-log?action=spi.alert_cleared')).data.items
  assert.deepEqual(ends.at(-1).changes[0].before, 'critical')
  const { notifications } = (await manager.get('/api/notifications')).data
  assert.match(JSON.stringify(notifications), /Hard landings is at critical/)
  // Time moves a window without anybody writing: the periodic look finds the same and says nothing.
  await app.sql("delete from periodic_work where name = 'safety.indicators'")
  await runIfDue(app.services, evaluateSpis)
  assert.equal((await owner.get('/api/v1/admin/audit-log?action=spi.alert')).data.total, 1)
})

test('the sweep finds the changes from reports and flights, and reports them once', async (t) => {
  const { owner, flight, app } = await workspace(t)
  const { id } = (
    await owner.post(path, {
      ...byHand,
      numerator: 'reports',
      reportCategory: 'weather',
      denominator: 'departures',
      denominatorSource: 'records',
      per: 1,
      period: 'quarter',
      watch: 0.1,
      warning: 0.2,
      critical: 0.3,
    })
  ).data
  const now = Date.now()
  await flight({
    status: 'approved',
    offBlockAt: new Date(now - 7_200_000).toISOString(),
    onBlockAt: new Date(now - 3_600_000).toISOString(),
  })
  for (let one = 0; one < 6; one++)
    await owner.post('/api/v1/sms/reports', {
      type: 'hazard',
      title: 'Wind shear on final',
      description: 'Wind shear of twenty knots on short final, and nobody had said so on the frequency.',
      category: 'weather',
    })
  const before = (await owner.get(`${path}/${id}`)).data
  assert.deepEqual([before.level, before.events], ['insufficient', 0])
  for (let look = 0; look < 2; look++) {
    await app.sql("delete from periodic_work where name = 'safety.indicators'")
    assert.equal(await runIfDue(app.services, evaluateSpis), true)
  }
  const after = (await owner.get(`${path}/${id}`)).data
  assert.deepEqual([after.level, after.events, after.exposure], ['critical', 6, 1])
  assert.equal((await owner.get('/api/v1/admin/audit-log?action=spi.alert')).data.total, 1)
  const entry = (await owner.get('/api/v1/safety/audit-log?action=spi.alert')).data.items[0]
  assert.deepEqual([entry.actor.type, entry.subject.label], ['system', 'Hard landings'])
})

test('thresholds must be in the order of their direction, and events must be named', async (t) => {
  const { owner } = await workspace(t)
  for (const [change, field] of [
    [{ watch: 3 }, 'critical'],
    [{ direction: 'higher_is_better' }, 'critical'],
    [{ numerator: 'events' }, 'eventType'],
  ] as const) {
    const refused = await owner.post(path, { ...byHand, ...change })
    assert.deepEqual([refused.status, refused.body.details[0].field], [422, field], JSON.stringify(change))
  }
  const counted = await owner.post(path, {
    ...byHand,
    numerator: 'events',
    eventType: 'flight.rejected',
    denominatorSource: 'records',
  })
  assert.equal(counted.status, 201)
  const entry = await owner.post(`${path}/${counted.data.id}/entries`, { entryOn: today(), count: 1 })
  assert.equal(entry.status, 422)
  assert.match(entry.body.error, /counts the records of Apron/)
})

test('a session in a simulator is no exposure', async (t) => {
  const { owner, flight, aircraft } = await workspace(t)
  const simulator = await aircraft({ category: 'simulator', engineType: 'none' })
  const now = Date.now()
  const flown = {
    status: 'approved',
    offBlockAt: new Date(now - 7_200_000).toISOString(),
    onBlockAt: new Date(now - 3_600_000).toISOString(),
  } as const
  await flight(flown)
  await flight({ ...flown, aircraftId: simulator.id })
  const { id } = (
    await owner.post(path, { ...byHand, numerator: 'reports', denominatorSource: 'records', per: 1 })
  ).data
  const { points } = (await owner.get(`${path}/${id}/series?points=1`)).data
  assert.equal(points[0].exposure, 1)
})

test('quarters begin and end in the time zone of the workspace', () => {
  // 03:00 UTC on April 1 is still March in Denver, and already April in Kiritimati.
  const now = new Date('2026-04-01T03:00:00Z')
  assert.deepEqual(windowsOf('quarter', now, 2, 'America/Denver'), [
    { from: '2025-10-01T06:00:00.000Z', to: '2026-01-01T07:00:00.000Z' },
    { from: '2026-01-01T07:00:00.000Z', to: '2026-04-01T06:00:00.000Z' },
  ])
  assert.deepEqual(windowsOf('quarter', now, 1, 'Pacific/Kiritimati'), [
    { from: '2026-03-31T10:00:00.000Z', to: '2026-06-30T10:00:00.000Z' },
  ])
})

test('an entry is of today or of an earlier day, in the time zone of the workspace', async (t) => {
  const { owner } = await workspace(t)
  // Nowhere is it later than here.
  await owner.patch('/api/v1/admin/workspace', { timezone: 'Pacific/Kiritimati' })
  const { id } = (await owner.post(path, byHand)).data
  const local = Temporal.Now.zonedDateTimeISO('Pacific/Kiritimati').toPlainDate()
  const enter = (entryOn: string) => owner.post(`${path}/${id}/entries`, { entryOn, count: 1, exposure: 400 })
  const { status, body } = await enter(local.add({ days: 1 }).toString())
  assert.deepEqual([status, body.details[0].field], [400, 'entryOn'])
  assert.equal((await enter(local.toString())).status, 201)
  assert.equal((await owner.get(`${path}/${id}`)).data.events, 1)
})
