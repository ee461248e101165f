import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { ok } from '../testing/plane.ts'

const components = '/api/v1/maintenance/components'
const engine = {
  kind: 'engine',
  partNumber: 'IO-360-L2A',
  serialNumber: 'L-1234-51E',
  overhaulHundredths: 200_000,
}
const add = async (space: TestWorkspace, fields: object = {}) =>
  ok(await space.owner.post(components, { ...engine, ...fields }))
const air = async (space: TestWorkspace, aircraftId: string, readingHundredths: number, readAt: string) =>
  ok(
    await space.owner.post(`/api/v1/ops/aircraft/${aircraftId}/readings`, {
      kind: 'air',
      readingHundredths,
      readAt,
    }),
  )
const install = (space: TestWorkspace, id: string, body: object) =>
  space.owner.post(`${components}/${id}/install`, body)
const times = async (space: TestWorkspace, id: string, at: string) =>
  ok(await space.owner.get(`${components}/${id}/times?at=${at}`))

test('the times of a component follow the air total, over a new dial and onto another aircraft', async (t) => {
  const space = await workspace(t)
  const [first, second] = [await space.aircraft(), await space.aircraft()]
  const component = await add(space)
  await air(space, first.id, 421_050, '2026-01-05T12:00:00Z')
  const installed = await install(space, component.id, {
    aircraftId: first.id,
    position: 'Engine 1',
    installedAt: '2026-01-05T13:00:00Z',
    tsnAtInstallHundredths: 185_000,
    tsoAtInstallHundredths: 35_000,
  })
  assert.equal(installed.status, 201)
  assert.equal(installed.data.airTotalAtInstallHundredths, 421_050)
  await air(space, first.id, 461_520, '2026-06-05T12:00:00Z')
  const now = await times(space, component.id, '2026-06-06T00:00:00Z')
  assert.deepEqual(
    [now.tsnHundredths, now.tsoHundredths, now.overhaulRemainingHundredths, now.aircraftId],
    [225_470, 75_470, 124_530, first.id],
  )
  const replaced = await space.owner.post(`/api/v1/ops/aircraft/${first.id}/meters/tach/replace`, {
    readingHundredths: 0,
    reason: 'New dial',
  })
  assert.ok(replaced.status < 500)
  const after = await times(space, component.id, '2026-06-06T00:00:00Z')
  assert.equal(after.tsnHundredths, 225_470)
  ok(
    await space.owner.post(`${components}/${component.id}/remove`, {
      removedAt: '2026-06-07T00:00:00Z',
      removalReason: 'Overhaul of the airframe',
    }),
  )
  await air(space, second.id, 100_000, '2026-06-08T00:00:00Z')
  const again = ok(
    await install(space, component.id, {
      aircraftId: second.id,
      position: 'Engine 1',
      installedAt: '2026-06-09T00:00:00Z',
    }),
  )
  assert.deepEqual([again.tsnAtInstallHundredths, again.tsoAtInstallHundredths], [225_470, 75_470])
  await air(space, second.id, 101_000, '2026-07-01T00:00:00Z')
  const later = await times(space, component.id, '2026-07-02T00:00:00Z')
  assert.deepEqual([later.tsnHundredths, later.aircraftId], [226_470, second.id])
})

test('of two who install one serial number at once one does, and the other reads where it is', async (t) => {
  const space = await workspace(t)
  const planes = [await space.aircraft(), await space.aircraft()]
  const component = await add(space)
  const answers = await Promise.all(
    planes.map(({ id: aircraftId }) => install(space, component.id, { aircraftId, position: 'Engine 1' })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  const winner = answers.find(({ status }) => status === 201)
  const loser = answers.find(({ status }) => status === 409)
  assert.equal(loser?.body.code, 'component_installed_elsewhere')
  assert.match(loser?.body.error, new RegExp(winner?.data.aircraftRegistration))
})

test('a position holds one component, and a part with a life limit has a serial number', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const [first, second] = [await add(space), await add(space, { serialNumber: 'L-1235-51E' })]
  ok(await install(space, first.id, { aircraftId: plane.id, position: 'Engine 1' }))
  const taken = await install(space, second.id, { aircraftId: plane.id, position: 'engine 1' })
  assert.deepEqual([taken.status, taken.body.code], [409, 'position_taken'])
  const nameless = await space.owner.post(components, {
    kind: 'life_limited_part',
    partNumber: 'DISK-1',
    lifeLimitCycles: 10_000,
  })
  assert.equal(nameless.status, 400)
  assert.equal(nameless.body.details[0].field, 'serialNumber')
  const twin = await space.owner.post(components, engine)
  assert.equal(twin.status, 409)
  const onPlane = ok(await space.owner.get(`${components}?aircraft=${plane.registration}`))
  assert.deepEqual([onPlane.total, onPlane.items[0].installation.position], [1, 'Engine 1'])
})

test('where an aircraft has no air time, the times run with its tach, and go on with it', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const tach = async (readingHundredths: number) =>
    ok(
      await space.owner.post(`/api/v1/ops/aircraft/${plane.id}/readings`, {
        kind: 'tach',
        readingHundredths,
      }),
    )
  await tach(100_000)
  const component = await add(space)
  const body = { aircraftId: plane.id, position: 'Engine 1', tsnAtInstallHundredths: 50_000 }
  const installed = ok(await install(space, component.id, body))
  assert.deepEqual([installed.timeCounter, installed.airTotalAtInstallHundredths], ['tach', 100_000])
  await tach(100_250)
  // An air time meter that comes later starts at another number, and changes nothing.
  await air(space, plane.id, 90_000, new Date().toISOString())
  const now = ok(await space.owner.get(`${components}/${component.id}/times`))
  assert.equal(now.tsnHundredths, 50_250)
})
