import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import {
  certificate,
  doAll,
  get,
  move,
  orders,
  report,
  squawks,
  started,
  statusOf,
} from '../testing/order.ts'
import { hundredHour, items, noonIn, ok, planeWith } from '../testing/plane.ts'

const refusedChanges = async (space: TestWorkspace, type: string) =>
  (
    await space.app.sql<{ label: string; changes: string }>(
      'select subject_label as label, changes from events where workspace_id = $1 and type = $2 order by seq',
      [space.uuid, type],
    )
  ).map(({ label, changes }) => [label, JSON.parse(changes)[0].after])

test('completing returns to service in one transaction what the tasks come from', async (t) => {
  const space = await workspace(t)
  const { plane, item } = await planeWith(space, 209_000, hundredHour())
  const squawk = await report(space, plane.id, { isGrounding: true })
  const order = await started(space, plane.id, {
    plannedStartAt: noonIn(1).toISOString(),
    plannedEndAt: noonIn(2).toISOString(),
    tasks: [
      { sourceId: item.id },
      { sourceId: squawk.id, referenceData: 'AMM 32-40-01' },
      { title: 'Run up' },
    ],
  })
  assert.deepEqual(
    order.tasks.map(({ title, source }: Record<string, string>) => [title, source]),
    [
      ['100-hour inspection', 'item'],
      ['Right brake drags', 'squawk'],
      ['Run up', 'free'],
    ],
  )
  assert.equal(order.openedMeters.tachHundredths, 209_000)
  for (const task of order.tasks.slice(0, 2)) ok(await move(space.owner, order.id, `tasks/${task.id}/done`))
  const early = await move(space.owner, order.id, 'complete', certificate)
  assert.deepEqual([early.status, early.body.code], [422, 'task_open'])
  assert.deepEqual(
    early.body.details.map(({ taskId }: { taskId: string }) => taskId),
    [order.tasks[2].id],
  )
  ok(await move(space.owner, order.id, `tasks/${order.tasks[2].id}/not-done`, { reason: 'No fuel on board' }))
  ok(await move(space.owner, order.id, 'submit'))
  const completed = ok(await move(space.owner, order.id, 'complete', certificate))
  assert.deepEqual([completed.status, completed.closedMeters.tachHundredths], ['completed', 209_000])
  const after = ok(await space.owner.get(`${items}/${item.id}`))
  assert.equal(after.limits[0].dueAtHundredths, 219_000)
  const resolved = ok(await space.owner.get(`${squawks}/${squawk.id}`))
  assert.deepEqual(
    [resolved.status, resolved.resolution.text, resolved.resolution.signatureId, resolved.workOrderId],
    ['resolved', `${order.number}: AMM 32-40-01`, completed.signatureId, order.id],
  )
  assert.equal(await statusOf(space, plane.id), 'active')
  const holds = await space.app.sql('select 1 from holds where source_id = $1', [order.id])
  assert.equal(holds.length, 0)
  const log = await space.app.sql<{ type: string }>(
    "select type from events where workspace_id = $1 and type ~ '^(work_order[.]completed|squawk[.]resolved|aircraft[.]returned)' order by seq",
    [space.uuid],
  )
  assert.deepEqual(
    log.map(({ type }) => type),
    ['aircraft.returned_to_service', 'squawk.resolved', 'work_order.completed'],
  )
})

test('a completed order, its lines and its signature are final, in the API and in SQL', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const order = await started(space, plane.id, { tasks: [{ title: 'Wash' }] })
  await doAll(space.owner, order)
  ok(await move(space.owner, order.id, 'complete', certificate))
  const at = `${orders}/${order.id}`
  for (const answer of [
    await space.owner.patch(at, { title: 'Rewritten' }),
    await space.owner.delete(at),
    await space.owner.patch(`${at}/tasks/${order.tasks[0].id}`, { title: 'Rewritten' }),
    await space.owner.post(`${at}/tasks`, { title: 'One more' }),
    await space.owner.post(`${at}/parts`, {
      partNumber: 'X',
      description: 'Pad',
      quantityThousandths: 1_000,
      unit: 'each',
      condition: 'new',
    }),
  ])
    assert.deepEqual([answer.status, answer.body.code], [409, 'work_order_state'])
  const attempts = await refusedChanges(space, 'work_order.change_refused')
  assert.deepEqual(attempts, [
    [order.number, `PATCH ${at}`],
    [order.number, `DELETE ${at}`],
    [order.number, `PATCH ${at}/tasks/${order.tasks[0].id}`],
  ])
  // Whatever the request says besides.
  const unknown = await space.owner.patch(at, { status: 'open', version: 1 })
  assert.deepEqual([unknown.status, unknown.body.code], [409, 'work_order_state'])
  assert.deepEqual((await get(space, order.id)).title, 'Brakes')
  for (const statement of [
    "update work_orders set title = 'Rewritten'",
    'delete from work_orders',
    "update work_order_tasks set title = 'Rewritten'",
    'delete from work_order_tasks',
    'update maintenance_signatures set certificate_number = certificate_number',
    'delete from maintenance_completions',
  ])
    await assert.rejects(
      space.app.services.database.tenant({ workspaceId: space.uuid }, (tx) => tx.prepared(statement, [])),
      /stays as it is|permission denied/,
      statement,
    )
})

