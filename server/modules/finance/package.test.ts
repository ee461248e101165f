import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { chargeDues } from './charge-dues.ts'
import { ok, pricedSchool, prices, rental } from './testing/school.ts'

const app = await testApp()
const api = '/api/v1/finance'

test('charges draw block time first, two at once never more than is left, and a reversal gives it back', async (t) => {
  const { ws, account, lesson, chargesOf } = await pricedSchool(await workspace(t, app))
  const block = await ws.made(`${api}/packages`, {
    accountId: account.id,
    chargeKind: 'rental',
    quantityThousandths: 2_000,
    priceMinor: 34_000,
  })
  assert.deepEqual([block.leftThousandths, block.leftMinor, block.isExpired], [2_000, 34_000, false])
  const [sold] = await chargesOf('&kind=other')
  assert.equal(sold?.netMinor, 34_000)
  assert.equal(block.taxCode, 'S21', 'the tax of what it pays for')
  const flights = [
    await lesson(),
    await lesson({
      offBlockAt: '2026-03-05T12:00:00Z',
      onBlockAt: '2026-03-05T13:48:00Z',
      hobbsOutHundredths: 123_580,
      hobbsInHundredths: 123_710,
    }),
  ]
  await Promise.all(flights.map(({ id }) => ok(ws.owner.post(`/api/v1/ops/flights/${id}/approve`, {}))))
  const left = async () => {
    const { data } = await ws.owner.get(`${api}/packages/${block.id}`)
    return [data.drawnThousandths, data.leftThousandths, data.leftMinor]
  }
  assert.deepEqual(await left(), [2_000, 0, 0])
  const blockTime = async () => (await ws.owner.get(`${api}/accounts/${account.id}`)).data.blockTime
  assert.deepEqual(await blockTime(), [])
  const rentals = await chargesOf('&kind=rental')
  assert.deepEqual(
    rentals.map(({ quantityThousandths, netMinor }) => [quantityThousandths, netMinor]).sort(),
    [
      [0, 0],
      [600, 11_100],
    ],
  )
  for (const { id } of flights)
    await ok(ws.owner.post(`/api/v1/ops/flights/${id}/reverse`, { reason: 'Wrong aircraft' }))
  assert.deepEqual(await left(), [0, 2_000, 34_000])
  const more = { accountId: account.id, chargeKind: 'rental', quantityThousandths: 1_000, priceMinor: 18_000 }
  await ws.made(`${api}/packages`, more)
  await ws.made(`${api}/packages`, { ...more, startsOn: '2026-01-01', expiresOn: '2026-01-31' })
  assert.deepEqual(await blockTime(), [{ chargeKind: 'rental', leftThousandths: 3_000, leftMinor: 52_000 }])
})

test('block time that expired, or of another kind, is not drawn', async (t) => {
  const { ws, account, lesson, chargesOf } = await pricedSchool(await workspace(t, app))
  const block = { accountId: account.id, quantityThousandths: 9_000, priceMinor: 100, startsOn: '2026-01-01' }
  await ws.made(`${api}/packages`, { ...block, chargeKind: 'rental', expiresOn: '2026-03-03' })
  await ws.made(`${api}/packages`, { ...block, chargeKind: 'simulator' })
  const early = await ws.owner.post(`${api}/packages`, {
    ...block,
    chargeKind: 'rental',
    expiresOn: '2025-01-01',
  })
  assert.deepEqual([early.status, early.body.details[0].field], [400, 'expiresOn'])
  await ok(ws.owner.post(`/api/v1/ops/flights/${(await lesson()).id}/approve`, {}))
  assert.equal((await chargesOf('&kind=rental'))[0]?.netMinor, 24_050)
})

test('dues are charged once for each month by the price of that month, also by two nodes at once, and wait without one', async (t) => {
  const { ws, account, chargesOf } = await pricedSchool(await workspace(t, app), [
    ...prices,
    { chargeKind: 'dues', basis: 'month', unitRateMinor: 4_500, taxCode: 'NONE' },
    {
      chargeKind: 'dues',
      basis: 'day',
      unitRateMinor: 100,
      taxCode: 'NONE',
      match: { memberGroup: 'guest' },
    },
  ])
  const monthly = await ws.made(`${api}/dues`, {
    accountId: account.id,
    description: 'Membership',
    period: 'month',
    startsOn: '2026-01-31',
  })
  const daily = await ws.made(`${api}/dues`, { accountId: account.id, period: 'day', startsOn: '2026-03-01' })
  const at = new Date('2026-04-15T12:00:00Z')
  await Promise.all([chargeDues.at(app.services, at), chargeDues.at(app.services, at)])
  await chargeDues.at(app.services, at)
  const dues = await chargesOf('&kind=dues')
  assert.deepEqual(
    (dues as unknown as { description: string; netMinor: number; occurredOn: string }[])
      .map(({ description, netMinor, occurredOn }) => [occurredOn, description, netMinor])
      .sort(),
    [
      ['2026-01-31', 'Membership 2026-01', 4_500],
      ['2026-02-28', 'Membership 2026-02', 4_500],
      ['2026-03-31', 'Membership 2026-03', 4_500],
    ],
  )
  assert.equal((await ws.owner.get(`${api}/dues/${monthly.id}`)).data.nextOn, '2026-04-30')
  assert.notEqual((await ws.owner.get(`${api}/dues/${daily.id}`)).data.waitsSince, null)
  await ok(ws.owner.patch(`${api}/accounts/${account.id}`, { memberGroup: 'guest' }))
  await ok(ws.owner.patch(`${api}/dues/${daily.id}`, { endsOn: '2026-03-03' }))
  await chargeDues.at(app.services, at)
  assert.equal((await chargesOf('&kind=dues')).length, 3 + 3)
  assert.equal((await ws.owner.get(`${api}/dues/${daily.id}`)).data.waitsSince, null)
})

test('fuel bought away is credited at the lesser of the home price and what was paid, once', async (t) => {
  const { ws, lesson } = await pricedSchool(await workspace(t, app), [
    rental,
    ...prices.slice(1),
    { chargeKind: 'fuel_away_credit', basis: 'litre', unitRateMinor: 220, taxCode: 'NONE' },
  ])
  const flight = await lesson()
  const path = `${api}/flights/${flight.id}/fuel-away`
  const body = { litreThousandths: 80_000, paidMinor: 260 }
  assert.equal((await ws.owner.post(path, body)).status, 422)
  await ok(ws.owner.post(`/api/v1/ops/flights/${flight.id}/approve`, {}))
  const credit = await ok(ws.owner.post(path, body))
  assert.deepEqual(
    [credit.netMinor, credit.kind, credit.quantityThousandths],
    [-17_600, 'fuel_away_credit', -80_000],
  )
  assert.equal((await ws.owner.post(path, body)).status, 409)
})

test('a member sees the block time of their own account alone', async (t) => {
  const { ws, account, student } = await pricedSchool(await workspace(t, app))
  const block = { chargeKind: 'rental', quantityThousandths: 1_000, priceMinor: 100 }
  const own = await ws.made(`${api}/packages`, { ...block, accountId: account.id })
  const other = await ws.made(`${api}/packages`, { ...block, accountId: (await ws.account()).id })
  const member = await ws.as('Sam', { roles: ['pilot'] })
  await ok(ws.owner.patch(`/api/v1/ops/crew/${student.id}`, { userId: member.userId }))
  const { items } = (await member.get(`${api}/packages`)).data
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [own.id],
  )
  assert.equal((await member.get(`${api}/packages/${other.id}`)).status, 404)
  assert.equal((await member.get(`${api}/dues`)).status, 403)
})
