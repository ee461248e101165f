import { onlyReadable } from '#platform/events/reach.ts'
import { eventTypeName } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { anyId, date, id, instant, integer, Type } from '#platform/kernel/schema.ts'

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
  summary: 'List events',
  description:
    'The events of the workspace, as webhooks send them: those whose `scope` the key holds (see `GET /api/v1/webhooks/event-types`), and those that a member may read.',
  scope: 'public.events:read',
  roles: ['auditor', 'accountable_executive'],
  stability: 'beta',
  response: PublicEvent.schema,
  list: list({
    of: PublicEvent,
    defaultSort: '-sequence',
    where: 't.is_public',
    restrict: onlyReadable('t.type'),
    sorts: { sequence: { sql: 't.seq', type: 'bigint' } },
    follow: { filter: 'after_sequence', sort: 'sequence' },
    filters: {
      after_sequence: {
        schema: integer(
          0,
          Number.MAX_SAFE_INTEGER,
          'Follows the log: the events after this `sequence`, oldest first. `next_cursor` is then never null: an empty page means that there are no more yet, and its cursor continues from there at any time.',
        ),
        sql: (value) => `t.seq > ${value}::bigint`,
      },
      type: { schema: eventTypeName('The type of the event.'), sql: (value) => `t.type = ${value}` },
      subject: {
        schema: anyId('The id of the record that the event is about.'),
        sql: (value) => `t.subject_id = ${value}`,
      },
      since: {
        schema: Type.Union([date(), instant()], {
          description: 'Events at or after this instant, or from the start of this date (UTC).',
        }),
        sql: (value) => `t.occurred_at >= ${value}::timestamptz`,
      },
      until: {
        schema: Type.Union([date(), instant()], {
          description: 'Events before this instant, or before the start of this date (UTC).',
        }),
        sql: (value) => `t.occurred_at < ${value}::timestamptz`,
      },
    },
  }),
})
