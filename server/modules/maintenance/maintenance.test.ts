import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { byDate, hundredHour, inDays, items, ok, planeWith, read } from './testing/plane.ts'

// Nothing happens by itself: a test says when the calendar is looked at, and what time it is.
const app = await startTestApp({}, { work: false })

test('an item shows when it is due, what remains, and which limit comes first', async (t) => {
  const space = await workspace(t, app)
  const { item } = await planeWith(space, 209_500, {
    ...hundredHour(),
    lastDoneOn: inDays(-300),
    limits: [...hundredHour().limits, { counter: 'calendar', intervalMonths: 12, warningDays: 10 }],
  })
  assert.match(item.id, /^mit_/)
  assert.deepEqual(
    [item.state, item.bindingCounter, item.remainingHundredths, item.dueAtHundredths, item.remainingDays],
    ['upcoming', 'tach', 500, 210_000, null],
  )
  assert.equal(item.limits[1].dueOn, addMonthsOf(inDays(-300)))
  assert.equal(item.limits[1].state, 'ok')
  const listed = ok(await space.owner.get(`${items}?state=upcoming,overdue&kind=inspection`))
  assert.deepEqual(listed.items, [item])
  assert.equal(ok(await space.owner.get('/api/v1/maintenance/due?state=ok')).total, 0)
})
const addMonthsOf = (day: string) => Temporal.PlainDate.from(day).add({ months: 12 }).toString()

test('an item with insufficient data says which value is missing', async (t) => {
  const space = await workspace(t, app)
  const { item, plane } = await planeWith(space, null, hundredHour())
  assert.deepEqual([item.state, item.limits[0].missing], ['insufficient_data', 'meter'])
  await read(space, plane.id, 205_000)
  const complete = ok(await space.owner.get(`${items}/${item.id}`))
  assert.deepEqual(
    [complete.state, complete.remainingHundredths, complete.limits[0].missing],
    ['ok', 5_000, null],
  )
})

test('the due list has the most urgent first, and the public summary counts by aircraft', async (t) => {
  const space = await workspace(t, app)
  const { plane } = await planeWith(space, 212_000, hundredHour())
  const add = async (item: object) => ok(await space.owner.post(items, { aircraftId: plane.id, ...item }))
  await add(byDate(inDays(400)))
  await add({ ...byDate(inDays(0)), title: 'ELT inspection' })
  await add({ ...byDate(inDays(3)), title: 'Altimeter' })
  await add({ title: 'Never done', kind: 'other', limits: [{ counter: 'calendar', intervalDays: 30 }] })
  const spare = await space.aircraft()
  const key = await space.key({ scopes: ['maintenance:read', 'public.maintenance:read'] })
  const due = ok(await key.get('/api/v1/maintenance/due'))
  assert.deepEqual(
    due.items.map((one: { title: string; state: string }) => `${one.state}: ${one.title}`),
    [
      'overdue: 100-hour inspection',
      'due: ELT inspection',
      'upcoming: Altimeter',
      'insufficient_data: Never done',
      'ok: Transponder test',
    ],
  )
  const first = ok(await key.get('/api/v1/maintenance/due?page_size=2'))
  const second = ok(await key.get(`/api/v1/maintenance/due?page_size=2&cursor=${first.next_cursor}`))
  assert.equal(second.items[0].title, 'Altimeter')
  assert.equal(
    ok(await key.get(`/api/v1/maintenance/due?aircraft=${plane.registration}&state=overdue,due`)).total,
    2,
  )
  const summary = ok(await key.get('/api/v1/public/maintenance/due'))
  assert.deepEqual(
    summary.items.map(
      ({ id, overdue, upcoming, due, ok, insufficientData, total }: Record<string, unknown>) => ({
        id,
        overdue,
        upcoming,
        due,
        ok,
        insufficientData,
        total,
      }),
    ),
    [
      { id: plane.id, overdue: 1, upcoming: 2, due: 1, ok: 1, insufficientData: 1, total: 5 },
      { id: spare.id, overdue: 0, upcoming: 0, due: 0, ok: 0, insufficientData: 0, total: 0 },
    ],
  )
})

