import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import {
  certificate,
  create,
  get,
  move,
  orders,
  report,
  squawks,
  started,
  statusOf,
} from '../testing/order.ts'
import { alerts, inDays, items, noonIn, ok, read } from '../testing/plane.ts'
import { alertOverdueOrders } from './overdue-order.ts'

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
