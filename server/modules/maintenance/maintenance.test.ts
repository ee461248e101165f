import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import type { Answer } from '#platform/testing/client.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { assessByCalendar } from './by-calendar.ts'

// Nothing happens by itself: a test says when the calendar is looked at, and what time it is.
const app = await startTestApp({}, { work: false })
const items = '/api/v1/maintenance/items'
const today = localDate(new Date(), 'UTC')
const inDays = (days: number) => addDays(today, days)
const noonIn = (days: number) => new Date(`${inDays(days)}T12:00:00Z`)
const ok = ({ status, data, text }: Answer) => {
  assert.ok(status < 300, text)
  return data
}
const hundredHour = (fields: object = {}) => ({
  title: '100-hour inspection',
  kind: 'inspection',
  reference: '14 CFR 91.409(b)',
  anchor: 'from_due_if_late',
  limits: [
    {
      counter: 'tach',
      intervalHundredths: 10_000,
      toleranceHundredths: 1_000,
      lastDoneHundredths: 200_000,
      ...fields,
    },
  ],
})
const byDate = (dueOn: string) => ({
  title: 'Transponder test',
  kind: 'inspection',
  limits: [{ counter: 'calendar', intervalCalendarMonths: 24, dueOn }],
})
/** An aircraft whose tach stands there, with an item. */
async function planeWith(space: TestWorkspace, tachHundredths: number | null, item: object) {
  const plane = await space.aircraft()
  if (tachHundredths !== null) await read(space, plane.id, tachHundredths)
  return { plane, item: ok(await space.owner.post(items, { aircraftId: plane.id, ...item })) }
}
const read = async (space: TestWorkspace, aircraftId: string, readingHundredths: number, more: object = {}) =>
  ok(
    await space.owner.post(`/api/v1/ops/aircraft/${aircraftId}/readings`, {
      kind: 'tach',
      readingHundredths,
      ...more,
    }),
  )
const alerts = async (space: TestWorkspace) =>
  (
    await app.sql<{ payload: string }>(
      "select payload from events where workspace_id = $1 and type = 'maintenance.alert' order by seq",
      [space.uuid],
    )
  ).map((row) => JSON.parse(row.payload).data)
const crossings = async (space: TestWorkspace) =>
  (await alerts(space)).map((data) => `${data.stateBefore} → ${data.stateAfter}`)

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

test('an inspection that was flown past its limit is due earlier the next time, and its history is kept', async (t) => {
  const space = await workspace(t, app)
  const { item, plane } = await planeWith(space, 210_640, hundredHour())
  assert.deepEqual([item.state, item.remainingHundredths], ['due', -640])
  const mechanic = await space.as('Mary Mechanic', { roles: ['mechanic'] })
  const done = ok(
    await mechanic.post(`${items}/${item.id}/complete`, {
      certificateNumber: 'A&P 123',
      reference: 'Logbook 4, p. 12',
    }),
  )
  assert.deepEqual(
    [done.state, done.dueAtHundredths, done.lastDoneOn, done.limits[0].lastDoneHundredths],
    ['ok', 220_000, today, 210_640],
  )
  await read(space, plane.id, 218_000)
  const early = ok(await mechanic.post(`${items}/${item.id}/complete`, { performedBy: 'Shop of Loveland' }))
  assert.equal(early.dueAtHundredths, 228_000)
  const { items: history, total } = ok(await mechanic.get(`${items}/${item.id}/history`))
  assert.equal(total, 2)
  assert.deepEqual(
    history.map((one: { performedBy: string; tachHundredths: number; stateBefore: string }) => [
      one.performedBy.replace(/-\d+$/, ''),
      one.tachHundredths,
      one.stateBefore,
    ]),
    [
      ['Shop of Loveland', 218_000, 'ok'],
      ['Mary Mechanic', 210_640, 'due'],
    ],
  )
  assert.equal((await space.owner.delete(`${items}/${item.id}`)).body.code, 'maintenance_item_has_history')
  const log = ok(await space.owner.get(`/api/v1/admin/audit-log?subject=${item.id}`))
  assert.deepEqual(
    log.items
      .find((entry: { action: string; changes: object[] }) => entry.action === 'maintenance_item.completed')
      .changes.at(-1),
    {
      field: 'limits',
      before: 'tach: every 100.00 h, due at 2200.00 h',
      after: 'tach: every 100.00 h, due at 2280.00 h',
    },
  )
  await assert.rejects(
    app.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
      tx.prepared('update maintenance_completions set note = $1', ['rewritten']),
    ),
    /permission denied/,
  )
})

