import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const app = await testApp()
const api = '/api/v1/finance'
const sessions = '/api/v1/planning/sessions'
const fuel = '/api/v1/fbo/fuel-orders'
const services = '/api/v1/fbo/service-orders'
const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

const ok = async (answer: ReturnType<TestWorkspace['owner']['post']>) => {
  const { status, data, text } = await answer
  assert.ok(status < 300, text)
  return data
}
type Charge = {
  kind: string
  accountId: string
  netMinor: number
  quantityThousandths: number
  unit: string
  taxCode: string
  source: { type: string; id: string }
}
const chargesOf = async (ws: TestWorkspace): Promise<Charge[]> =>
  (await ws.owner.get(`${api}/charges?page_size=100`)).data.items
const shown = (charges: readonly Charge[]) =>
  charges.map(({ kind, netMinor }) => [kind, netMinor]).sort((a, b) => String(a).localeCompare(String(b)))

const prices = [
  {
    chargeKind: 'simulator',
    basis: 'session_minutes',
    perQuantity: 60,
    unitRateMinor: 9_000,
    taxCode: 'S21',
  },
  { chargeKind: 'instructor_ground', basis: 'block', unitRateMinor: 6_000, taxCode: 'S21' },
  { chargeKind: 'no_show', basis: 'each', unitRateMinor: 5_000, taxCode: 'S21' },
  { chargeKind: 'cancellation', basis: 'block', unitRateMinor: 2_500, taxCode: 'S21' },
]

async function school(t: Parameters<typeof workspace>[0], rates: object[] = prices) {
  const ws = await workspace(t, app)
  await ws.billing()
  const card = await ws.made(`${api}/rates`, { name: 'Members', currency: 'USD' })
  const version = await ws.made(`${api}/rates/${card.id}/versions`, { validFrom: '2026-01-01' })
  for (const rate of rates) await ws.made(`${api}/rates/versions/${version.id}/rates`, rate)
  await ok(ws.owner.post(`${api}/rates/versions/${version.id}/publish`))
  const [student, instructor] = [
    await ws.person({ displayName: 'Sam' }),
    await ws.person({ displayName: 'Ada' }),
  ]
  const account = await ws.account({ holder: { type: 'person', id: student.id } })
  const simulator = await ws.aircraft({ category: 'simulator' })
  const booking = (fields: object = {}) =>
    ws.booking({
      type: 'simulator',
      startsAt: at(-90),
      endsAt: at(30),
      aircraftId: simulator.id,
      instructorId: instructor.id,
      participants: [{ crewId: student.id, role: 'student' }],
      ...fields,
    })
  return { ws, student, instructor, account, simulator, booking }
}

