import { ownProject } from '../events/reach.ts'
import { eventType } from '../kernel/event-type.ts'
import { exampleOf } from '../kernel/example.ts'
import { operation } from '../kernel/operation.ts'
import { id, nullable, oneOf, Type } from '../kernel/schema.ts'
import { managers } from './endpoint.ts'

export const webhookTest = eventType('webhook.test', {
  stability: 'stable',
  when: 'you click Ping on a webhook endpoint',
  subject: 'webhook_endpoint',
  data: Type.Object({ endpointId: id('whe'), url: Type.String(), message: Type.String() }),
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
  schema: Type.Unsafe<object>({
    type: 'object',
    additionalProperties: true,
    description: 'The JSON Schema of `data`.',
  }),
  example: Type.Unsafe<unknown>({ description: 'An example of `data`.' }),
})

export const listEventTypes = operation({
  id: 'listEventTypes',
  method: 'GET',
  path: '/api/v1/webhooks/event-types',
  summary: 'List event types',
  description:
    'Every event type that a webhook endpoint can subscribe to: when it fires, which scope reads it, and what its `data` holds.',
  scope: 'webhooks:read',
  roles: managers,
  project: ownProject,
  response: Type.Array(EventTypeEntry),
  handle: ({ services }) =>
    services.eventTypes.map(({ data, ...event }) => ({
      publicScope: null,
      ...event,
      schema: data,
      example: exampleOf(data),
    })),
})
