import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { items } from './testing/plane.ts'

const gearOverhaul = {
  title: 'Landing gear overhaul',
  kind: 'component',
  limits: [{ counter: 'cycles', intervalHundredths: 500_000, lastDoneHundredths: 1_000_000 }],
}

test('landings count towards a limit by cycles, from the opening reading on, and a reversal takes them back', async (t) => {
  const { owner, made, aircraft, flight } = await workspace(t)
  const { id: aircraftId } = await aircraft()
  await made(`/api/v1/ops/aircraft/${aircraftId}/readings`, {
    kind: 'cycles',
    readingHundredths: 1_499_000,
    readAt: '2026-01-01T00:00:00Z',
  })
  const item = await made(items, { aircraftId, ...gearOverhaul })
  assert.deepEqual(
    [item.state, item.bindingCounter, item.remainingHundredths, item.limits[0].warningHundredths],
    ['upcoming', 'cycles', 1_000, 5_000],
  )
  const flown = await flight({ aircraftId, status: 'approved', dayLandings: 10, nightLandings: 3 })
  const over = (await owner.get(`${items}/${item.id}`)).data
  assert.deepEqual([over.state, over.remainingHundredths], ['overdue', -300])
  assert.equal((await owner.get(`/api/v1/ops/aircraft/${aircraftId}`)).data.cyclesHundredths, 1_500_300)
  const { data: events } = await owner.get(`/api/v1/public/events?subject=${item.id}`)
  assert.match(events.items[0].data.message, /is overdue, 3 cycles over 15000 cycles\./)
  await owner.post(`/api/v1/ops/flights/${flown.id}/reverse`, { reason: 'Wrong aircraft' })
  assert.equal((await owner.get(`${items}/${item.id}`)).data.remainingHundredths, 1_000)
  const { data: done } = await owner.post(`${items}/${item.id}/complete`, {})
  assert.deepEqual([done.state, done.dueAtHundredths], ['ok', 1_999_000])
  const { data: history } = await owner.get(`${items}/${item.id}/history`)
  assert.equal(history.items[0].cyclesHundredths, 1_499_000)
})

test('cycles are whole landings wherever they are written', async (t) => {
  const { owner, made, aircraft } = await workspace(t)
  const { id: aircraftId } = await aircraft()
  const readings = `/api/v1/ops/aircraft/${aircraftId}/readings`
  const reading = await owner.post(readings, { kind: 'cycles', readingHundredths: 1_250 })
  assert.deepEqual([reading.status, reading.body.details[0].field], [400, 'readingHundredths'])
  const [limit] = gearOverhaul.limits
  const half = { ...gearOverhaul, limits: [{ ...limit, intervalHundredths: 1_250 }] }
  const item = await owner.post(items, { aircraftId, ...half })
  assert.deepEqual([item.status, item.body.details[0].field], [400, 'limits.0.intervalHundredths'])
  const { id } = await made(items, { aircraftId, ...gearOverhaul })
  const done = await owner.post(`${items}/${id}/complete`, { cyclesHundredths: 1_000_050 })
  assert.deepEqual([done.status, done.body.details[0].field], [422, 'cyclesHundredths'])
})

test('hours are no cycles: common inspections are counted by a meter of hours', async (t) => {
  const { owner, aircraft } = await workspace(t)
  const { id: aircraftId } = await aircraft()
  const presets = [{ preset: 'hundred_hour' }]
  const refused = await owner.post(`${items}/presets`, { aircraftId, presets, counter: 'cycles' })
  assert.equal(refused.status, 400)
})

test('a file of aircraft has their cycles, in which the landings of earlier flights are', async (t) => {
  const { owner, person } = await workspace(t)
  await person({ displayName: 'Ada Holm' })
  const fleet = 'Registration,Type,Landings since new\nN01AP,C172,12345\n'
  await ran(owner, (await analyzed(owner, 'aircraft', fleet)).id)
  const cycles = async () => (await owner.get('/api/v1/ops/aircraft')).data.items[0].cyclesHundredths
  assert.equal(await cycles(), 1_234_500)
  // Before the reading: its landings are in it already.
  const flights =
    'Aircraft,Off block,On block,From,To,PIC,Landings\nN01AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm,6\n'
  await ran(owner, (await analyzed(owner, 'flights', flights)).id)
  assert.equal(await cycles(), 1_234_500)
})
