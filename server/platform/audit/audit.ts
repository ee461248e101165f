import { Readable } from 'node:stream'
import { type Database, sql } from '../database/database.ts'
import { mayByRole } from '../http/authorize.ts'
import { list } from '../list.ts'
import { defineModule, operation } from '../operation.ts'
import { resource } from '../resource.ts'
import { date, id, instant, nullable, oneOf, Type } from '../schema.ts'

export const AuditEntry = resource({
  name: 'audit_entry',
  prefix: 'evt',
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
    requestId: nullable(Type.String()),
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
    actor:
      "json_build_object('type', t.actor_type, 'id', t.actor_id, 'name', t.personal::json ->> 'actorName')",
    subject: "json_build_object('type', t.subject_type, 'id', t.subject_id, 'label', t.subject_label)",
  },
})

const filters = {
  action: {
    schema: Type.String({
      maxLength: 100,
      description: 'An action such as flight.approved, or what it begins with: flight.',
    }),
    sql: (value: string) => `t.type = ${value} or t.type like replace(${value}, '_', '\\_') || '.%'`,
  },
  actor: {
    schema: Type.String({ maxLength: 100, description: 'The id of a user or an API key.' }),
    sql: (value: string) => `t.actor_id = ${value}`,
  },
  subject: {
    schema: Type.String({ maxLength: 100, description: 'The id of a record.' }),
    sql: (value: string) => `t.subject_id = ${value}`,
  },
  request_id: { schema: Type.String({ maxLength: 200 }), sql: (value: string) => `t.request_id = ${value}` },
  date_from: {
    schema: Type.Union([date(), instant()]),
    sql: (value: string) => `t.occurred_at >= ${value}::timestamptz`,
  },
  date_to: {
    schema: Type.Union([date(), instant()], { description: 'A date counts to its end, in UTC.' }),
    sql: (value: string) =>
      `t.occurred_at < case when length(${value}::text) = 10 then ${value}::timestamptz + interval '1 day' else ${value}::timestamptz end`,
  },
}
const auditList = list({
  of: AuditEntry,
  defaultSort: '-sequence',
  sorts: { sequence: { sql: 't.seq', type: 'bigint' } },
  filters,
  search: ['t.type', 't.subject_label', 't.subject_id', "(t.personal::json ->> 'actorName')"],
})

export const listAuditLog = operation({
  id: 'listAuditLog',
  method: 'GET',
  path: '/api/v1/admin/audit-log',
  summary: 'Who did what, when, from where',
  scope: 'audit:read',
  roles: ['auditor', 'accountable_executive'],
  response: AuditEntry.schema,
  list: auditList,
})

export const exportAuditLog = operation({
  id: 'exportAuditLog',
  method: 'GET',
  path: '/api/v1/admin/audit-log/export',
  summary: 'The audit log as CSV or NDJSON, oldest first',
  scope: 'audit:read',
  roles: ['auditor', 'accountable_executive'],
  answers: 'file',
  query: Type.Object({
    format: Type.Optional(oneOf(['csv', 'ndjson'])),
    ...Object.fromEntries(
      Object.entries(filters).map(([name, filter]) => [name, Type.Optional(filter.schema)]),
    ),
  }),
  response: Type.String(),
  handle({ query, principal, services }) {
    const format = (query as { format?: string }).format === 'ndjson' ? 'ndjson' : 'csv'
    const entries = exportEntries(
      services.database,
      principal.workspace.uuid,
      query as Record<string, string>,
    )
    return {
      filename: `audit-log-${principal.workspace.slug}.${format}`,
      contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
      body: Readable.from(format === 'csv' ? asCsv(entries) : asNdjson(entries)),
    }
  },
})

interface ExportRow extends Record<string, unknown> {
  sequence: number
}

