import { sql } from '../database/database.ts'
import { requireReach } from '../events/reach.ts'
import { eventTypeName } from '../kernel/event-type.ts'
import { exampleOf } from '../kernel/example.ts'
import { idFromUuid, newId, newUuid } from '../kernel/id.ts'
import { operation } from '../kernel/operation.ts'
import { Type } from '../kernel/schema.ts'
import { deliveries } from './delivery.ts'
import { endpointStates, endpoints, managers } from './endpoint.ts'

export const sampleEvent = operation({
  id: 'sendSampleEvent',
  method: 'POST',
  path: '/api/v1/webhooks/endpoints/:id/sample',
  summary: 'Send a sample event to a webhook endpoint',
  description:
    'Sends the example of an event type with `"sample": true`, queued, signed, retried and logged like every delivery. It is not recorded as an event. Only this endpoint gets it, whatever its filter.',
  scope: 'webhooks:write',
  roles: managers,
  // To an endpoint that exists; it says nothing of the workspace.
  effect: 'none',
  on: endpoints,
  move: endpointStates.sample,
  body: Type.Object({ type: eventTypeName('The type of the event.') }),
  response: deliveries.schema,
  status: 202,
  audits: 'webhook_endpoint.sample_sent',
  async handle({ tx, body, record, principal, now, emit, services }) {
    await requireReach(tx, principal, [body.type])
    const event = services.eventTypes.find(({ type }) => type === body.type)
    if (!event) throw new Error(`No event is called ${body.type}`)
    const uuid = newUuid()
    const deliveryId = idFromUuid('dlv', uuid)
    const payload = {
      id: newId('evt'),
      type: event.type,
      occurredAt: now.toISOString(),
      workspaceId: principal.workspace.id,
      sample: true,
      data: exampleOf(event.data),
    }
    // As after a ping, somebody is looking: it goes out before what an open circuit holds.
    await tx.run(sql`
      insert into webhook_deliveries (workspace_id, id, uuid, endpoint_id, event_type, body, status, due_at,
          created_at)
      values (${principal.workspace.uuid}, ${deliveryId}, ${uuid}, ${record.id}, ${event.type},
          ${JSON.stringify(payload)}, ${record.circuit === 'closed' ? 'pending' : 'retrying'}, now(), now())`)
    emit({
      type: 'webhook_endpoint.sample_sent',
      subject: { type: endpoints.name, id: record.id, label: record.url },
      changes: [{ field: 'type', before: null, after: event.type }],
    })
    tx.afterCommit(() => services.wake('webhooks'))
    return deliveries.get(tx, deliveryId)
  },
})
