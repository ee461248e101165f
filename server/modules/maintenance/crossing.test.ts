import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { assessByCalendar } from './by-calendar.ts'
import {
  alerts,
  byDate,
  crossings,
  hundredHour,
  inDays,
  items,
  noonIn,
  ok,
  planeWith,
  read,
} from './testing/plane.ts'

// Nothing happens by itself: a test says when the calendar is looked at, and what time it is.
const app = await startTestApp({}, { work: false })

test('an alert goes out once for each crossing, with the state before and after', async (t) => {
  const space = await workspace(t, app)
  const { item, plane } = await planeWith(space, 208_000, hundredHour())
  for (const reading of [208_900, 209_100, 209_500, 210_000, 210_500, 211_001, 211_200])
    await read(space, plane.id, reading)
  assert.deepEqual(await crossings(space), ['ok → upcoming', 'upcoming → due', 'due → overdue'])
  const [first] = await alerts(space)
  assert.equal(first.id, item.id)
  assert.equal(first.aircraftId, plane.id)
  assert.match(
    first.message,
    /100-hour inspection is upcoming, 9\.00 h before 2100\.00 h tach \(14 CFR 91\.409\(b\)\)/,
  )
  // A mistyped reading is corrected, and a limit that is reached again is reported again.
  await read(space, plane.id, 208_000, { entry: 'adjustment', reason: 'Typed the wrong digit' })
  const [cleared, ...more] = await alerts(space, 'maintenance.alert_cleared')
  assert.deepEqual(
    [cleared.id, cleared.stateBefore, cleared.stateAfter, more],
    [item.id, 'overdue', 'ok', []],
  )
  assert.match(cleared.message, /100-hour inspection is no longer due/)
  assert.equal(ok(await space.owner.get(`${items}/${item.id}`)).state, 'ok')
  await read(space, plane.id, 209_100)
  assert.equal((await crossings(space)).length, 4)
  ok(await space.owner.post(`${items}/${item.id}/complete`, {}))
  await read(space, plane.id, 218_500)
  assert.deepEqual((await crossings(space)).slice(4), ['ok → upcoming'])
  assert.deepEqual(await crossings(space, 'maintenance.alert_cleared'), ['overdue → ok', 'upcoming → ok'])
})

test('flights approved at the same time report each crossing once', async (t) => {
  const space = await workspace(t, app)
  const plane = await space.aircraft()
  await read(space, plane.id, 208_900, { readAt: '2026-01-01T00:00:00Z' })
  ok(await space.owner.post(items, { aircraftId: plane.id, ...hundredHour() }))
  const flights = []
  for (let index = 0; index < 8; index++)
    flights.push(
      await space.flight({
        aircraftId: plane.id,
        status: 'submitted',
        tachOutHundredths: 208_900 + index * 300,
        tachInHundredths: 208_900 + (index + 1) * 300,
      }),
    )
  const answers = await Promise.all(
    flights.map(({ id }) => space.owner.post(`/api/v1/ops/flights/${id}/approve`)),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    flights.map(() => 200),
  )
  // Either flight may come first, so a state may be skipped. None is reported twice or out of order.
  const reported = await crossings(space)
  const states = ['ok', ...reported.map((crossing) => crossing.split(' → ')[1])]
  assert.deepEqual(
    reported.map((crossing) => crossing.split(' → ')[0]),
    states.slice(0, -1),
  )
  assert.equal(new Set(states).size, states.length)
  assert.equal(states.at(-1), 'overdue')
})

test('the calendar reports each crossing once across nodes, by the date at the base', async (t) => {
  const space = await workspace(t, app)
  ok(await space.owner.patch('/api/v1/admin/workspace', { timezone: 'Pacific/Auckland' }))
  const { item } = await planeWith(space, null, byDate(inDays(45)))
  assert.deepEqual([item.zone, item.state], ['Pacific/Auckland', 'ok'])
  const look = async (at: Date) => {
    await Promise.all([assessByCalendar.at(app.services, at), assessByCalendar.at(app.services, at)])
    await assessByCalendar.at(app.services, at)
    return crossings(space)
  }
  assert.deepEqual(await look(noonIn(10)), [])
  assert.deepEqual(await look(noonIn(16)), ['ok → upcoming'])
  assert.deepEqual(await look(noonIn(40)), ['ok → upcoming'])
  // Noon in London is past midnight in Auckland: there it is the next day.
  assert.deepEqual((await look(noonIn(44))).slice(1), ['upcoming → due'])
  assert.deepEqual((await look(noonIn(45))).slice(2), ['due → overdue'])
  const [row] = await app.sql('select state from maintenance_items where id = $1', [item.id])
  assert.equal(row?.state, 'overdue')
})

test('no alert is sent for a retired aircraft, or while the module is off', async (t) => {
  const space = await workspace(t, app)
  const { plane } = await planeWith(space, null, byDate(inDays(45)))
  await planeWith(space, null, byDate(inDays(45)))
  ok(await space.owner.patch(`/api/v1/ops/aircraft/${plane.id}`, { status: 'sold' }))
  assert.equal(ok(await space.owner.get('/api/v1/maintenance/due')).total, 1)
  const late = ok(await space.owner.post(items, { aircraftId: plane.id, ...byDate(inDays(-5)) }))
  assert.deepEqual([late.state, late.limits[0].state], ['insufficient_data', 'insufficient_data'])
  const { modules } = ok(await space.owner.get('/api/v1/admin/workspace'))
  const switched = (to: string[]) => space.owner.patch('/api/v1/admin/workspace', { modules: to })
  ok(await switched(modules.filter((name: string) => name !== 'maintenance')))
  await assessByCalendar.at(app.services, noonIn(60))
  assert.deepEqual(await crossings(space), [])
  ok(await switched(modules))
  await assessByCalendar.at(app.services, noonIn(60))
  assert.deepEqual(await crossings(space), ['ok → overdue'])
})