/** Everything that the hash of an entry is made of, a thousand at a time, each batch in its own transaction. */
async function* exportEntries(
  database: Database,
  workspaceId: string,
  query: Record<string, string>,
): AsyncGenerator<ExportRow> {
  const values: unknown[] = []
  const conditions = Object.entries(filters).flatMap(([name, filter]) =>
    query[name] === undefined ? [] : [`(${filter.sql(`$${values.push(query[name])}`)})`],
  )
  const text =
    `select t.seq as sequence, t.id, t.type as action, to_char(t.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt",
    t.actor_type as "actorType", t.actor_id as "actorId", t.personal::json ->> 'actorName' as "actorName", t.personal::json ->> 'address' as address,
    t.request_id as "requestId", t.subject_type as "subjectType", t.subject_id as "subjectId", t.subject_label as "subjectLabel", t.project_id as "projectId",
    t.changes, encode(t.payload_hash, 'hex') as "payloadHash", encode(t.personal_hash, 'hex') as "personalHash", encode(t.prev_hash, 'hex') as "previousHash", encode(t.hash, 'hex') as hash
    from events t where ${['t.seq > $LAST', ...conditions].join(' and ')} order by t.seq limit 1000`.replace(
      '$LAST',
      `$${values.length + 1}`,
    )
  for (let last = 0; ; ) {
    const rows = await database.tenant({ workspaceId }, (tx) =>
      tx.prepared<ExportRow>(text, [...values, last]),
    )
    yield* rows
    const newest = rows.at(-1)
    if (!newest) return
    last = newest.sequence
  }
}

async function* asNdjson(entries: AsyncGenerator<ExportRow>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`
}

async function* asCsv(entries: AsyncGenerator<ExportRow>): AsyncGenerator<string> {
  let header = false
  for await (const entry of entries) {
    if (!header) yield `${Object.keys(entry).join(',')}\r\n`
    header = true
    yield `${Object.values(entry).map(cell).join(',')}\r\n`
  }
}

// A cell that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises.
function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const getTimeline = operation({
  id: 'getTimeline',
  method: 'GET',
  path: '/api/v1/timeline/:subjectId',
  summary: 'What has happened to a record, the newest first',
  access: 'session',
  roles: 'everyone',
  params: Type.Object({ subjectId: Type.String({ maxLength: 60 }) }),
  response: Type.Array(
    Type.Object({
      id: id('evt'),
      occurredAt: instant(),
      action: Type.String(),
      actor: Type.Object({ type: Type.String(), name: nullable(Type.String()) }),
      changes: AuditEntry.schema.properties.changes,
      via: oneOf(['session', 'api_key', 'system']),
    }),
  ),
  async handle({ tx, params, principal, services }) {
    // Whoever may not read a kind of record may not read how it came about.
    const readable = services.operations
      .filter((one) => !one.writes && mayByRole(one, principal))
      .flatMap((one) => one.on?.name ?? one.list?.of.name ?? [])
    const kind = services.operations.find(({ on }) => on && params.subjectId.startsWith(`${on.prefix}_`))?.on
    if (kind?.visibleHistory && !(await kind.visibleHistory(tx, params.subjectId, principal, services)))
      return []
    return tx.prepared(
      `select t.id, to_char(t.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt", t.type as action,
      json_build_object('type', t.actor_type, 'name', t.personal::json ->> 'actorName') as actor, t.changes::json as changes,
      case t.actor_type when 'user' then 'session' else t.actor_type end as via
      from events t where t.subject_id = $1 and t.subject_type = any ($2) order by t.seq desc limit 100`,
      [params.subjectId, [...new Set(readable)]],
    )
  },
})

export const live = operation({
  id: 'live',
  method: 'GET',
  path: '/api/v1/live',
  summary: 'What changes, as server-sent events while it happens',
  access: 'session',
  roles: 'everyone',
  answers: 'events',
  response: Type.String(),
  handle: ({ principal, services, signal, request }) =>
    services.live.follow({
      // The number of a change counts up in the workspace; one that lies ahead is nobody's, and ignored.
      workspaceUuid: principal.workspace.uuid,
      userId: principal.userId,
      fromSequence: Math.min(
        /^\d{1,15}$/.test(request.lastEventId ?? '') ? Number(request.lastEventId) : principal.sequence,
        principal.sequence,
      ),
      signal,
      // What every request asks, asked again: signing out, an idle timeout and a removal all end the stream.
      mayFollow: async (tx) =>
        (
          await tx.first(
            sql<{ state: string }>`select state from apron.authenticate_session(${principal.sessionId})`,
          )
        )?.state === 'ok',
    }),
})

export const audit = defineModule({
  name: 'audit',
  title: 'Audit log',
  core: true,
  operations: [listAuditLog, exportAuditLog, getTimeline, live],
})
