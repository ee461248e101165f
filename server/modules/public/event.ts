import { eventTypeName } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { anyId, date, id, instant, Type } from '#platform/kernel/schema.ts'

const PublicEvent = resource({
  name: 'public_event',
  prefix: 'evt',
  title: { one: 'event', many: 'events' },
  page: 'none',
  table: 'events',
  project: 't.project_id',
  schema: Type.Object({
    id: id('evt'),
    sequence: Type.Integer({
      description: 'Counts up in the workspace; events that are not public leave gaps.',
    }),
    type: Type.String(),
    occurredAt: instant(),
    subjectType: Type.String(),
    subjectId: Type.String(),
    data: Type.Unsafe<unknown>({ description: 'The record as it was at that moment.' }),
  }),
  expressions: { sequence: 't.seq', data: "t.payload::json -> 'data'" },
})

export const publicEvents = operation({
  id: 'publicEvents',
  method: 'GET',
  path: '/api/v1/public/events',
  summary: 'Event log',
  description:
    'It shows records as they were, also those that not every member may read: for keys with the scope, and for members who read the audit log.',
  scope: 'public.events:read',
  roles: ['auditor', 'accountable_executive'],
  stability: 'beta',
  response: PublicEvent.schema,
  list: list({
    of: PublicEvent,
    defaultSort: '-sequence',
    where: 't.is_public',
    sorts: { sequence: { sql: 't.seq', type: 'bigint' } },
    filters: {
      type: { schema: eventTypeName('The type of the event.'), sql: (value) => `t.type = ${value}` },
      subject: {
        schema: anyId('The id of the record that the event is about.'),
        sql: (value) => `t.subject_id = ${value}`,
      },
      since: {
        schema: Type.Union([date(), instant()]),
        sql: (value) => `t.occurred_at >= ${value}::timestamptz`,
      },
      until: {
        schema: Type.Union([date(), instant()]),
        sql: (value) => `t.occurred_at < ${value}::timestamptz`,
      },
    },
  }),
})
