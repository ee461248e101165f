import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { fuelOrderStates } from './fuel-order.ts'
import { orderStatuses } from './order.ts'

const app = await testApp()
const fuel = '/api/v1/fbo/fuel-orders'
const services = '/api/v1/fbo/service-orders'
const today = () => new Date().toISOString().slice(0, 10)
const daysFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const ok = async (answer: ReturnType<TestWorkspace['owner']['post']>) => {
  const { status, data, text } = await answer
  assert.ok(status < 300, text)
  return data
}
const rate = (ws: TestWorkspace, fields: object = {}) =>
  ok(
    ws.owner.post('/api/v1/fbo/rates', {
      item: 'Jet A',
      unit: 'us_gal',
      priceMinor: 645,
      currency: 'USD',
      validFrom: daysFrom(-30),
      ...fields,
    }),
  )
const customer = (ws: TestWorkspace, tails: string[] = []) =>
  ok(ws.owner.post('/api/v1/fbo/customers', { company: 'Tamarack Air', tails }))
async function delivered(ws: TestWorkspace, order: object = {}, uplift: object = {}) {
  const { id } = await ok(ws.owner.post(fuel, { product: 'Jet A', ...order }))
  await ok(ws.owner.post(`${fuel}/${id}/advance`, { to: 'accepted' }))
  return ok(ws.owner.post(`${fuel}/${id}/deliver`, { quantity: 120.5, unit: 'us_gal', ...uplift }))
}

test('what was asked for and what was measured stay as they were said, beside litres and kilograms', async (t) => {
  const ws = await workspace(t, app)
  const asked = await ok(
    ws.owner.post(fuel, { product: 'Jet A', quantity: 1000, unit: 'lb', tailNumber: 'n418pc' }),
  )
  assert.deepEqual(
    [
      asked.quantity,
      asked.unit,
      asked.densityKgPerL,
      asked.quantityKg,
      asked.quantityLiters,
      asked.tailNumber,
      asked.upliftKg,
    ],
    [1000, 'lb', null, 453.592, 564.872, 'N418PC', null],
  )
  for (const [order, uplift, wanted] of [
    [{}, {}, [120.5, 'us_gal', 0.803, 'default', 456.142, 366.282]],
    [{}, { densityKgPerL: 0.81 }, [120.5, 'us_gal', 0.81, 'measured', 456.142, 369.475]],
    [{ densityKgPerL: 0.79 }, {}, [120.5, 'us_gal', 0.79, 'ordered', 456.142, 360.352]],
    [{ product: '100LL' }, { quantity: 40, unit: 'l' }, [40, 'l', 0.719, 'default', 40, 28.76]],
  ] as const) {
    const done = await delivered(ws, order, uplift)
    assert.deepEqual(
      [
        done.upliftQuantity,
        done.upliftUnit,
        done.upliftDensityKgPerL,
        done.upliftDensitySource,
        done.upliftLiters,
        done.upliftKg,
      ],
      wanted,
    )
    assert.deepEqual([done.status, done.doneOn, done.timezone], ['done', today(), 'UTC'])
  }
})

test('a delivery carries its priced line: quantity, rate, version, amount and how it was rounded', async (t) => {
  const ws = await workspace(t, app)
  const price = await rate(ws)
  const { lines } = await delivered(ws)
  const { id, ...line } = lines[0]
  assert.match(id, /^fol_/)
  assert.deepEqual(
    [lines.length, line],
    [
      1,
      {
        item: 'Jet A',
        quantity: 120.5,
        unit: 'us_gal',
        unitRateMinor: 645,
        perQuantity: 1,
        currency: 'USD',
        discountBasisPoints: 0,
        amountMinor: 77_723,
        rounding: 'half_up_line',
        priceSource: 'retail',
        rateId: price.id,
        rateVersion: 1,
      },
    ],
  )
})

test('litres are priced by the gallon straight from the entry, and tenths of cents are exact', async (t) => {
  const ws = await workspace(t, app)
  await rate(ws, { priceMinor: 54_123, perQuantity: 100 })
  const [line] = (await delivered(ws, {}, { quantity: 378.541, unit: 'l' })).lines
  assert.deepEqual([line.quantity, line.unit, line.amountMinor], [100, 'us_gal', 54_123])
})

test('a contract’s own price wins, then its discount off retail, then retail; only on its days', async (t) => {
  const ws = await workspace(t, app)
  const { id: customerId } = await customer(ws, ['N418PC'])
  await rate(ws)
  const line = async () => (await delivered(ws, { tailNumber: 'N418PC' })).lines[0]
  const shown = async () => {
    const { priceSource, unitRateMinor, discountBasisPoints, amountMinor } = await line()
    return [priceSource, unitRateMinor, discountBasisPoints, amountMinor]
  }
  assert.deepEqual(await shown(), ['retail', 645, 0, 77_723])
  const contract = (fields: object) =>
    ok(
      ws.owner.post('/api/v1/fbo/contracts', {
        customerId,
        name: 'Fuel',
        startsOn: daysFrom(-10),
        ...fields,
      }),
    )
  await contract({ discountBasisPoints: 2_000, startsOn: daysFrom(-20), endsOn: daysFrom(-5) })
  assert.deepEqual(await shown(), ['retail', 645, 0, 77_723])
  const { id: contractId } = await contract({ discountBasisPoints: 1_000 })
  assert.deepEqual(await shown(), ['retail', 645, 1_000, 69_950])
  await rate(ws, { contractId, priceMinor: 599 })
  assert.deepEqual(await shown(), ['contract', 599, 0, 72_180])
  assert.equal((await delivered(ws, { tailNumber: 'N9ZZ' })).lines[0].priceSource, 'retail')
})