test('common inspections are added together, each once, by the meter that the aircraft has', async (t) => {
  const space = await workspace(t, app)
  const plane = await space.aircraft()
  await read(space, plane.id, 300_000, { kind: 'hobbs' })
  const presets = ok(await space.owner.get('/api/v1/maintenance/presets'))
  assert.ok(presets.length >= 6)
  const addPresets = (...wanted: object[]) =>
    space.owner.post(`${items}/presets`, { aircraftId: plane.id, presets: wanted })
  const added = ok(
    await addPresets(
      { preset: 'annual', lastDoneOn: inDays(-30) },
      { preset: 'hundred_hour', lastDoneHundredths: 295_000 },
      { preset: 'elt' },
    ),
  )
  assert.deepEqual(
    added.map((one: { preset: string; state: string }) => [one.preset, one.state]),
    [
      ['annual', 'ok'],
      ['hundred_hour', 'ok'],
      ['elt', 'insufficient_data'],
    ],
  )
  assert.equal(added[1].limits[0].counter, 'hobbs')
  assert.deepEqual(
    ok(await addPresets({ preset: 'annual' }, { preset: 'vor' })).map(
      (one: { preset: string }) => one.preset,
    ),
    ['vor'],
  )
  assert.equal((await addPresets({ preset: 'annual' })).status, 409)
})

test('an item can be changed, retired and reactivated, and its due value stays unless its basis changed', async (t) => {
  const space = await workspace(t, app)
  const { item } = await planeWith(space, 210_640, hundredHour())
  const done = ok(await space.owner.post(`${items}/${item.id}/complete`, {}))
  assert.equal(done.dueAtHundredths, 220_000)
  const change = async (body: object) => ok(await space.owner.patch(`${items}/${item.id}`, body))
  const limit = { counter: 'tach', intervalHundredths: 10_000, warningHundredths: 2_000 }
  assert.equal((await change({ title: 'Phase 1', limits: [limit] })).dueAtHundredths, 220_000)
  assert.equal((await change({ limits: [{ ...limit, intervalHundredths: 5_000 }] })).dueAtHundredths, 215_640)
  const retired = await change({ isActive: false })
  assert.equal(retired.isActive, false)
  assert.equal(ok(await space.owner.get('/api/v1/maintenance/due')).total, 0)
  assert.equal(
    (await space.owner.post(`${items}/${item.id}/complete`, {})).body.code,
    'maintenance_item_retired',
  )
  assert.equal((await change({ isActive: true })).state, 'ok')
  const { item: fresh } = await planeWith(space, 1_000, hundredHour({ lastDoneHundredths: 0 }))
  assert.equal((await space.owner.delete(`${items}/${fresh.id}`)).status, 204)
})

test('pilots can see what is due but record nothing, customers see nothing, and a project key is refused', async (t) => {
  const space = await workspace(t, app)
  const { item } = await planeWith(space, 205_000, hundredHour())
  const pilot = await space.as('Pilot', { roles: ['pilot', 'student'] })
  assert.equal(ok(await pilot.get('/api/v1/maintenance/due')).total, 1)
  assert.equal((await pilot.post(`${items}/${item.id}/complete`, {})).status, 403)
  const customer = await space.as('Customer', { roles: ['customer'] })
  assert.equal((await customer.get('/api/v1/maintenance/due')).status, 403)
  const project = await space.project()
  const limited = await space.key({ projects: [project.id] })
  for (const path of [
    items,
    '/api/v1/maintenance/due',
    '/api/v1/public/maintenance/due',
    `${items}/${item.id}`,
  ])
    assert.equal((await limited.get(path)).body.code, 'project_not_allowed')
})
