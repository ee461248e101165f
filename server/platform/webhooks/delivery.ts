import { sql, type Tx } from '../database/database.ts'
import { onlyReadable, reachOf, readsType } from '../events/reach.ts'
import { eventTypeName } from '../kernel/event-type.ts'
import { list } from '../kernel/list.ts'
import type { Restriction } from '../kernel/list-query.ts'
import { operation } from '../kernel/operation.ts'
import { problem } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, idOf, instant, nullable, oneOf, Type } from '../kernel/schema.ts'
import { endpoints, managers, reachesOthers } from './endpoint.ts'
import { kinds } from './kind.ts'

const statuses = ['pending', 'retrying', 'delivered', 'dead', 'cancelled'] as const

/** `dlv_…` to a webhook endpoint, `ndl_…` to a notification channel. */
export const deliveryId = idOf(['dlv', 'ndl'])

const fields = {
  id: deliveryId,
  uuid: Type.String({
    format: 'uuid',
    description: 'The same as the id, as `X-GA-Webhook-Delivery` spells it.',
  }),
  kind: oneOf(kinds, {
    description:
      '`endpoint`: an event on its way to a webhook endpoint. Else a notification, by its channel.',
  }),
  endpointId: Type.String({ description: 'The webhook endpoint, `whe_…`, or the channel, `nch_…`.' }),
  endpointName: Type.String({ description: 'The URL of the endpoint, or the name of the channel.' }),
  ruleId: nullable(Type.String({ description: 'The notification rule that it comes from.' })),
  eventId: nullable(id('evt', 'Null where it is about no event, or about several.')),
  eventType: Type.String(),
  status: oneOf(statuses),
  attempts: Type.Integer(),
  nextAttemptAt: nullable(instant('Null when nothing is due, or while an attempt is on its way.')),
  createdAt: instant(),
  deliveredAt: nullable(instant()),
  lastStatus: nullable(
    Type.Integer({ description: 'The HTTP status of the last answer; null where none came.' }),
  ),
  lastError: nullable(Type.String()),
  lastDurationMs: nullable(Type.Integer()),
}

const projectsOfEndpoint =
  '(select p.maker_projects from webhook_endpoints p where p.workspace_id = t.workspace_id and p.id = t.endpoint_id)'

/** Deliveries of events that the caller may read: a delivery shows its event. */
export const withinReach: Restriction = {
  value: (principal) => JSON.stringify(reachOf(principal)),
  sql: (reach) =>
    `${onlyReadable('t.event_type').sql(reach)} and apron.reaches_projects(${reach}::jsonb, ${projectsOfEndpoint})`,
}

export const deliveries = resource({
  name: 'webhook_delivery',
  prefix: 'dlv',
  title: { one: 'delivery', many: 'deliveries' },
  page: { of: 'endpointId' },
  table: 'webhook_deliveries',
  schema: Type.Object(fields),
  joins: 'join webhook_endpoints e on e.workspace_id = t.workspace_id and e.id = t.endpoint_id',
  project: `${projectsOfEndpoint}[1]`,
  // Its project is judged apart, with the sentence that names it.
  visible: async (tx, id, principal) => {
    const delivery = await tx.first(sql<'reachOfDelivery'>`
      select d.event_type as "eventType", e.maker_projects as projects
        from webhook_deliveries d
        join webhook_endpoints e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id
       where d.id = ${id}`)
    return (
      delivery !== undefined &&
      (await readsType(tx, principal, delivery.eventType)) &&
      reachesOthers(principal, delivery.projects)
    )
  },
  expressions: {
    kind: 'e.kind',
    endpointName: 'coalesce(e.name, e.url)',
    nextAttemptAt: `case when t.status in ('pending', 'retrying') and t.lease_token is null then t.due_at end`,
  },
})

const notResendable = problem('webhook_endpoint_off', 409, {
  meaning: 'The webhook endpoint or channel is turned off or deleted',
  fix: 'Turn it on first. Deliveries of one that was deleted cannot be sent again.',
})

const sorts = { createdAt: { sql: 't.created_at', type: 'timestamptz' } } as const
export const sinceFilter = {
  schema: instant('Made at or after this time.'),
  sql: (value: string) => `t.created_at >= ${value}::timestamptz`,
}

export const listEndpointDeliveries = operation({
  id: 'listEndpointDeliveries',
  method: 'GET',
  path: '/api/v1/webhooks/endpoints/:id/deliveries',
  summary: 'List the deliveries of a webhook endpoint',
  description: 'The delivery log of one endpoint, with the status, attempts and next retry of each delivery.',
  scope: 'webhooks:read',
  roles: managers,
  on: endpoints,
  response: deliveries.schema,
  list: list({
    of: deliveries,
    within: { param: 'id', sql: (value) => `t.endpoint_id = ${value}` },
    sorts,
    defaultSort: '-createdAt',
    filters: {
      status: { schema: oneOf(statuses), sql: (value) => `t.status = ${value}` },
      event_type: {
        schema: eventTypeName('The type of the event.'),
        sql: (value) => `t.event_type = ${value}`,
      },
      since: sinceFilter,
    },
    restrict: withinReach,
    volatile: true,
  }),
})

