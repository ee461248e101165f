import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import pino from 'pino'
import { createAddressGuard } from '../net/address-guard.ts'
import { until } from '../testing/until.ts'
import { startDispatcher } from './dispatcher.ts'
import { createSender } from './send.ts'
import { deliveriesOf, endpoint, type WebhookWorkspace, workspace } from './testing/endpoint.ts'
import { receiver } from './testing/receiver.ts'

/** Another node over the same database. */
function anotherNode(t: TestContext, { app }: WebhookWorkspace) {
  const { database, secrets, version } = app.services
  const sender = createSender({ guard: createAddressGuard({ allowNetworks: ['127.0.0.0/8'] }) })
  const dispatcher = startDispatcher({ database, secrets, version, log: pino({ level: 'error' }), sender })
  t.after(() => dispatcher.stop())
  return dispatcher
}

const deliveryIds = (received: { headers: { [name: string]: unknown } }[]) =>
  received.map(({ headers }) => headers['webhook-id'])

test('nodes share a backlog and send nothing twice', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  await endpoint(ws, hook.url)
  anotherNode(t, ws)
  anotherNode(t, ws)
  await ws.emit({}, { count: 500 })
  await hook.has(500)
  const { id } = (await ws.owner.get('/api/v1/webhooks/endpoints')).data.items[0]
  await until(
    async () => (await ws.owner.get(`/api/v1/webhooks/endpoints/${id}`)).data.health.delivered,
    (delivered) => delivered === 500,
  )
  assert.equal(hook.received.length, 500)
  assert.equal(new Set(deliveryIds(hook.received)).size, 500)
})

test('a node that stops finishes what it has begun and leaves the rest to the others, and nothing comes twice', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  const node = anotherNode(t, ws)
  await ws.emit({}, { count: 300 })
  await hook.has(20)
  await node.stop()
  await until(
    async () => (await ws.owner.get(`/api/v1/webhooks/endpoints/${id}`)).data.health.delivered,
    (delivered) => delivered === 300,
    10_000,
  )
  assert.equal(new Set(deliveryIds(hook.received)).size, hook.received.length)
})

test('the backlog of one workspace does not keep another waiting', async (t) => {
  const [busy, quiet] = [await workspace(), await workspace()]
  const [many, one] = [await receiver(t), await receiver(t)]
  await endpoint(busy, many.url)
  await endpoint(quiet, one.url)
  await busy.emit({}, { count: 2000 })
  await quiet.emit()
  await one.has(1)
  assert.ok(many.received.length < 2000, 'the one that came last waited for all the others')
  await many.has(2000, 20_000)
})

test('what another node commits is sent although nobody wakes us', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit()
  await deliveriesOf(ws, id, 'delivered', 1)
  await ws.app.sql(
    `update webhook_deliveries set status = 'pending', due_at = now() where endpoint_id = $1`,
    [id],
  )
  await hook.has(2)
})

test('a delivery whose sender died is sent when its lease ends', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit()
  await deliveriesOf(ws, id, 'delivered', 1)
  await ws.app.sql(
    `
      update webhook_deliveries
         set status = 'pending', lease_token = gen_random_uuid(), due_at = now() + interval '1 second'
       where endpoint_id = $1`,
    [id],
  )
  const at = Date.now()
  await hook.has(2)
  assert.ok(Date.now() - at >= 900, `${Date.now() - at} ms`)
})
