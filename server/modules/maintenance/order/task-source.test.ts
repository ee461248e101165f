import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { inDays, items, ok } from '../testing/plane.ts'

const base = '/api/v1/maintenance'
const orders = `${base}/work-orders`
const certificate = { certificateKind: 'IA', certificateNumber: '2718281' }
const seat = {
  kind: 'ad',
  authority: 'FAA',
  number: '2011-10-09',
  title: 'Seat rails and rollers',
  effectiveOn: '2011-06-17',
}
const air = async (space: TestWorkspace, aircraftId: string, readingHundredths: number, readAt?: string) =>
  ok(
    await space.owner.post(`/api/v1/ops/aircraft/${aircraftId}/readings`, {
      kind: 'air',
      readingHundredths,
      ...(readAt === undefined ? {} : { readAt }),
    }),
  )
const engineOn = async (
  space: TestWorkspace,
  aircraftId: string,
  serialNumber: string,
  fields: object = {},
) => {
  const component = ok(
    await space.owner.post(`${base}/components`, {
      kind: 'engine',
      partNumber: 'IO-360-L2A',
      serialNumber,
      overhaulHundredths: 200_000,
    }),
  )
  ok(
    await space.owner.post(`${base}/components/${component.id}/install`, {
      aircraftId,
      position: 'Engine 1',
      installedAt: '2026-01-05T13:00:00Z',
      tsnAtInstallHundredths: 185_000,
      tsoAtInstallHundredths: 35_000,
      ...fields,
    }),
  )
  return component
}
const started = async (space: TestWorkspace, aircraftId: string, tasks: object[]) => {
  const order = ok(await space.owner.post(orders, { aircraftId, kind: 'scheduled', tasks }))
  ok(await space.owner.post(`${orders}/${order.id}/open`))
  return ok(await space.owner.post(`${orders}/${order.id}/start`))
}
const complete = async (
  space: TestWorkspace,
  order: { id: string; tasks: { id: string }[] },
  done: object = { method: 'By the maintenance manual' },
) => {
  for (const { id } of order.tasks) ok(await space.owner.post(`${orders}/${order.id}/tasks/${id}/done`, done))
  return space.owner.post(`${orders}/${order.id}/complete`, certificate)
}
const applicabilities = async (space: TestWorkspace, directiveId: string) =>
  ok(await space.owner.get(`${base}/applicabilities?directive_id=${directiveId}`)).items
const times = async (space: TestWorkspace, id: string) =>
  ok(await space.owner.get(`${base}/components/${id}/times`))

test('a task of a directive complies with it when the order is completed, with method, meters and signature', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  await air(space, plane.id, 421_050)
  const directive = ok(await space.owner.post(`${base}/directives`, seat))
  ok(
    await space.owner.post(`${base}/directives/${directive.id}/applicability`, {
      aircraftId: plane.id,
      status: 'open',
    }),
  )
  const order = await started(space, plane.id, [{ sourceId: directive.id }])
  assert.deepEqual(
    [order.tasks[0].source, order.tasks[0].title],
    ['directive', 'FAA 2011-10-09: Seat rails and rollers'],
  )
  const silent = await space.owner.post(`${orders}/${order.id}/tasks/${order.tasks[0].id}/done`)
  assert.deepEqual([silent.status, silent.body.details[0].field], [400, 'method'])
  assert.equal((await applicabilities(space, directive.id))[0].status, 'open')
  const completed = ok(await complete(space, order, { method: 'Inspected by paragraph (g)' }))
  const [complied] = await applicabilities(space, directive.id)
  assert.deepEqual(
    [complied.status, complied.method, complied.compliedOn, complied.signatureId, complied.workOrderId],
    ['complied', 'Inspected by paragraph (g)', inDays(0), completed.signatureId, order.id],
  )
  assert.equal(complied.compliedMeters.airHundredths, 421_050)
  const events = await space.app.sql<{ status: string }>(
    "select payload::jsonb -> 'data' ->> 'status' as status from events where workspace_id = $1 and type = 'directive.decided' order by seq",
    [space.uuid],
  )
  assert.deepEqual(
    events.map(({ status }) => status),
    ['open', 'complied'],
  )
  const again = await space.owner.post(`${orders}/${order.id}/start`)
  assert.deepEqual([again.status, again.body.code], [409, 'work_order_state'])
})

