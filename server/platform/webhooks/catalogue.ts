import { ownProject } from '../events/reach.ts'
import { eventType } from '../kernel/event-type.ts'
import { operation } from '../kernel/operation.ts'
import { nullable, oneOf, Type } from '../kernel/schema.ts'
import { managers } from './endpoint.ts'

export const webhookTest = eventType('webhook.test', {
  stability: 'stable',
  when: 'you click Ping on a webhook endpoint',
  subject: 'webhook_endpoint',
  scope: 'webhooks:write',
  readers: [],
})

const EventTypeEntry = Type.Object({
  type: Type.String(),
  stability: oneOf(['stable', 'beta']),
  when: Type.String({ description: 'Completes the sentence “Fires when …”.' }),
  subject: Type.String({ description: 'The kind of record in `data`.' }),
  scope: Type.String({ description: 'What a key needs to get events of this type.' }),
  publicScope: nullable(
    Type.String({ description: 'The scope of the public list of these records, which is enough as well.' }),
  ),
})

export const listEventTypes = operation({
  id: 'listEventTypes',
  method: 'GET',
  path: '/api/v1/webhooks/event-types',
  summary: 'List event types',
  description:
    'Every event type that a webhook endpoint can subscribe to, with its stability and when it fires.',
  scope: 'webhooks:read',
  roles: managers,
  project: ownProject,
  response: Type.Array(EventTypeEntry),
  handle: ({ services }) => services.eventTypes.map((event) => ({ publicScope: null, ...event })),
})
