import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { ok, pricedSchool } from './testing/school.ts'

const app = await testApp()
const api = '/api/v1/finance'

/** An order with a part and labor, returned to service in March. */
async function completedOrder(ws: TestWorkspace, aircraftId: string) {
  const path = '/api/v1/maintenance/work-orders'
  const order = await ws.made(path, {
    aircraftId,
    kind: 'unscheduled',
    tasks: [{ title: 'Oil', source: 'free' }],
  })
  await ok(ws.owner.post(`${path}/${order.id}/open`))
  await ok(
    ws.owner.post(`${path}/${order.id}/parts`, {
      partNumber: 'W100',
      description: 'Oil',
      quantityThousandths: 2_500,
      unit: 'qt',
      condition: 'new',
      unitCostMinor: 999,
    }),
  )
  const crewId = (await ws.person()).id
  const labor = { crewId, workedOn: '2026-03-09', minutes: 95, rateMinor: 8_800 }
  await ok(ws.owner.post(`${path}/${order.id}/labour`, labor))
  await app.sql(
    "update work_orders set status = 'completed', returned_to_service_at = '2026-03-10' where id = $1",
    [order.id],
  )
}

test('the true cost of an aircraft is the sum of its sources to the cent, and stands beside the rate card', async (t) => {
  const { ws, aircraft, lesson } = await pricedSchool(await workspace(t, app))
  const engine = await ws.made('/api/v1/maintenance/components', {
    kind: 'engine',
    partNumber: 'O-320-D2J',
    serialNumber: 'L-1',
    overhaulHundredths: 200_000,
  })
  await ws.made(`/api/v1/maintenance/components/${engine.id}/install`, {
    aircraftId: aircraft.id,
    position: 'Engine 1',
    installedAt: '2026-01-01T00:00:00Z',
    airTotalAtInstallHundredths: 0,
  })
  const settings = {
    currency: 'USD',
    insuranceMinor: 100_001,
    fixedMinor: 12_345,
    fuelMinorPerLiter: 187,
    reserves: [{ componentId: engine.id, costMinor: 2_800_000 }],
  }
  const set = await ok(ws.owner.put(`${api}/aircraft/${aircraft.id}/cost-settings`, settings))
  assert.deepEqual(set, { aircraftId: aircraft.id, fuelSource: 'flights', ...settings })
  const flight = await lesson({ fuelQuantity: 33.3, fuelUnit: 'l' })
  await ok(ws.owner.post(`/api/v1/ops/flights/${flight.id}/approve`, {}))
  await completedOrder(ws, aircraft.id)
  const cost = await ok(
    ws.owner.get(`${api}/aircraft/${aircraft.id}/true-cost?date_from=2026-01-15&date_to=2026-12-01`),
  )
  const sum = (amounts: { amountMinor: number }[]) =>
    amounts.reduce((total, { amountMinor }) => total + amountMinor, 0)
  assert.equal(cost.whole.totalMinor, sum(cost.sources))
  assert.equal(cost.whole.insuranceMinor, 100_001)
  assert.equal(cost.months.length, 12)
  for (const month of cost.months)
    assert.equal(
      month.totalMinor,
      sum(cost.sources.filter((source: { month: string }) => source.month === month.month)),
    )
  const march = cost.months[2]
  // 2.5 qt at 9.99 and 95 minutes at 88.00 an hour, each line rounded once.
  assert.deepEqual([march.partsMinor, march.laborMinor], [2_498, 13_933])
  assert.deepEqual(
    [march.hoursHundredths, march.fuelMinor, march.reservesMinor, march.rateMinor, march.billedMinor],
    [130, 6_227, 2_520, 18_500, 24_050 + 1_560],
  )
  assert.equal(march.perHourMinor, Math.round((march.totalMinor * 100) / 130))
  const { items } = await ok(ws.owner.get(`${api}/true-cost?date_from=2026-01-15&date_to=2026-12-01`))
  const [row] = items.filter(({ aircraftId }: { aircraftId: string }) => aircraftId === aircraft.id)
  assert.equal(row.totalMinor, cost.whole.totalMinor)
})

test('a component twice, a backward range and a member who may not see money are refused', async (t) => {
  const ws = await workspace(t, app)
  const aircraft = await ws.aircraft()
  const component = await ws.made('/api/v1/maintenance/components', { kind: 'gear', partNumber: 'G-1' })
  const reserve = { componentId: component.id, costMinor: 1 }
  const path = `${api}/aircraft/${aircraft.id}/cost-settings`
  const twice = await ws.owner.put(path, { currency: 'USD', reserves: [reserve, reserve] })
  assert.deepEqual([twice.status, twice.body.details[0].field], [400, 'reserves'])
  const backward = await ws.owner.get(`${api}/true-cost?date_from=2026-02-01&date_to=2026-01-01`)
  assert.equal(backward.status, 400)
  const pilot = await ws.as('Pat', { roles: ['pilot'] })
  assert.equal((await pilot.get(path)).status, 403)
  assert.equal((await pilot.get(`${api}/aircraft/${aircraft.id}/meter-truth`)).status, 403)
})