test('a signature and a completion refuse every change at every address, and keep the attempt', async (t) => {
  const space = await workspace(t)
  const { plane, item } = await planeWith(space, 209_000, hundredHour())
  const order = await started(space, plane.id, { tasks: [{ sourceId: item.id }] })
  await doAll(space.owner, order)
  const { signatureId } = ok(await move(space.owner, order.id, 'complete', certificate))
  const [completion] = ok(await space.owner.get(`${items}/${item.id}/history`)).items
  const completions = '/api/v1/maintenance/completions'
  const paths = [
    `/api/v1/maintenance/signatures/${signatureId}`,
    `${orders}/${order.id}/signatures/${signatureId}`,
    `${completions}/${completion.id}`,
    `${items}/${item.id}/history/${completion.id}`,
  ]
  const key = await space.key({ scopes: ['maintenance:read'] })
  const pilot = await space.as('pilot')
  const other = await workspace(t)
  for (const path of paths) {
    for (const method of ['PATCH', 'PUT', 'DELETE']) {
      const answer = await space.owner.send(method, path)
      assert.deepEqual([answer.status, answer.body.code], [409, 'record_permanent'], `${method} ${path}`)
    }
    const rewritten = await space.owner.patch(path, { name: 'Other' })
    assert.deepEqual([rewritten.status, rewritten.body.code], [409, 'record_permanent'])
    assert.equal((await key.send('DELETE', path)).body.code, 'read_only_key')
    assert.equal((await other.owner.send('DELETE', path)).status, 404)
  }
  assert.equal((await pilot.send('DELETE', `${completions}/mco_01jq8me7x2f9tb6k4z0r5w3v1n`)).status, 404)
  assert.deepEqual(ok(await space.owner.get(`${completions}/${completion.id}`)), completion)
  assert.deepEqual(
    (await refusedChanges(space, 'maintenance_signature.change_refused')).map(([, request]) => request),
    paths
      .slice(0, 2)
      .flatMap((path) => ['PATCH', 'PUT', 'DELETE', 'PATCH'].map((method) => `${method} ${path}`)),
  )
  assert.equal((await refusedChanges(space, 'maintenance_completion.change_refused')).length, 8)
  assert.equal((await refusedChanges(other, 'maintenance_signature.change_refused')).length, 0)
})

test('who performed a required inspection neither inspects nor verifies it; another inspector does', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const [first, second] = [
    await space.as('first', { roles: ['inspector'] }),
    await space.as('second', { roles: ['inspector'] }),
  ]
  const order = await started(space, plane.id, {
    tasks: [{ title: 'Flight controls', isRequiredInspection: true }],
  })
  await doAll(first, order)
  const own = await move(first, order.id, `tasks/${order.tasks[0].id}/inspect`)
  assert.deepEqual([own.status, own.body.code], [403, 'same_person_inspects'])
  ok(await move(second, order.id, `tasks/${order.tasks[0].id}/inspect`))
  ok(await move(first, order.id, 'complete', certificate))
  const same = await move(first, order.id, 'verify')
  assert.deepEqual([same.status, same.body.code], [403, 'same_person_inspects'])
  await assert.rejects(
    space.app.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
      tx.prepared("update work_orders set status = 'verified', verified_by = $1", [first.userId]),
    ),
    /does not verify/,
  )
  const verified = await move(second, order.id, 'verify')
  assert.deepEqual([verified.status, verified.data.status], [200, 'verified'])

  // Nobody inspected it before: the second person does so by verifying it.
  const uninspected = await started(space, plane.id, {
    tasks: [{ title: 'Flight controls', isRequiredInspection: true }],
  })
  await doAll(first, uninspected)
  ok(await move(first, uninspected.id, 'complete', certificate))
  assert.equal((await move(first, uninspected.id, 'verify')).status, 403)
  assert.equal(ok(await move(second, uninspected.id, 'verify')).status, 'verified')
})
