import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../testing/until.ts'
import { deliveriesOf, endpoint, workspace } from './testing/endpoint.ts'
import { receiver, verifyAsThePageDoes, verifyStandard } from './testing/receiver.ts'

test('an event arrives after its commit, signed in both forms', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { secret } = await endpoint(ws, hook.url, { events: ['flight.approved'] })
  await ws.emit({ note: 'Ünïcode ✈' })
  const [got] = await hook.has(1)
  assert.ok(got)
  assert.equal(verifyAsThePageDoes(got.body, String(got.headers['x-ga-webhook-signature']), secret), true)
  assert.equal(verifyStandard(got, secret), true)
  assert.match(
    String(got.headers['x-ga-webhook-delivery']),
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  assert.match(String(got.headers['x-ga-webhook-timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.equal(got.headers['content-type'], 'application/json')
  const event = JSON.parse(got.body)
  assert.equal(event.type, 'flight.approved')
  assert.equal(event.workspaceId, ws.id)
  assert.equal(event.data.note, 'Ünïcode ✈')
})

test('a ping goes to its endpoint alone, whatever the filters, on the path of every event', async (t) => {
  const [ws, hook, other] = [await workspace(), await receiver(t), await receiver(t)]
  const { id, secret } = await endpoint(ws, hook.url, { events: ['flight.approved'] })
  await endpoint(ws, other.url)
  const ping = await ws.owner.post(`/api/v1/webhooks/endpoints/${id}/ping`)
  assert.equal(ping.status, 202)
  assert.equal(ping.data.eventType, 'webhook.test')
  const [got] = await hook.has(1)
  assert.ok(got && verifyStandard(got, secret))
  assert.equal(got.headers['webhook-id'], ping.data.id)
  assert.equal(got.headers['x-ga-webhook-delivery'], ping.data.uuid)
  await deliveriesOf(ws, id, 'delivered', 1)
  assert.equal(other.received.length, 0)
})

test('an endpoint gets the events of its filter and no others', async (t) => {
  const [ws, hook, all] = [await workspace(), await receiver(t), await receiver(t)]
  await endpoint(ws, hook.url, { events: ['flight.submitted'] })
  await endpoint(ws, all.url)
  await ws.emit()
  await ws.emit({}, { type: 'flight.submitted' })
  assert.equal((await all.has(2)).length, 2)
  const [only] = await hook.has(1)
  assert.equal(JSON.parse(only?.body ?? '').type, 'flight.submitted')
  assert.equal(hook.received.length, 1)
})

test('what is rolled back is never delivered', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  const dry = await ws.owner.post(`/api/v1/webhooks/endpoints/${id}/ping?dry_run=true`)
  assert.equal(dry.status, 202)
  await ws.emit({ real: true })
  const [got] = await hook.has(1)
  assert.equal(JSON.parse(got?.body ?? '').data.real, true)
  assert.equal((await deliveriesOf(ws, id, 'delivered', 1)).length, 1)
})

test('a delivery shows the request and the response of its attempts, and the bytes that were signed', async (t) => {
  const [ws, hook] = [
    await workspace(),
    await receiver(t, (number) =>
      number === 0 ? { status: 500, headers: { 'x-why': 'bad day' }, body: 'oops' } : 204,
    ),
  ]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit()
  const [first, second] = await hook.has(2)
  const [delivery] = await deliveriesOf(ws, id, 'delivered', 1)
  const { data } = await ws.owner.get(`/api/v1/webhooks/deliveries/${delivery?.id}`)
  assert.equal(data.body, first?.body)
  assert.deepEqual(
    data.attemptLog.map((one: { number: number; status: number; outcome: string }) => [
      one.number,
      one.status,
      one.outcome,
    ]),
    [
      [1, 500, 'failed'],
      [2, 204, 'delivered'],
    ],
  )
  const [failed] = data.attemptLog
  assert.equal(failed.responseBody, 'oops')
  assert.equal(failed.responseHeaders['x-why'], 'bad day')
  assert.equal(failed.requestHeaders['webhook-signature'], first?.headers['webhook-signature'])
  assert.equal(failed.requestUrl, hook.url)
  assert.match(failed.error, /answered 500/)
  assert.equal(second?.body, first?.body)
})

test('a delivery can be sent again, with the same id and the same bytes', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit()
  await hook.has(1)
  const [delivery] = await deliveriesOf(ws, id, 'delivered', 1)
  const resent = await ws.owner.post(`/api/v1/webhooks/deliveries/${delivery?.id}/resend`)
  assert.equal(resent.status, 202)
  const [first, second] = await hook.has(2)
  assert.equal(second?.headers['x-ga-webhook-delivery'], first?.headers['x-ga-webhook-delivery'])
  assert.equal(second?.body, first?.body)
  await until(
    async () => (await deliveriesOf(ws, id, 'delivered', 1))[0]?.attempts,
    (attempts) => attempts === 2,
  )
})

test('the health of an endpoint counts its last day', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit({}, { count: 3 })
  await deliveriesOf(ws, id, 'delivered', 3)
  const { health } = (await ws.owner.get(`/api/v1/webhooks/endpoints/${id}`)).data
  assert.deepEqual([health.windowHours, health.delivered, health.retrying, health.dead], [24, 3, 0, 0])
  assert.ok(health.lastDeliveredAt)
  // In one hour, or in two if the hour ended meanwhile.
  const delivered = health.hours.map((hour: { delivered: number }) => hour.delivered)
  assert.equal(
    delivered.reduce((sum: number, count: number) => sum + count, 0),
    3,
  )
  assert.match(health.hours[0].at, /:00:00\.000Z$/)
  assert.ok(health.medianMs >= 0)
})

test('approving a flight delivers flight.approved with the flight as the API shows it', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  await endpoint(ws, hook.url, { events: ['flight.approved'] })
  const flight = await ws.flight({ status: 'approved' })
  const [got] = await hook.has(1)
  const event = JSON.parse(got?.body ?? '')
  assert.equal(event.type, 'flight.approved')
  assert.equal(event.data.id, flight.id)
  assert.equal(event.data.status, 'approved')
})
