import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

test('activity counts movements, fuel by product, orders and revenue by currency, and shows quiet days', async (t) => {
  const ws = await workspace(t)
  const post = async (path: string, body: object) => (await ws.owner.post(`/api/v1/fbo/${path}`, body)).data
  const today = new Date().toISOString().slice(0, 10)
  const before = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  await post('movements', { movementDate: today, status: 'completed' })
  await post('movements', { movementDate: today, status: 'completed', direction: 'outbound' })
  await post('movements', { movementDate: today, status: 'cancelled' })
  await post('movements', { movementDate: today })
  await post('rates', { item: 'Jet A', unit: 'us_gal', priceMinor: 645, currency: 'USD', validFrom: today })
  await post('rates', {
    item: 'GPU start',
    unit: 'each',
    priceMinor: 4_500,
    currency: 'EUR',
    validFrom: today,
  })
  for (const [product, quantity] of [
    ['Jet A', 100],
    ['Jet A', 20.5],
    ['100LL', 10],
  ] as const) {
    const { id } = await post('fuel-orders', { product })
    await post(`fuel-orders/${id}/advance`, { to: 'accepted' })
    await post(`fuel-orders/${id}/deliver`, { quantity, unit: 'us_gal' })
  }
  const { id } = await post('service-orders', { item: 'gpu START', quantity: 2 })
  await post(`service-orders/${id}/advance`, { to: 'accepted' })
  await post(`service-orders/${id}/complete`, {})
  const { data } = await ws.owner.get(`/api/v1/fbo/activity?date_from=${before}&date_to=${today}`)
  const quiet = {
    arrivals: 0,
    departures: 0,
    cancelled: 0,
    serviceOrdersDone: 0,
    fuelOrdersDone: 0,
    unpricedOrders: 0,
    fuel: [],
    revenue: [],
  }
  assert.deepEqual(data.periods, [
    { period: before, ...quiet },
    {
      period: today,
      arrivals: 1,
      departures: 1,
      cancelled: 1,
      serviceOrdersDone: 1,
      fuelOrdersDone: 3,
      unpricedOrders: 1,
      fuel: [
        { product: '100LL', liters: 37.854, usGallons: 10, kg: 27.217 },
        { product: 'Jet A', liters: 456.142, usGallons: 120.5, kg: 366.283 },
      ],
      revenue: [
        { currency: 'EUR', amountMinor: 9_000 },
        { currency: 'USD', amountMinor: 64_500 + 13_223 },
      ],
    },
  ])
  const monthly = (await ws.owner.get(`/api/v1/fbo/activity?date_from=${today}&date_to=${today}&by=month`))
    .data.periods
  assert.deepEqual([monthly.length, monthly[0].period, monthly[0].fuelOrdersDone], [1, today.slice(0, 7), 3])
  assert.equal(
    (await ws.owner.get('/api/v1/fbo/activity?date_from=2026-02-01&date_to=2026-01-01')).body.details[0]
      .field,
    'date_from',
  )
})
