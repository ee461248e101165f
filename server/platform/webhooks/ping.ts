import { sql } from '../database/database.ts'
import { eventContext, recordEvent } from '../events/record.ts'
import { operation } from '../kernel/operation.ts'
import { webhookTest } from './catalog.ts'
import { deliveries } from './delivery.ts'
import { endpointStates, endpoints, managers } from './endpoint.ts'

export const pingEndpoint = operation({
  id: 'pingEndpoint',
  method: 'POST',
  path: '/api/v1/webhooks/endpoints/:id/ping',
  summary: 'Send a test event to a webhook endpoint',
  description:
    'Sends a real event of type webhook.test, recorded, queued, signed, retried and logged like every other. Only this endpoint gets it, whatever its filter.',
  scope: 'webhooks:write',
  roles: managers,
  // It carries no records.
  effect: 'none',
  on: endpoints,
  move: endpointStates.ping,
  response: deliveries.schema,
  status: 202,
  audits: 'webhook_endpoint.pinged',
  async handle({ tx, record, principal, request, now, emit, services }) {
    const subject = { type: 'webhook_endpoint', id: record.id, label: record.url }
    const data = { endpointId: record.id, url: record.url, message: 'This is a test. Nothing has happened.' }
    // Written here and not by the operation, since the answer is the delivery that it causes.
    const event = await recordEvent(
      tx,
      { type: webhookTest, subject, data },
      eventContext(principal, request, now),
    )
    const { id } = await tx.one(
      sql<'pingDelivery'>`select id from webhook_deliveries where event_seq = ${event.sequence}`,
    )
    // Somebody is looking: the ping itself goes out now, before what an open circuit holds.
    if (record.circuit !== 'closed')
      await tx.run(sql`update webhook_deliveries set status = 'retrying' where id = ${id}`)
    emit({ type: 'webhook_endpoint.pinged', subject })
    tx.afterCommit(() => services.wake('webhooks'))
    return deliveries.get(tx, id)
  },
})