test('a recurring directive is due again when its task or its item is completed, and retired when it recurs no more', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const directive = ok(await space.owner.post(`${base}/directives`, seat))
  const decide = async (fields: object) =>
    ok(
      await space.owner.post(`${base}/directives/${directive.id}/applicability`, {
        aircraftId: plane.id,
        ...certificate,
        method: 'Inspected by paragraph (g)',
        ...fields,
      }),
    )
  const limits = [{ counter: 'calendar', intervalDays: 100 }]
  const { itemId } = await decide({ status: 'recurring', compliedOn: inDays(-90), limits })
  const dueOn = async () => ok(await space.owner.get(`${items}/${itemId}`)).dueOn
  assert.equal(await dueOn(), inDays(10))
  const byTask = ok(await complete(space, await started(space, plane.id, [{ sourceId: directive.id }])))
  assert.equal(await dueOn(), inDays(100))
  const [followed] = await applicabilities(space, directive.id)
  assert.deepEqual(
    [followed.status, followed.nextDueOn, followed.signatureId],
    ['recurring', inDays(100), byTask.signatureId],
  )
  const byItem = ok(await complete(space, await started(space, plane.id, [{ sourceId: itemId }])))
  assert.equal((await applicabilities(space, directive.id))[0].signatureId, byItem.signatureId)
  await decide({ status: 'recurring', limits: [{ counter: 'calendar', intervalDays: 50 }] })
  assert.equal(await dueOn(), inDays(50))
  await decide({ status: 'complied', method: 'Rails replaced: paragraph (i) ends the inspections' })
  const retired = ok(await space.owner.get(`${items}/${itemId}`))
  assert.equal(retired.isActive, false)
})

test('an overhaul by a task sets the time since overhaul to 0, and keeps the times before it with the signature', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  await air(space, plane.id, 421_050, '2026-01-05T12:00:00Z')
  const engine = await engineOn(space, plane.id, 'L-1')
  await air(space, plane.id, 461_520)
  const order = await started(space, plane.id, [
    { sourceId: engine.id },
    { sourceId: engine.id, componentWork: 'overhaul' },
  ])
  assert.deepEqual(
    order.tasks.map(({ title, componentWork }: Record<string, string>) => [title, componentWork]),
    [
      ['Inspect IO-360-L2A L-1', 'inspection'],
      ['Overhaul IO-360-L2A L-1', 'overhaul'],
    ],
  )
  const completed = ok(await complete(space, order))
  const after = await times(space, engine.id)
  assert.deepEqual(
    [after.tsnHundredths, after.tsoHundredths, after.overhaulRemainingHundredths],
    [225_470, 0, 200_000],
  )
  const { items: works } = ok(await space.owner.get(`${base}/component-work?component_id=${engine.id}`))
  assert.deepEqual(
    works.map((work: Record<string, unknown>) => [
      work.work,
      work.tsoHundredths,
      work.method,
      work.signatureId,
    ]),
    ['overhaul', 'inspection'].map((work) => [
      work,
      75_470,
      'By the maintenance manual',
      completed.signatureId,
    ]),
  )
  await air(space, plane.id, 461_620)
  assert.equal((await times(space, engine.id)).tsoHundredths, 100)
  await assert.rejects(
    space.app.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
      tx.prepared('update component_works set method = $1', ['Rewritten']),
    ),
    /permission denied/,
  )
})

test('an order swaps an engine: one out and one in, in the same transaction', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  await air(space, plane.id, 421_050, '2026-01-05T12:00:00Z')
  const old = await engineOn(space, plane.id, 'L-1')
  const fresh = ok(
    await space.owner.post(`${base}/components`, {
      kind: 'engine',
      partNumber: 'IO-360-L2A',
      serialNumber: 'L-2',
    }),
  )
  const swap = [
    { sourceId: fresh.id, componentWork: 'installation', componentPosition: 'Engine 1' },
    { sourceId: old.id, componentWork: 'removal' },
  ]
  ok(await complete(space, await started(space, plane.id, swap)))
  const on = ok(await space.owner.get(`${base}/components?aircraft=${plane.registration}`)).items
  assert.deepEqual(
    on.map(({ id }: { id: string }) => id),
    [fresh.id],
  )
  // The position is taken again: the whole completion is refused, and the order stays as it is.
  const other = ok(
    await space.owner.post(`${base}/components`, {
      kind: 'engine',
      partNumber: 'IO-360-L2A',
      serialNumber: 'L-3',
    }),
  )
  const order = await started(space, plane.id, [
    { sourceId: other.id, componentWork: 'installation', componentPosition: 'engine 1' },
  ])
  const taken = await complete(space, order)
  assert.deepEqual([taken.status, taken.body.code], [409, 'position_taken'])
  assert.equal(ok(await space.owner.get(`${orders}/${order.id}`)).status, 'in_progress')
})