export const listDeliveries = operation({
  id: 'listDeliveries',
  method: 'GET',
  path: '/api/v1/webhooks/deliveries',
  summary: 'List all deliveries',
  description: 'The delivery log of all webhook endpoints and notification channels.',
  scope: 'webhooks:read',
  roles: managers,
  response: deliveries.schema,
  list: list({
    of: deliveries,
    sorts,
    defaultSort: '-createdAt',
    filters: {
      status: { schema: oneOf(statuses), sql: (value) => `t.status = ${value}` },
      event_type: {
        schema: eventTypeName('The type of the event.'),
        sql: (value) => `t.event_type = ${value}`,
      },
      endpoint_id: {
        schema: idOf(['whe', 'nch'], 'A webhook endpoint, or a notification channel.'),
        sql: (value) => `t.endpoint_id = ${value}`,
      },
      rule_id: {
        schema: id('nrl', 'The notification rule that caused it.'),
        sql: (value) => `t.rule_id = ${value}`,
      },
      to: {
        schema: oneOf(['endpoints', 'channels']),
        sql: (value) => `(left(t.id, 4) = 'ndl_') = (${value} = 'channels')`,
      },
      since: sinceFilter,
    },
    restrict: withinReach,
    volatile: true,
  }),
})

const Headers = Type.Unsafe<Record<string, string>>({
  type: 'object',
  additionalProperties: { type: 'string' },
})

const Attempt = Type.Object({
  number: Type.Integer(),
  at: instant(),
  durationMs: Type.Integer(),
  outcome: oneOf(['delivered', 'failed']),
  requestUrl: Type.String(),
  requestHeaders: Headers,
  status: nullable(Type.Integer()),
  responseHeaders: Headers,
  responseBody: Type.String({ description: 'The first 8 kB.' }),
  error: nullable(Type.String()),
})

export const getDelivery = operation({
  id: 'getDelivery',
  method: 'GET',
  path: '/api/v1/webhooks/deliveries/:id',
  summary: 'Get a delivery',
  description:
    'Returns the exact bytes that were signed, and the request and response of the newest attempts.',
  scope: 'webhooks:read',
  roles: managers,
  on: deliveries,
  params: Type.Object({ id: deliveryId }),
  response: Type.Object({
    ...fields,
    body: Type.String({ description: 'The exact bytes that are sent and signed.' }),
    attemptLog: Type.Array(Attempt),
  }),
  async handle({ tx, record }) {
    const { body } = await tx.one(sql<'deliveryBody', { body: string }>`
      select coalesce(d.body, e.payload) as body
        from webhook_deliveries d
        left join events e on e.workspace_id = d.workspace_id and e.seq = d.event_seq
       where d.id = ${record.id}`)
    return { ...record, body, attemptLog: await readAttempts(tx, record.id) }
  },
})

interface AttemptHeaders {
  requestHeaders: Record<string, string>
  responseHeaders: Record<string, string>
}

// The newest: a receiver that was down for days has been probed hundreds of times.
const shownAttempts = 100

async function readAttempts(tx: Tx, of: string) {
  const rows = await tx.rows(sql<'deliveryAttempts', AttemptHeaders>`
    select number, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
           duration_ms as "durationMs", outcome, request_url as "requestUrl",
           request_headers::json as "requestHeaders", status, response_headers::json as "responseHeaders",
           response_body as "responseBody", error
      from webhook_attempts where delivery_id = ${of} order by number desc limit ${shownAttempts}`)
  return rows.reverse()
}

export const resendDelivery = operation({
  id: 'resendDelivery',
  method: 'POST',
  path: '/api/v1/webhooks/deliveries/:id/resend',
  summary: 'Resend a delivery',
  description:
    'Sends the same bytes with the same delivery id and a new signature, whatever the status was. A receiver that deduplicates ignores it if it already has it.',
  scope: 'webhooks:write',
  roles: managers,
  // To an endpoint that exists.
  effect: 'none',
  on: deliveries,
  params: Type.Object({ id: deliveryId }),
  response: deliveries.schema,
  status: 202,
  audits: 'webhook_delivery.resent',
  async handle({ tx, record, services }) {
    const endpoint = await tx.first(
      sql`select from webhook_endpoints where id = ${record.endpointId} and enabled and deleted_at is null`,
    )
    if (!endpoint) throw notResendable()
    await requeue(tx, [record.id], { isByHand: true })
    tx.afterCommit(() => services.wake('webhooks'))
    return deliveries.get(tx, record.id)
  },
})

/**
 * Begins a new round for each. What is being sent at this moment is left alone. @returns how many.
 * One that somebody asked for by hand passes an open circuit, as what has begun does; many wait for its probe, which
 * is due now.
 */
export async function requeue(tx: Tx, deliveryIds: readonly string[], { isByHand = false } = {}) {
  const requeued = await tx.run(sql`
    update webhook_deliveries d
       set status = case when ${isByHand} and d.attempts > 0 then 'retrying' else 'pending' end,
           step = 0, due_at = least(d.created_at, now()), lease_token = null, died_at = null
     where d.id = any(${deliveryIds})
       and not (d.lease_token is not null and d.due_at > now())
       and exists (select
                     from webhook_endpoints e
                    where e.workspace_id = d.workspace_id
                      and e.id = d.endpoint_id
                      and e.enabled
                      and e.deleted_at is null)`)
  await tx.run(sql`
    update webhook_circuits set probe_at = now()
     where state = 'open'
       and endpoint_id in (select endpoint_id from webhook_deliveries where id = any(${deliveryIds}))`)
  return requeued
}