test('a correction replaces the wrong completion and starts from the limits before it', async (t) => {
  const space = await workspace(t, app)
  const { item } = await planeWith(space, 205_000, hundredHour())
  const wrong = ok(await space.owner.post(`${items}/${item.id}/complete`, { tachHundredths: 209_500 }))
  assert.equal(wrong.dueAtHundredths, 219_500)
  const correct = { corrects: wrong.lastCompletionId, tachHundredths: 205_000 }
  assert.equal(
    (await space.owner.post(`${items}/${item.id}/complete`, correct)).body.details[0].field,
    'note',
  )
  const right = ok(
    await space.owner.post(`${items}/${item.id}/complete`, { ...correct, note: 'Typed the wrong digit' }),
  )
  assert.equal(right.dueAtHundredths, 215_000)
  const { items: history } = ok(await space.owner.get(`${items}/${item.id}/history`))
  assert.deepEqual(
    history.map((one: { correctsId: string | null; correctedById: string | null }) => [
      one.correctsId,
      one.correctedById,
    ]),
    [
      [wrong.lastCompletionId, null],
      [null, right.lastCompletionId],
    ],
  )
  const again = await space.owner.post(`${items}/${item.id}/complete`, { ...correct, note: 'Once more' })
  // What was changed in between stays changed.
  const limits = [{ counter: 'tach', intervalHundredths: 5_000 }]
  assert.equal(ok(await space.owner.patch(`${items}/${item.id}`, { limits })).dueAtHundredths, 210_000)
  const last = { corrects: right.lastCompletionId, tachHundredths: 204_000, note: 'Read it once more' }
  assert.equal(ok(await space.owner.post(`${items}/${item.id}/complete`, last)).dueAtHundredths, 209_000)
  for (const [body, field] of [
    [{ lastDoneOn: inDays(-9) }, 'lastDoneOn'],
    [{ limits: [{ ...limits[0], lastDoneHundredths: 1 }] }, 'limits.0.lastDoneHundredths'],
  ] as const)
    assert.equal((await space.owner.patch(`${items}/${item.id}`, body)).body.details[0].field, field)
  assert.equal(again.body.code, 'completion_not_the_last')
})

test('a wrong completion is refused before it is recorded, and names the wrong field', async (t) => {
  const space = await workspace(t, app)
  const { item, plane } = await planeWith(space, 205_000, { ...hundredHour(), lastDoneOn: inDays(-50) })
  const { item: unmetered } = await planeWith(space, null, hundredHour())
  const complete = (target: { id: string }, body: object) =>
    space.owner.post(`${items}/${target.id}/complete`, body)
  const create = (body: object) =>
    space.owner.post(items, { aircraftId: plane.id, title: 'Oil', kind: 'servicing', ...body })
  const calendar = { counter: 'calendar', intervalMonths: 4 }
  for (const [answer, status, field] of [
    [await complete(item, { doneOn: inDays(1) }), 422, 'doneOn'],
    [await complete(item, { doneOn: inDays(-51) }), 422, 'doneOn'],
    [await complete(item, { tachHundredths: 199_000 }), 422, 'tachHundredths'],
    [await complete(item, { tachHundredths: 2_050_000 }), 422, 'tachHundredths'],
    [await complete(unmetered, {}), 422, 'tachHundredths'],
    [await create({ limits: [{ counter: 'calendar' }] }), 400, 'limits.0'],
    [await create({ limits: [calendar, calendar] }), 400, 'limits.1.counter'],
    [await create({ limits: [{ ...calendar, intervalDays: 3 }] }), 400, 'limits.0.intervalDays'],
    [await create({ limits: [{ ...calendar, warningHundredths: 3 }] }), 400, 'limits.0.warningHundredths'],
    [await create({ limits: [{ counter: 'tach', intervalDays: 3 }] }), 400, 'limits.0.intervalDays'],
    [await create({ limits: [{ ...calendar, dueOn: '0226-01-01' }] }), 400, 'limits.0.dueOn'],
    [await create({ limits: [calendar], lastDoneOn: inDays(1) }), 422, 'lastDoneOn'],
    [await create({ limits: [calendar], aircraftId: 'acf_01jq8me7x2f9tb6k4z0r5w3v1n' }), 400, 'aircraftId'],
  ] as const) {
    assert.equal(answer.status, status, answer.text)
    assert.equal(answer.body.details[0].field, field, answer.text)
  }
})

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
  assert.equal(ok(await space.owner.get(`${items}/${item.id}`)).state, 'ok')
  await read(space, plane.id, 209_100)
  assert.equal((await crossings(space)).length, 4)
  ok(await space.owner.post(`${items}/${item.id}/complete`, {}))
  await read(space, plane.id, 218_500)
  assert.deepEqual((await crossings(space)).slice(4), ['ok → upcoming'])
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

test('an item that is due once is retired when it is done', async (t) => {
  const space = await workspace(t, app)
  const { item } = await planeWith(space, 100_000, {
    title: 'AD 2026-04-11',
    kind: 'directive_check',
    limits: [{ counter: 'tach', dueAtHundredths: 105_000 }],
  })
  const done = ok(await space.owner.post(`${items}/${item.id}/complete`, {}))
  assert.equal(done.isActive, false)
  assert.equal(ok(await space.owner.get(`${items}/${item.id}/history`)).total, 1)
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