test('a task names a source of this aircraft, and says where a component goes', async (t) => {
  const space = await workspace(t)
  const [plane, other] = [await space.aircraft(), await space.aircraft()]
  const engine = await engineOn(space, other.id, 'L-1')
  const directive = ok(await space.owner.post(`${base}/directives`, seat))
  ok(
    await space.owner.post(`${base}/directives/${directive.id}/applicability`, {
      aircraftId: plane.id,
      status: 'not_applicable',
      reason: 'It has the rails of the later design',
    }),
  )
  for (const [task, field] of [
    [{ sourceId: engine.id }, 'sourceId'],
    [{ sourceId: engine.id, componentWork: 'removal' }, 'sourceId'],
    [{ sourceId: engine.id, componentWork: 'installation' }, 'componentPosition'],
    [{ sourceId: directive.id }, 'sourceId'],
    [{ sourceId: directive.id, source: 'item' }, 'sourceId'],
    [{ title: 'Wash', componentWork: 'overhaul' }, 'componentWork'],
    [{ source: 'directive', title: 'Seat rails' }, 'sourceId'],
  ] as const) {
    const refused = await space.owner.post(orders, { aircraftId: plane.id, kind: 'scheduled', tasks: [task] })
    assert.deepEqual([refused.status, refused.body.details[0].field], [422, `tasks.0.${field}`])
  }
})

test('an order of what is due has the open directives, and the components whose overhaul comes until then', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  await air(space, plane.id, 421_050, '2026-01-05T12:00:00Z')
  const engine = await engineOn(space, plane.id, 'L-1')
  const directive = ok(await space.owner.post(`${base}/directives`, seat))
  ok(
    await space.owner.post(`${base}/directives/${directive.id}/applicability`, {
      componentId: engine.id,
      status: 'open',
    }),
  )
  // 1,650.00 h are left at 4,210.50.
  for (const [untilHundredths, expected] of [
    [586_049, [directive.id]],
    [586_050, [directive.id, engine.id]],
  ] as const) {
    const order = ok(await space.owner.post(`${orders}/from-due`, { aircraftId: plane.id, untilHundredths }))
    assert.deepEqual(
      order.tasks.map(({ sourceId }: { sourceId: string }) => sourceId),
      expected,
    )
  }
})

test('a task of an inspection is done with what the law asks, and its entry has the certificate of the signature', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const [vor, annual] = ok(
    await space.owner.post(`${items}/presets`, {
      aircraftId: plane.id,
      presets: [{ preset: 'vor' }, { preset: 'annual' }],
    }),
  )
  const order = await started(space, plane.id, [{ sourceId: vor.id }, { sourceId: annual.id }])
  const [check, inspection] = order.tasks
  assert.deepEqual(check.asks, ['findings.place', 'findings.vorMethod', 'findings.bearingErrorDegrees'])
  const path = (task: { id: string }) => `${orders}/${order.id}/tasks/${task.id}/done`
  const silent = await space.owner.post(path(check))
  assert.deepEqual([silent.status, silent.body.details[0].field], [400, 'findings.place'])
  const findings = { place: 'KFNL', vorMethod: 'dual', bearingErrorDegrees: 2 }
  ok(await space.owner.post(path(check), { findings }))
  ok(await space.owner.post(path(inspection)))
  const sign = (body: object) =>
    space.owner.post(`${orders}/${order.id}/complete`, { ...certificate, ...body })
  const mechanic = await sign({ certificateKind: 'A&P' })
  assert.deepEqual(
    [mechanic.status, mechanic.body.code, mechanic.body.details[0].field],
    [422, 'certificate_missing', 'certificateKind'],
  )
  const unmetered = await sign({})
  assert.deepEqual([unmetered.status, unmetered.body.details[0].field], [400, 'totalTimeHundredths'])
  const completed = ok(await sign({ totalTimeHundredths: 421_050 }))
  const signature = ok(await space.owner.get(`${base}/signatures/${completed.signatureId}`))
  assert.deepEqual([signature.statement, signature.totalTimeHundredths], ['43.11_annual', 421_050])
  const [entry] = ok(await space.owner.get(`${items}/${vor.id}/history`)).items
  assert.deepEqual(
    [entry.findings, entry.certificateKind, entry.certificateNumber, entry.reference],
    [findings, 'IA', '2718281', order.number],
  )
})
