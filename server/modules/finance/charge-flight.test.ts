import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { ok, pricedSchool, prices, publish, rental, version } from './testing/school.ts'

const app = await testApp()
const api = '/api/v1/finance'

const school = async (t: TestContext, rates?: object[]) => pricedSchool(await workspace(t, app), rates)
const approve = (ws: TestWorkspace, { id }: { id: string }) =>
  ws.owner.post(`/api/v1/ops/flights/${id}/approve`, {})
const netOf = (charges: readonly { netMinor: number }[]) =>
  charges.reduce((sum, { netMinor }) => sum + netMinor, 0)

test('approving a lesson charges its hobbs, its instructor and its fuel once, also by two at once', async (t) => {
  const { ws, lesson, chargesOf, account } = await school(t)
  const flight = await lesson()
  const priced = await ok(ws.owner.post(`${api}/flights/${flight.id}/price`))
  assert.equal(netOf(priced.lines), 39_110)
  assert.deepEqual(await chargesOf(), [])
  const answers = await Promise.all([approve(ws, flight), approve(ws, flight)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  const charges = await chargesOf()
  assert.deepEqual(charges.map(({ kind }) => kind).sort(), ['fuel_surcharge', 'instructor_flight', 'rental'])
  assert.equal(netOf(charges), 39_110)
  assert.ok(charges.every(({ status, accountId }) => status === 'open' && accountId === account.id))
  const again = await ok(ws.owner.post(`${api}/flights/${flight.id}/charge`))
  assert.equal(again.items.length, 3)
  const { data } = await ws.owner.get(`/api/v1/admin/audit-log?action=charge.created`)
  assert.equal(data.total, 3)
})

test('the derivation of an invoice leads from each cent to the meter, the price and its version', async (t) => {
  const { ws, first, lesson } = await school(t)
  await ok(approve(ws, await lesson()))
  const { invoices } = await ok(ws.owner.post(`${api}/invoices/from-charges`, { all: true }))
  const { lines } = (await ws.owner.get(`${api}/invoices/${invoices[0].id}/derivation`)).data
  const line = lines.find(({ kind }: { kind: string }) => kind === 'rental')
  assert.deepEqual(
    [line.meter.outHundredths, line.meter.inHundredths, line.quantityThousandths, line.formula],
    [123_450, 123_580, 1_300, '1.3 × 18500 = 24050'],
  )
  assert.deepEqual([line.rate.versionId, line.rate.cardName], [first.id, 'Members'])
})

test('a flight reversed after it was billed gets a reversing charge, and the next run credits it', async (t) => {
  const { ws, lesson, chargesOf, account } = await school(t)
  const flight = await lesson()
  await ok(approve(ws, flight))
  const { invoices } = await ok(ws.owner.post(`${api}/invoices/from-charges`, { accountId: account.id }))
  const invoice = await ok(ws.owner.post(`${api}/invoices/${invoices[0].id}/issue`))
  await ok(ws.owner.post(`/api/v1/ops/flights/${flight.id}/reverse`, { reason: 'Wrong aircraft' }))
  const open = await chargesOf('&status=open')
  assert.deepEqual([open.length, netOf(open)], [3, -39_110])
  assert.ok(open.every(({ reversesId }) => reversesId !== null))
  const { updatedAt: _before, ...before } = invoice
  const { updatedAt: _after, ...after } = (await ws.owner.get(`${api}/invoices/${invoice.id}`)).data
  assert.deepEqual(after, before)
  const run = await ok(ws.owner.post(`${api}/invoices/from-charges`, { all: true }))
  assert.deepEqual([run.invoices[0].kind, run.invoices[0].creditsInvoiceId], ['credit_note', invoice.id])
  const note = await ok(ws.owner.post(`${api}/invoices/${run.invoices[0].id}/issue`))
  assert.equal(note.totalMinor, -invoice.totalMinor)
  const credited = (await ws.owner.get(`${api}/invoices/${invoice.id}`)).data
  assert.deepEqual([credited.status, credited.openMinor], ['credited', 0])
})

test('a flight reversed before it was billed leaves nothing to bill, also off a draft', async (t) => {
  const { ws, lesson, chargesOf } = await school(t)
  const [one, other] = [
    await lesson(),
    await lesson({ offBlockAt: '2026-03-05T12:00:00Z', onBlockAt: '2026-03-05T13:48:00Z' }),
  ]
  await ok(approve(ws, one))
  await ok(ws.owner.post(`/api/v1/ops/flights/${one.id}/reverse`, { reason: 'Wrong aircraft' }))
  assert.deepEqual(
    (await chargesOf()).map(({ status }) => status),
    ['reversed', 'reversed', 'reversed'],
  )
  await ok(approve(ws, other))
  const { invoices } = await ok(ws.owner.post(`${api}/invoices/from-charges`, { all: true }))
  await ok(ws.owner.post(`/api/v1/ops/flights/${other.id}/reverse`, { reason: 'Wrong aircraft' }))
  const draft = (await ws.owner.get(`${api}/invoices/${invoices[0].id}`)).data
  assert.deepEqual([draft.lines, draft.totalMinor], [[], 0])
  assert.deepEqual(await chargesOf('&status=open'), [])
})

test('a version from 1 December leaves a flight of 30 November local alone, and a rehearsal changes nothing', async (t) => {
  const { ws, card, lesson, chargesOf } = await school(t)
  await ws.owner.patch('/api/v1/admin/workspace', { timezone: 'America/Denver' })
  const next = await version(ws, card.id, '2025-12-01', [{ ...rental, unitRateMinor: 20_000 }])
  // Off blocks on 30 November 23:30 in Denver, which is 1 December UTC.
  const early = await version(ws, card.id, '2025-01-01', prices)
  await ok(publish(ws, early))
  await ok(publish(ws, next))
  const flight = await lesson({ offBlockAt: '2025-12-01T06:30:00Z', onBlockAt: '2025-12-01T08:18:00Z' })
  await ok(approve(ws, flight))
  assert.equal(netOf(await chargesOf()), 39_110)
  const before = (await ws.owner.get(`${api}/charges`)).text
  const rehearsal = await ok(
    ws.owner.post(`${api}/rates/rehearse`, { versionId: next.id, from: '2025-01-01', to: '2025-12-31' }),
  )
  assert.deepEqual(
    [rehearsal.currentMinor, rehearsal.differenceMinor, rehearsal.charges, rehearsal.unmatched],
    [39_110, 1_950, 1, 2],
  )
  assert.equal(rehearsal.byAircraft[0].differenceMinor, 1_950)
  const after = (await ws.owner.get(`${api}/charges`)).text
  const withoutRequest = (text: string) => text.replace(/"requestId":"[^"]*"/, '')
  assert.equal(withoutRequest(after), withoutRequest(before))
})

test('a flight without a price is approved, waits among the unbilled, and is charged once there is one', async (t) => {
  const { ws, card, lesson, chargesOf } = await school(t, [prices[1] as object])
  const flight = await lesson()
  const price = await ws.owner.post(`${api}/flights/${flight.id}/price`)
  assert.deepEqual([price.status, price.body.code], [422, 'no_rate'])
  const [detail] = price.body.details
  assert.deepEqual([detail.aircraftId, detail.kind, detail.on], [flight.aircraftId, 'rental', '2026-03-04'])
  const approved = await ok(approve(ws, flight))
  assert.equal(approved.status, 'approved')
  assert.deepEqual(
    (await chargesOf()).map(({ kind }) => kind),
    ['instructor_flight'],
  )
  const gone = await lesson({
    crew: [{ crewId: (await ws.person()).id, role: 'pic' }],
    offBlockAt: '2026-03-06T12:00:00Z',
    onBlockAt: '2026-03-06T13:00:00Z',
  })
  await ok(approve(ws, gone))
  const reasons = async () =>
    (await ws.owner.get(`${api}/unbilled`)).data.items.map(
      (item: { flightId: string; reasons: { reason: string; kind: string | null }[] }) => [
        item.flightId,
        item.reasons[0]?.reason,
        item.reasons[0]?.kind,
      ],
    )
  // Its instructor is charged already, and its rental still waits.
  assert.deepEqual(await reasons(), [
    [flight.id, 'no_rate', 'rental'],
    [gone.id, 'no_account', null],
  ])
  const second = await version(ws, card.id, '2026-02-01', prices)
  await ok(publish(ws, second))
  assert.deepEqual((await ok(ws.owner.post(`${api}/unbilled/charge`))).charged, 1)
  assert.deepEqual((await chargesOf()).map(({ kind }) => kind).sort(), [
    'fuel_surcharge',
    'instructor_flight',
    'rental',
  ])
  assert.deepEqual(await reasons(), [[gone.id, 'no_account', null]])
})

test('payers split a flight to the cent, and shares that do not sum to 10,000 are refused', async (t) => {
  const { ws, lesson, chargesOf } = await school(t, [
    { ...rental, basis: 'each', unitRateMinor: 10_000 },
    prices[1] as object,
  ])
  const accounts = [await ws.account(), await ws.account(), await ws.account()]
  const payers = accounts.map(({ id }, index) => ({
    accountId: id,
    shareBasisPoints: index === 0 ? 3_334 : 3_333,
  }))
  const wrong = await ws.owner.post('/api/v1/ops/flights', {
    aircraftId: (await ws.aircraft()).id,
    crew: [{ crewId: (await ws.person()).id, role: 'pic' }],
    fromAirport: 'KFNL',
    toAirport: 'KGXY',
    offBlockAt: '2026-03-04T12:00:00Z',
    onBlockAt: '2026-03-04T13:00:00Z',
    payers: payers.slice(1),
  })
  assert.deepEqual([wrong.status, wrong.body.details[0].field], [400, 'payers'])
  const flight = await lesson({ payers })
  assert.deepEqual(flight.payers, payers)
  await ok(approve(ws, flight))
  const rentals = (await chargesOf('&kind=rental')).map(({ accountId, netMinor }) => [accountId, netMinor])
  assert.deepEqual(
    accounts.map(({ id }) => rentals.find(([accountId]) => accountId === id)?.[1]),
    [3_334, 3_333, 3_333],
  )
})

test('a daily minimum is a line of its own, and another flight of the day makes it smaller', async (t) => {
  const { ws, lesson, chargesOf } = await school(t, [
    { ...rental, minimumQuantityThousandths: 2_000 },
    prices[1] as object,
  ])
  await ok(approve(ws, await lesson()))
  const minimum = async () =>
    (await chargesOf('&kind=daily_minimum'))
      .map(({ quantityThousandths, status }) => [quantityThousandths, status])
      .sort()
  assert.deepEqual(await minimum(), [[700, 'open']])
  await ok(
    approve(
      ws,
      await lesson({
        offBlockAt: '2026-03-04T15:00:00Z',
        onBlockAt: '2026-03-04T15:30:00Z',
        hobbsOutHundredths: 123_580,
        hobbsInHundredths: 123_630,
      }),
    ),
  )
  assert.deepEqual(await minimum(), [
    [200, 'open'],
    [700, 'reversed'],
  ])
})

test('a price changes while its version is a draft, and two prices for the same match are refused when they are published', async (t) => {
  const { ws, card, first } = await school(t)
  const tie = await version(ws, card.id, '2026-06-01', [rental, { ...rental, basis: 'tach' }])
  const [, drafted] = (await ws.owner.get(`${api}/rates/versions/${tie.id}/rates`)).data.items
  const edited = await ok(
    ws.owner.patch(`${api}/prices/${drafted.id}`, { unitRateMinor: 19_000, match: { airport: 'kfnl' } }),
  )
  assert.deepEqual(
    [edited.unitRateMinor, edited.basis, edited.match],
    [19_000, drafted.basis, { airport: 'KFNL' }],
  )
  await ok(ws.owner.patch(`${api}/prices/${drafted.id}`, { match: {} }))
  const refused = await publish(ws, tie)
  assert.deepEqual([refused.status, refused.body.code], [409, 'rate_ties'], refused.text)
  const other = await ws.made(`${api}/rates`, { name: 'Others', currency: 'USD' })
  const across = await version(ws, other.id, '2026-06-01', [rental])
  assert.equal((await publish(ws, across)).body.code, 'rate_ties')
  const late = await ws.owner.post(`${api}/rates/versions/${first.id}/rates`, rental)
  assert.deepEqual([late.status, late.body.code], [409, 'rate_version_state'])
  const [rate] = (await ws.owner.get(`${api}/rates/versions/${first.id}/rates`)).data.items
  const removed = await ws.owner.delete(`${api}/prices/${rate.id}`)
  assert.deepEqual([removed.status, removed.body.code], [409, 'rate_version_state'])
  const changed = await ws.owner.patch(`${api}/prices/${rate.id}`, { unitRateMinor: 1 })
  assert.deepEqual([changed.status, changed.body.code], [409, 'rate_version_state'])
  await assert.rejects(app.sql('update finance_rates set unit_rate_minor = 1 where id = $1', [rate.id]), {
    constraint: 'finance_rates_final',
  })
})

test('the most exact price is charged: that of the aircraft and the group before those of the type', async (t) => {
  const { ws, card, student, aircraft, lesson, chargesOf } = await school(t)
  const { typeDesignator } = aircraft
  const match = (fields: object, unitRateMinor: number) => ({ ...rental, match: fields, unitRateMinor })
  const exact = await version(ws, card.id, '2026-02-01', [
    ...prices,
    match({ typeDesignator }, 17_000),
    match({ aircraftId: aircraft.id }, 16_000),
    match({ aircraftId: aircraft.id, memberGroup: 'club' }, 15_000),
  ])
  await ok(publish(ws, exact))
  const { items } = (await ws.owner.get(`${api}/accounts?holder_id=${student.id}`)).data
  await ok(ws.owner.patch(`${api}/accounts/${items[0].id}`, { memberGroup: 'club' }))
  await ok(approve(ws, await lesson()))
  assert.equal((await chargesOf('&kind=rental'))[0]?.netMinor, 19_500)
})