test('a new price ends the one before on the day before, and done orders keep theirs', async (t) => {
  const ws = await workspace(t, app)
  const first = await rate(ws)
  const old = await delivered(ws)
  const next = await rate(ws, { priceMinor: 700, validFrom: daysFrom(1) })
  const ended = (await ws.owner.get(`/api/v1/fbo/rates/${first.id}`)).data
  assert.deepEqual([ended.validTo, next.rateVersion, next.validTo], [today(), 2, null])
  assert.deepEqual((await delivered(ws)).lines[0].rateVersion, 1)
  assert.deepEqual((await ws.owner.get(`${fuel}/${old.id}`)).data.lines, old.lines)
  const overlapping = await ws.owner.post('/api/v1/fbo/rates', {
    item: 'jet a',
    unit: 'l',
    priceMinor: 1,
    currency: 'USD',
    validFrom: daysFrom(1),
  })
  assert.deepEqual(
    [overlapping.status, overlapping.body.code, overlapping.body.error],
    [409, 'rate_overlaps', `jet a has a price from ${daysFrom(1)} on already (version 2)`],
  )
  const used = await ws.owner.patch(`/api/v1/fbo/rates/${first.id}`, { priceMinor: 1 })
  assert.deepEqual([used.status, used.body.code], [409, 'rate_in_use'])
  assert.equal(
    (await ws.owner.patch(`/api/v1/fbo/rates/${first.id}`, { validTo: daysFrom(-1) })).body.code,
    'rate_in_use',
  )
  assert.equal(
    (await ws.owner.patch(`/api/v1/fbo/rates/${next.id}`, { priceMinor: 710 })).data.priceMinor,
    710,
  )
})

test('of ten prices from the same day, set at the same moment, one is', async (t) => {
  const ws = await workspace(t, app)
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      ws.owner.post('/api/v1/fbo/rates', {
        item: 'GPU start',
        unit: 'each',
        priceMinor: n,
        currency: 'USD',
        validFrom: today(),
      }),
    ),
  )
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [
    201,
    ...Array.from({ length: 9 }, () => 409),
  ])
})

test('without a price in force it is done all the same, and priced by hand, once', async (t) => {
  const ws = await workspace(t, app)
  const order = await delivered(ws)
  assert.deepEqual([order.status, order.lines], ['done', []])
  const by = (unit: string) =>
    ws.owner.post(`${fuel}/${order.id}/price`, { unit, unitRateMinor: 170, currency: 'EUR' })
  assert.equal((await by('each')).status, 400)
  const answers = await Promise.all([by('l'), by('l'), by('l')])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409])
  const [line] = (await ws.owner.get(`${fuel}/${order.id}`)).data.lines
  assert.deepEqual(
    [line.quantity, line.unit, line.amountMinor, line.priceSource, line.rateVersion],
    [456.142, 'l', 77_544, 'manual', null],
  )
})

for (const from of orderStatuses)
  test(`an order that is ${from} goes to ${fuelOrderStates.nextOf(from).join(', ') || 'nothing'}, and nowhere else`, async (t) => {
    const ws = await workspace(t, app)
    const way = {
      requested: [],
      accepted: ['accepted'],
      in_progress: ['accepted', 'in_progress'],
      done: ['accepted', 'done'],
      cancelled: ['cancelled'],
    }[from]
    for (const [path, body, finish, result] of [
      [fuel, { product: '100LL' }, 'deliver', { quantity: 10, unit: 'us_gal' }],
      [services, { item: 'GPU start' }, 'complete', {}],
    ] as const) {
      for (const to of orderStatuses.slice(1)) {
        const { id } = await ok(ws.owner.post(path, body))
        const go = (step: string) =>
          step === 'done'
            ? ws.owner.post(`${path}/${id}/${finish}`, result)
            : ws.owner.post(`${path}/${id}/advance`, { to: step })
        for (const step of way) await ok(go(step))
        const res = await go(to)
        if (fuelOrderStates.nextOf(from).includes(to))
          assert.deepEqual([res.status, res.data.status], [200, to], `${from} → ${to}`)
        else assert.deepEqual([res.status, res.body.code], [409, 'order_state'], `${from} → ${to}`)
      }
    }
  })

