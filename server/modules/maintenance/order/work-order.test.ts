import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '#platform/testing/client.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { alerts, hundredHour, inDays, items, noonIn, ok, planeWith, read } from '../testing/plane.ts'
import { alertOverdueOrders } from './overdue-order.ts'

const orders = '/api/v1/maintenance/work-orders'
const squawks = '/api/v1/maintenance/squawks'
const certificate = { certificateKind: 'IA', certificateNumber: '2718281' }
const create = async (space: TestWorkspace, aircraftId: string, fields: object = {}) =>
  ok(await space.owner.post(orders, { aircraftId, kind: 'unscheduled', title: 'Brakes', ...fields }))
const move = (client: Client, id: string, name: string, body: object = {}) =>
  client.post(`${orders}/${id}/${name}`, body)
const get = async (space: TestWorkspace, id: string) => ok(await space.owner.get(`${orders}/${id}`))
const doAll = async (client: Client, order: { id: string; tasks: { id: string }[] }) => {
  for (const task of order.tasks) ok(await move(client, order.id, `tasks/${task.id}/done`))
}
const started = async (space: TestWorkspace, aircraftId: string, fields: object = {}) => {
  const order = await create(space, aircraftId, fields)
  ok(await move(space.owner, order.id, 'open'))
  return ok(await move(space.owner, order.id, 'start'))
}
const report = async (space: TestWorkspace, aircraftId: string, fields: object = {}) =>
  ok(await space.owner.post(squawks, { aircraftId, title: 'Right brake drags', phase: 'ground', ...fields }))
const statusOf = async (space: TestWorkspace, aircraftId: string) =>
  ok(await space.owner.get(`/api/v1/ops/aircraft/${aircraftId}`)).status
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

test('tasks stand in the order of their positions', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const titles = ({ tasks }: { tasks: { title: string }[] }) => tasks.map(({ title }) => title)
  const tasks = [{ title: 'Run up', position: 3 }, { title: 'Drain', position: 1 }, { title: 'Wash' }]
  const order = await create(space, plane.id, { tasks })
  assert.deepEqual(titles(order), ['Drain', 'Run up', 'Wash'])
  const wash = order.tasks[2]
  assert.equal(wash.position, 4)
  const moved = await space.owner.patch(`${orders}/${order.id}/tasks/${wash.id}`, { position: 2 })
  assert.deepEqual(titles(ok(moved)), ['Drain', 'Wash', 'Run up'])
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

test('an open order holds its aircraft for the planned time, and gives it back when it is cancelled', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const times = { plannedStartAt: noonIn(3).toISOString(), plannedEndAt: noonIn(4).toISOString() }
  const [first, second] = [await create(space, plane.id, times), await create(space, plane.id, times)]
  ok(await move(space.owner, first.id, 'open'))
  const taken = await move(space.owner, second.id, 'open')
  assert.deepEqual([taken.status, taken.body.code], [409, 'resource_taken'])
  assert.equal((await get(space, second.id)).status, 'draft')
  ok(await space.owner.patch(`${orders}/${first.id}`, { plannedEndAt: noonIn(5).toISOString() }))
  ok(await move(space.owner, first.id, 'start'))
  assert.equal(await statusOf(space, plane.id), 'maintenance')
  ok(await move(space.owner, first.id, 'cancel', { reason: 'Other shop' }))
  assert.equal(await statusOf(space, plane.id), 'active')
  ok(await move(space.owner, second.id, 'open'))
  assert.equal(
    (
      await space.owner.post(orders, {
        aircraftId: plane.id,
        kind: 'scheduled',
        plannedStartAt: noonIn(1).toISOString(),
      })
    ).status,
    400,
  )
})

