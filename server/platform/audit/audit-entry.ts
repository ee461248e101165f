import { list } from '../kernel/list.ts'
import { resource } from '../kernel/resource.ts'
import { date, id, idOf, instant, nullable, oneOf, Type } from '../kernel/schema.ts'

export const AuditEntry = resource({
  name: 'audit_entry',
  prefix: 'evt',
  title: { one: 'audit entry', many: 'audit entries' },
  page: 'none',
  table: 'events',
  label: 'id',
  schema: Type.Object({
    id: id('evt'),
    sequence: Type.Integer({ description: 'Counts up by one in each workspace, without a gap.' }),
    occurredAt: instant(),
    action: Type.String(),
    actor: Type.Object({
      type: oneOf(['user', 'api_key', 'system']),
      id: nullable(Type.String()),
      name: nullable(Type.String()),
    }),
    subject: Type.Object({ type: Type.String(), id: Type.String(), label: nullable(Type.String()) }),
    requestId: nullable(Type.String({ description: 'Given by Apron; no caller can choose it.' })),
    clientRequestId: nullable(Type.String({ description: 'What the caller sent as X-Request-Id.' })),
    address: nullable(Type.String()),
    changes: Type.Array(
      Type.Object({
        field: Type.String(),
        before: Type.Unsafe<unknown>({}),
        after: Type.Unsafe<unknown>({}),
      }),
    ),
    hash: Type.String({ description: 'SHA-256 over this entry and the hash of the one before, in hex.' }),
  }),
  expressions: {
    sequence: 't.seq',
    action: 't.type',
    changes: 't.changes::json',
    hash: "encode(t.hash, 'hex')",
    address: "t.personal::json ->> 'address'",
    clientRequestId: "t.personal::json ->> 'clientRequestId'",
    actor:
      "json_build_object('type', t.actor_type, 'id', t.actor_id, 'name', t.personal::json ->> 'actorName')",
    subject: "json_build_object('type', t.subject_type, 'id', t.subject_id, 'label', t.subject_label)",
  },
})

export const auditFilters = {
  action: {
    schema: Type.String({
      maxLength: 100,
      description: 'An action such as flight.approved, or what it begins with: flight.',
    }),
    sql: (value: string) => `t.type = ${value} or t.type like replace(${value}, '_', '\\_') || '.%'`,
  },
  actor: {
    schema: idOf(['usr', 'key'], 'The id of a user or an API key.'),
    sql: (value: string) => `t.actor_id = ${value}`,
  },
  subject: {
    schema: Type.String({ maxLength: 100, description: 'The id of a record.' }),
    sql: (value: string) => `t.subject_id = ${value}`,
  },
  subject_type: {
    schema: Type.String({ maxLength: 100, description: 'A kind of record: flight.' }),
    sql: (value: string) => `t.subject_type = ${value}`,
  },
  request_id: {
    schema: Type.String({ maxLength: 200, description: 'The id that Apron gave, or that the caller sent.' }),
    sql: (value: string) =>
      `t.request_id = ${value} or substring(t.personal from '"clientRequestId":"([^"\\\\]{1,200})"') = ${value}`,
  },
  date_from: {
    schema: Type.Union([date(), instant()]),
    sql: (value: string) => `t.occurred_at >= ${value}::timestamptz`,
  },
  date_to: {
    schema: Type.Union([date(), instant()], { description: 'A date counts to its end, in UTC.' }),
    sql: (value: string) =>
      `t.occurred_at < case when length(${value}::text) = 10 then ${value}::timestamptz + interval '1 day'
      else ${value}::timestamptz end`,
  },
}
export const auditSearch = ['t.type', 't.subject_label', 't.subject_id', "(t.personal::json ->> 'actorName')"]
export const auditList = list({
  of: AuditEntry,
  defaultSort: '-sequence',
  sorts: { sequence: { sql: 't.seq', type: 'bigint' } },
  filters: auditFilters,
  search: auditSearch,
})
