import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { until } from '../testing/until.ts'
import type { TestWorkspace } from '../testing/workspace.ts'
import { deliveriesOf, endpoint, workspace } from './testing/endpoint.ts'
import { receiver } from './testing/receiver.ts'

interface Notification {
  title: string
  body: string
  path: string
  severity: string
}

/** The notification of the owner about this record, once there is one. */
async function notificationAbout({ owner }: TestWorkspace, recordId: string): Promise<Notification> {
  const notifications = await until(
    async (): Promise<Notification[]> =>
      (await owner.get('/api/notifications')).data.notifications.filter(
        ({ path }: Notification) => path === `/open/${recordId}`,
      ),
    (some) => some.length > 0,
    20_000,
  )
  assert.equal(notifications.length, 1)
  return notifications[0] as Notification
}

describe('410', { concurrency: true }, () => {
  test('the owner is notified of an endpoint that 410 turned off; the endpoint itself gets nothing more, another gets the event', async (t) => {
    const [ws, gone, working] = [await workspace(), await receiver(t, () => 410), await receiver(t)]
    const { id } = await endpoint(ws, gone.url)
    const other = await endpoint(ws, working.url, { events: ['webhook_endpoint.disabled'] })
    await ws.emit()
    const { title, body, severity } = await notificationAbout(ws, id)
    assert.equal(title, `Webhook endpoint disabled: ${gone.url}`)
    assert.match(body, /The receiver answered 410 \(gone\)/)
    // High, which members have by email too, as long as they have not chosen otherwise.
    assert.equal(severity, 'high')
    await deliveriesOf(ws, other.id, 'delivered', 1)
    const [request] = await working.has(1)
    const { type, data } = JSON.parse(String(request?.body))
    assert.deepEqual(
      [type, data.endpointId, data.url, data.reason],
      ['webhook_endpoint.disabled', id, gone.url, 'The receiver answered 410 (gone)'],
    )
    const sent = (await ws.owner.get(`/api/v1/webhooks/endpoints/${id}/deliveries`)).data.items
    assert.deepEqual(
      sent.map(({ eventType, attempts }: { eventType: string; attempts: number }) => [eventType, attempts]),
      [['flight.approved', 1]],
    )
  })

  test('the owner is notified of a notification channel that 410 turned off, without its address', async (t) => {
    const [ws, gone] = [await workspace(), await receiver(t, () => 410)]
    const channel = await ws.owner.post('/api/notifications/channels', {
      type: 'webhook',
      name: 'Dispatch desk',
      config: { url: gone.url },
    })
    assert.equal(channel.status, 201, channel.text)
    assert.equal((await ws.owner.post(`/api/notifications/channels/${channel.data.id}/test`)).status, 202)
    const { title, body } = await notificationAbout(ws, channel.data.id)
    assert.equal(title, 'Notification channel disabled: Dispatch desk')
    assert.match(body, /The receiver answered 410 \(gone\), so nothing more is sent to Dispatch desk/)
    assert.ok(!body.includes(gone.url))
  })
})
