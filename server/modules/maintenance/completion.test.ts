import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { hundredHour, inDays, items, ok, planeWith, read, today } from './testing/plane.ts'

// Nothing happens by itself: a test says when the calendar is looked at, and what time it is.
const app = await startTestApp({}, { work: false })

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
    [await complete(item, { doneOn: inDays(1) }), 400, 'doneOn'],
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
    [await create({ limits: [calendar], lastDoneOn: inDays(1) }), 400, 'lastDoneOn'],
    [await create({ limits: [calendar], aircraftId: 'acf_01jq8me7x2f9tb6k4z0r5w3v1n' }), 400, 'aircraftId'],
  ] as const) {
    assert.equal(answer.status, status, answer.text)
    assert.equal(answer.body.details[0].field, field, answer.text)
  }
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