test('a check-in charges the simulator and the instruction for the time that it took, once', async (t) => {
  const { ws, account, booking } = await school(t)
  const session = await booking()
  await ok(ws.owner.post(`${sessions}/${session.id}/check-out`))
  const times = { offBlockAt: at(-90), onBlockAt: at(0) }
  const answers = await Promise.all([
    ws.owner.post(`${sessions}/${session.id}/check-in`, times),
    ws.owner.post(`${sessions}/${session.id}/check-in`, times),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  const charges = await chargesOf(ws)
  assert.deepEqual(shown(charges), [
    ['instructor_ground', 9_000],
    ['simulator', 13_500],
  ])
  for (const { accountId, source } of charges)
    assert.deepEqual([accountId, source], [account.id, { type: 'session', id: session.id }])
  const { data } = await ws.owner.get('/api/v1/admin/audit-log?action=charge.created')
  assert.equal(data.total, 2)
})

test('a booking that is checked in too late is charged until its booked end', async (t) => {
  const { ws, booking } = await school(t)
  const session = await booking({ startsAt: at(-300), endsAt: at(-180) })
  await ok(ws.owner.post(`${sessions}/${session.id}/check-out`))
  await app.sql('update planning_sessions set checked_out_at = starts_at where id = $1', [session.id])
  await ok(ws.owner.post(`${sessions}/${session.id}/check-in`, {}))
  assert.deepEqual(shown(await chargesOf(ws)), [
    ['instructor_ground', 12_000],
    ['simulator', 18_000],
  ])
})

test('instruction on the ground is shared by its students, to the cent', async (t) => {
  const { ws, student, booking } = await school(t)
  const others = [await ws.person(), await ws.person()]
  for (const { id } of others) await ws.account({ holder: { type: 'person', id } })
  const session = await booking({
    type: 'ground',
    aircraftId: null,
    participants: [student, ...others].map(({ id }) => ({ crewId: id, role: 'student' })),
  })
  await ok(ws.owner.post(`${sessions}/${session.id}/check-out`))
  await ok(ws.owner.post(`${sessions}/${session.id}/check-in`, { offBlockAt: at(-60), onBlockAt: at(-10) }))
  const nets = (await chargesOf(ws)).map(({ netMinor }) => netMinor)
  assert.deepEqual(nets.toSorted(), [1_665, 1_666, 1_667])
})

test('a no-show and a late cancellation cost their fee; in time, waived or without a price they cost nothing', async (t) => {
  const { ws, booking, student } = await school(t)
  const missed = await booking({ startsAt: at(-40), endsAt: at(50) })
  await ok(ws.owner.post(`${sessions}/${missed.id}/no-show`, {}))
  const late = await booking({ startsAt: at(120), endsAt: at(240) })
  await ok(ws.owner.post(`${sessions}/${late.id}/cancel`, { reason: 'No time' }))
  const early = await booking({ startsAt: at(5_000), endsAt: at(5_120) })
  await ok(ws.owner.post(`${sessions}/${early.id}/cancel`, { reason: 'No time' }))
  const weather = await booking({ startsAt: at(300), endsAt: at(360) })
  await ok(ws.owner.post(`${sessions}/${weather.id}/cancel`, { reason: 'Weather', waivesFee: true }))
  assert.deepEqual(shown(await chargesOf(ws)), [
    ['cancellation', 5_000],
    ['no_show', 5_000],
  ])
  const member = await ws.as('student', { roles: ['student'] })
  await app.sql('update crew set user_id = $1 where id = $2', [member.userId, student.id])
  const own = await booking({ startsAt: at(400), endsAt: at(460) })
  const asked = await member.post(`${sessions}/${own.id}/cancel`, { reason: 'Weather', waivesFee: true })
  assert.deepEqual([asked.status, asked.body.code], [403, 'role_missing'])
  await ok(member.post(`${sessions}/${own.id}/cancel`, { reason: 'Ill' }))
  assert.equal((await chargesOf(ws)).length, 3)
  const free = await school(t, [])
  const unpriced = await free.booking({ startsAt: at(120), endsAt: at(240) })
  await ok(free.ws.owner.post(`${sessions}/${unpriced.id}/cancel`, { reason: 'No time' }))
  assert.deepEqual(await chargesOf(free.ws), [])
})

test('an hour in the simulator is charged once: by its booking or by its flight', async (t) => {
  const { ws, student, instructor, simulator, booking } = await school(t)
  const session = await booking()
  await ok(ws.owner.post(`${sessions}/${session.id}/check-out`))
  await ok(ws.owner.post(`${sessions}/${session.id}/check-in`, { offBlockAt: at(-60), onBlockAt: at(0) }))
  const flight = await ws.flight({
    status: 'submitted',
    aircraftId: simulator.id,
    crew: [
      { crewId: instructor.id, role: 'instructor' },
      { crewId: student.id, role: 'dual' },
    ],
    offBlockAt: at(-60),
    onBlockAt: at(0),
  })
  await ok(ws.owner.post(`/api/v1/ops/flights/${flight.id}/approve`, {}))
  assert.deepEqual(shown(await chargesOf(ws)), [
    ['instructor_ground', 6_000],
    ['simulator', 9_000],
  ])
})

test('fuel, services and landing fees are charged when their order is done, with the price of the order', async (t) => {
  const ws = await workspace(t, app)
  await ws.billing({ fboTaxCode: 'S21' })
  const customer = await ws.made('/api/v1/fbo/customers', { company: 'Tamarack Air', tails: ['N418PC'] })
  const account = await ws.account({ holder: { type: 'customer', id: customer.id } })
  const validFrom = '2026-01-01'
  for (const rate of [
    { item: 'Jet A', unit: 'us_gal', priceMinor: 54_123, perQuantity: 100 },
    { item: 'Landing fee', unit: 'each', priceMinor: 2_500 },
    { item: 'Hangar night', unit: 'night', priceMinor: 9_000 },
  ])
    await ws.made('/api/v1/fbo/rates', { currency: 'USD', validFrom, ...rate })
  await ws.made('/api/v1/fbo/contracts', {
    customerId: customer.id,
    name: 'Fuel',
    startsOn: validFrom,
    discountBasisPoints: 1_000,
  })
  const order = await ws.made(fuel, { product: 'Jet A', tailNumber: 'N418PC' })
  await ok(ws.owner.post(`${fuel}/${order.id}/advance`, { to: 'accepted' }))
  const done = await ok(ws.owner.post(`${fuel}/${order.id}/deliver`, { quantity: 100, unit: 'us_gal' }))
  const [charge, ...others] = await chargesOf(ws)
  assert.deepEqual(others, [])
  assert.deepEqual(
    [
      charge?.kind,
      charge?.netMinor,
      charge?.quantityThousandths,
      charge?.unit,
      charge?.taxCode,
      charge?.source,
    ],
    ['fuel', 48_711, 100_000, 'us_gal', 'S21', { type: 'fbo_order_line', id: done.lines[0].id }],
  )
  assert.deepEqual([charge?.accountId, charge?.netMinor], [account.id, done.lines[0].amountMinor])
  for (const [item, unit] of [
    ['Landing fee', 'each'],
    ['Hangar night', 'night'],
  ]) {
    const service = await ws.made(services, { item, unit, tailNumber: 'N418PC' })
    await ok(ws.owner.post(`${services}/${service.id}/advance`, { to: 'accepted' }))
    await ok(ws.owner.post(`${services}/${service.id}/complete`, {}))
  }
  const charges = await chargesOf(ws)
  assert.deepEqual(charges.map(({ kind }) => kind).sort(), ['fuel', 'landing_fee', 'service'])
  const { invoices } = await ok(ws.owner.post(`${api}/invoices/from-charges`, { all: true }))
  assert.equal((await ok(ws.owner.post(`${api}/invoices/${invoices[0].id}/issue`))).number, 1)
})

test('an order priced by hand is charged then, in the currency of an account of its customer', async (t) => {
  const ws = await workspace(t, app)
  await ws.billing()
  const customer = await ws.made('/api/v1/fbo/customers', { company: 'Tamarack Air' })
  await ws.account({ holder: { type: 'customer', id: customer.id } })
  const euros = await ws.account({ holder: { type: 'customer', id: customer.id }, currency: 'EUR' })
  const order = await ws.made(fuel, { product: 'Jet A', customerId: customer.id })
  await ok(ws.owner.post(`${fuel}/${order.id}/advance`, { to: 'accepted' }))
  await ok(ws.owner.post(`${fuel}/${order.id}/deliver`, { quantity: 40, unit: 'l' }))
  assert.deepEqual(await chargesOf(ws), [])
  await ok(ws.owner.post(`${fuel}/${order.id}/price`, { unit: 'l', unitRateMinor: 170, currency: 'EUR' }))
  const [charge] = await chargesOf(ws)
  assert.deepEqual(
    [charge?.accountId, charge?.netMinor, charge?.unit, charge?.taxCode],
    [euros.id, 6_800, 'litre', 'NONE'],
  )
})

test('what has no account waits among the unbilled with its reason, and is charged once it has one', async (t) => {
  const { ws, booking } = await school(t)
  const [customer, other] = [
    await ws.made('/api/v1/fbo/customers', { company: 'Tamarack Air' }),
    await ws.person({ displayName: 'Kim' }),
  ]
  await ws.account({ holder: { type: 'customer', id: customer.id }, currency: 'EUR' })
  const order = await ws.made(fuel, { product: 'Jet A', customerId: customer.id })
  await ok(ws.owner.post(`${fuel}/${order.id}/advance`, { to: 'accepted' }))
  await ok(ws.owner.post(`${fuel}/${order.id}/deliver`, { quantity: 40, unit: 'us_gal' }))
  await ok(
    ws.owner.post(`${fuel}/${order.id}/price`, { unit: 'us_gal', unitRateMinor: 600, currency: 'USD' }),
  )
  const session = await booking({ participants: [{ crewId: other.id, role: 'student' }] })
  await ok(ws.owner.post(`${sessions}/${session.id}/check-out`))
  await app.sql('update planning_sessions set checked_out_at = starts_at where id = $1', [session.id])
  await ok(ws.owner.post(`${sessions}/${session.id}/check-in`, {}))
  const unbilled = async () => {
    const { items } = (await ws.owner.get(`${api}/unbilled`)).data
    return items.map(({ source, reasons }: { source: { type: string }; reasons: { reason: string }[] }) => [
      source.type,
      reasons[0]?.reason,
    ])
  }
  assert.deepEqual((await unbilled()).sort(), [
    ['fbo_order_line', 'no_account'],
    ['session', 'no_account'],
  ])
  const none = await ok(ws.owner.post(`${api}/unbilled/charge`))
  assert.deepEqual(none, { charged: 0, waiting: 2 })
  await ws.account({ holder: { type: 'customer', id: customer.id } })
  await ws.account({ holder: { type: 'person', id: other.id } })
  const key = await ws.key({ scopes: ['finance:write'], projects: [(await ws.project()).id] })
  assert.equal((await key.post(`${api}/unbilled/charge`)).status, 403)
  const answers = await Promise.all([1, 2].map(() => ws.owner.post(`${api}/unbilled/charge`)))
  assert.ok(
    answers.every(({ status }) => status === 200),
    answers.map(({ text }) => text).join(),
  )
  assert.deepEqual(shown(await chargesOf(ws)), [
    ['fuel', 24_000],
    ['instructor_ground', 9_000],
    ['simulator', 13_500],
  ])
  assert.deepEqual(await unbilled(), [])
})