test('an order of what is due has the items, the squawks, and what 91.405(c) asks for', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  await read(space, plane.id, 209_500)
  ok(
    await space.owner.post('/api/v1/maintenance/items/presets', {
      aircraftId: plane.id,
      presets: [{ preset: 'annual', lastDoneOn: inDays(-350) }],
    }),
  )
  const squawk = await report(space, plane.id, { title: 'Dome light out' })
  const answers = {
    requiredForVfrDay: false,
    onEquipmentList: false,
    requiredByRule: false,
    requiredByDirective: false,
    isHazard: false,
  }
  ok(
    await space.owner.post(`${squawks}/${squawk.id}/defer`, {
      route: '91_213_d',
      answers,
      deactivation: 'deactivated',
      placard: 'INOP',
    }),
  )
  const [annual] = ok(await space.owner.get(`${items}?aircraft=${plane.id}`)).items
  const order = await create(space, plane.id, { kind: 'scheduled', tasks: [{ sourceId: annual.id }] })
  assert.deepEqual(
    order.tasks.map(({ sourceId, referenceData }: Record<string, string>) => [sourceId, referenceData]),
    [
      [annual.id, null],
      [squawk.id, '14 CFR 91.405(c)'],
    ],
  )
  const due = ok(await space.owner.post(`${orders}/from-due`, { aircraftId: plane.id, untilOn: inDays(60) }))
  assert.deepEqual(
    due.tasks.map(({ sourceId }: { sourceId: string }) => sourceId),
    [annual.id, squawk.id],
  )
  assert.equal((await space.owner.post(`${orders}/from-due`, { aircraftId: plane.id })).status, 400)
  // Inspected at the annual and still inoperative: it stays deferred, and the aircraft flies with it.
  for (const name of ['open', 'start']) ok(await move(space.owner, order.id, name))
  const [inspection, deferred] = order.tasks
  const done = { findings: {}, method: 'By the checklist of 14 CFR 43 appendix D' }
  ok(await move(space.owner, order.id, `tasks/${inspection.id}/done`, done))
  const reason = 'Inspected, and still inoperative'
  ok(await move(space.owner, order.id, `tasks/${deferred.id}/not-done`, { reason }))
  ok(await move(space.owner, order.id, 'complete', certificate))
  assert.equal(ok(await space.owner.get(`${squawks}/${squawk.id}`)).status, 'deferred')
  assert.equal(await statusOf(space, plane.id), 'active')
})

test('the cost is that of parts and labor, and programs see neither names nor money', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const person = await space.person()
  const order = await started(space, plane.id)
  ok(
    await space.owner.post(`${orders}/${order.id}/parts`, {
      partNumber: 'REM40E',
      description: 'Spark plug',
      quantityThousandths: 1_500,
      unit: 'each',
      condition: 'new',
      unitCostMinor: 3_333,
    }),
  )
  const withLabor = ok(
    await space.owner.post(`${orders}/${order.id}/labour`, {
      crewId: person.id,
      workedOn: inDays(0),
      minutes: 50,
      rateMinor: 9_500,
    }),
  )
  assert.equal(withLabor.costMinor, 5_000 + 7_917)
  const key = await space.key({ scopes: ['public.maintenance:read'] })
  const at = '/api/v1/public/maintenance/work-orders'
  const listed = await key.get(`${at}?status=in_progress`)
  assert.deepEqual([listed.status, listed.data.total, listed.data.items[0].id], [200, 1, order.id])
  assert.doesNotMatch(listed.text, /cost|minor|name|owner/i)
  assert.equal((await key.get(`${at}/${order.id}`)).data.number, order.number)
  const wrong = await key.get(`${at}?status=foo`)
  assert.equal(wrong.status, 400)
  assert.match(wrong.text, /awaiting_parts/)
  const other = await workspace(t)
  const foreign = await create(other, (await other.aircraft()).id)
  const [theirs, missing] = [
    await key.get(`${at}/${foreign.id}`),
    await key.get(`${at}/wko_01jq8me7x2f9tb6k4z0r5w3v1n`),
  ]
  assert.deepEqual([theirs.status, theirs.body.error], [missing.status, missing.body.error])
  assert.equal(missing.status, 404)
})

test('work that is not completed at its planned end is reported once', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const order = await create(space, plane.id, {
    plannedStartAt: noonIn(1).toISOString(),
    plannedEndAt: noonIn(2).toISOString(),
  })
  ok(await move(space.owner, order.id, 'open'))
  for (const day of [1, 3, 4]) await alertOverdueOrders.at(space.app.services, noonIn(day))
  assert.deepEqual(
    (await alerts(space)).map(({ id, about }) => [id, about]),
    [[order.id, 'work_order']],
  )
})