test('what is done does not change: not by the API, and not in the database', async (t) => {
  const ws = await workspace(t, app)
  await rate(ws)
  const order = await delivered(ws)
  assert.equal((await ws.owner.patch(`${fuel}/${order.id}`, { quantity: 1 })).body.code, 'order_state')
  await assert.rejects(
    app.sql('update fbo_fuel_orders set uplift_kg = 1 where id = $1', [order.id]),
    /a done order is final/,
  )
  const rights = await app.sql(
    `
      select privilege_type
        from information_schema.role_table_grants
       where table_name = 'fbo_order_lines'
         and grantee in ('apron_app', 'apron_system')
         and privilege_type in ('UPDATE', 'DELETE')`,
  )
  assert.deepEqual(rights, [])
})

test('an order takes tail and customer from its movement, and counts on the board until it is done', async (t) => {
  const ws = await workspace(t, app)
  const { id: customerId } = await customer(ws, ['N418PC'])
  const movement = await ok(
    ws.owner.post('/api/v1/fbo/movements', { movementDate: '2026-11-21', tailNumber: 'N418PC' }),
  )
  const order = await ok(ws.owner.post(services, { item: 'GPU start', movementId: movement.id }))
  assert.deepEqual(
    [order.tailNumber, order.customerId, order.quantity, order.unit],
    ['N418PC', customerId, 1, 'each'],
  )
  await ok(ws.owner.post(fuel, { product: 'Jet A', movementId: movement.id, quantity: 50, unit: 'us_gal' }))
  const open = async () =>
    (await ws.owner.get('/api/v1/fbo/board?date=2026-11-21')).data.arrivals[0].openOrders
  assert.equal(await open(), 2)
  await ok(ws.owner.post(`${services}/${order.id}/advance`, { to: 'cancelled', reason: 'Own power' }))
  assert.equal(await open(), 1)
  assert.equal((await ws.owner.get(`${fuel}?movement_id=${movement.id}&open=true`)).data.total, 1)
  assert.equal((await ws.owner.get(`${services}?open=true`)).data.total, 0)
})

test('bad quantities, tomorrow’s deliveries and records of others are refused at their field', async (t) => {
  const [ws, other] = [await workspace(t, app), await workspace(t, app)]
  const { id: foreign } = await ok(other.owner.post('/api/v1/fbo/movements', { movementDate: '2026-11-21' }))
  const { id } = await ok(ws.owner.post(fuel, { product: 'Jet A' }))
  await ok(ws.owner.post(`${fuel}/${id}/advance`, { to: 'accepted' }))
  for (const [path, body, field] of [
    [fuel, { product: 'Kerosene' }, 'product'],
    [fuel, { product: 'Jet A', quantity: 0 }, 'quantity'],
    [fuel, { product: 'Jet A', quantity: 1.23456 }, 'quantity'],
    [fuel, { product: 'Jet A', densityKgPerL: 6.7 }, 'densityKgPerL'],
    [fuel, { product: 'Jet A', movementId: foreign }, 'movementId'],
    [services, { item: 'GPU start', movementId: foreign }, 'movementId'],
    [
      `${fuel}/${id}/deliver`,
      { quantity: 10, unit: 'us_gal', deliveredAt: '2031-01-01T00:00:00Z' },
      'deliveredAt',
    ],
  ] as const) {
    const res = await ws.owner.post(path, body)
    assert.deepEqual([res.status, res.body.details?.[0].field], [400, field], JSON.stringify(body))
  }
})

test('a delivery is an event with what was delivered and priced', async (t) => {
  const ws = await workspace(t, app)
  const order = await delivered(ws)
  const events = (await ws.owner.get('/api/v1/public/events?sort=-sequence')).data.items
  assert.deepEqual(
    events.slice(0, 3).map((event: { type: string }) => event.type),
    ['fuel_order.delivered', 'fuel_order.updated', 'fuel_order.created'],
  )
  const { densityKgPerL, upliftDensityKgPerL, upliftDensitySource, ...carried } = order
  const { customerName, cancelReason, doneBy, notes, ...sent } = carried
  assert.deepEqual(events[0].data, sent)
})

test('the desk delivers; prices are finance’s, and pilots do not see them', async (t) => {
  const ws = await workspace(t, app)
  const line = await ws.as('line', { roles: ['staff'] })
  const pilot = await ws.as('pilot')
  const finance = await ws.as('money', { roles: ['finance'] })
  const body = { item: 'Jet A', unit: 'us_gal', priceMinor: 645, currency: 'USD', validFrom: today() }
  assert.equal((await line.post('/api/v1/fbo/rates', body)).status, 403)
  assert.equal((await finance.post('/api/v1/fbo/rates', body)).status, 201)
  assert.equal((await line.get('/api/v1/fbo/rates')).status, 200)
  assert.equal((await pilot.get('/api/v1/fbo/rates')).status, 403)
  assert.equal((await line.post(fuel, { product: 'Jet A' })).status, 201)
  assert.equal((await pilot.post(fuel, { product: 'Jet A' })).status, 403)
  assert.equal((await pilot.get(fuel)).status, 403)
})
