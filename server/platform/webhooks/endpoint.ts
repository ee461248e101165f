import { sql } from '../database/database.ts'
import { changesBetween } from '../events/record.ts'
import { defineLimit, requireFeature, requireRoom } from '../kernel/entitlement.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { list } from '../kernel/list.ts'
import type { State } from '../kernel/move.ts'
import { operation } from '../kernel/operation.ts'
import { actorOf } from '../kernel/principal.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '../kernel/schema.ts'
import { stateMachine } from '../kernel/state-machine.ts'
import { AddressRefused, createAddressGuard } from '../net/address-guard.ts'
import { giveSecret } from './endpoint-secret.ts'

/** Nobody but the account owner and admins, who may do everything. */
export const managers: string[] = []

export const endpointLimit = defineLimit({
  name: 'max_webhook_endpoints',
  title: 'Webhook endpoints',
  counted: 'webhook endpoints',
  used: `(select count(*)
            from webhook_endpoints h
           where h.workspace_id = w.workspace_id and h.kind = 'endpoint' and h.deleted_at is null)`,
  fix: 'Delete endpoints that are no longer used, or let one receiver pass events on.',
  most: { self_hosted: 100, starter: 2, professional: 20, enterprise: 100 },
})

const Health = Type.Object({
  windowHours: Type.Integer(),
  delivered: Type.Integer(),
  retrying: Type.Integer({ description: 'Not delivered yet, and not given up.' }),
  dead: Type.Integer(),
  lastDeliveredAt: nullable(instant()),
  lastFailureAt: nullable(instant()),
  medianMs: nullable(Type.Integer({ description: 'Of the last attempts of the newest 500 deliveries.' })),
})

const fields = {
  id: id('whe'),
  url: Type.String(),
  description: Type.String(),
  events: Type.Array(Type.String(), { description: '`*`, or types of the catalogue.' }),
  enabled: Type.Boolean(),
  disabledReason: nullable(Type.String()),
  circuit: oneOf(['closed', 'open', 'half_open'], {
    description: 'open: the receiver is thought to be down, and new deliveries wait for a probe to succeed.',
  }),
  ladder: oneOf(['short', 'long'], {
    description: 'short: 5 retries within a minute. long: 16 within three days.',
  }),
  secretPreview: Type.String(),
  previousSecretEndsAt: nullable(
    instant('While it is in the future, deliveries are signed with the previous secret too.'),
  ),
  createdAt: instant(),
  updatedAt: instant(),
  version: Type.Integer(),
  health: Health,
}

const ofEndpoint = (alias: string) => `${alias}.workspace_id = t.workspace_id and ${alias}.endpoint_id = t.id`
const instantJson = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const health = `(
      select jsonb_build_object('windowHours', 24,
               'delivered', count(*) filter (where d.status = 'delivered'),
               'retrying', count(*) filter (where d.status in ('pending', 'retrying')),
               'dead', count(*) filter (where d.status = 'dead'),
               'lastDeliveredAt', ${instantJson('c.last_delivered_at')},
               'lastFailureAt', ${instantJson('c.last_failure_at')},
               'medianMs', (select round(percentile_cont(0.5) within group (order by l.last_duration_ms))
                              from (select d.last_duration_ms
                                      from webhook_deliveries d
                                     where ${ofEndpoint('d')} and d.created_at > now() - interval '24 hours'
                                     order by d.created_at desc, d.id desc limit 500) l))
        from webhook_deliveries d where ${ofEndpoint('d')} and d.created_at > now() - interval '24 hours')`

export const endpoints = resource({
  name: 'webhook_endpoint',
  prefix: 'whe',
  title: { one: 'webhook endpoint', many: 'webhook endpoints' },
  page: '/settings/integrations/webhooks/:id',
  alsoChanges: ['webhook_delivery'],
  table: "(select * from webhook_endpoints where deleted_at is null and kind = 'endpoint')",
  joins: 'join webhook_circuits c on c.workspace_id = t.workspace_id and c.endpoint_id = t.id',
  label: 'url',
  schema: Type.Object(fields),
  expressions: {
    circuit: 'c.state',
    secretPreview: `(select s.preview
                       from webhook_endpoint_secrets s where ${ofEndpoint('s')} order by s.secret_version desc
                      limit 1)`,
    previousSecretEndsAt: `(select max(s.ends_at)
                              from webhook_endpoint_secrets s where ${ofEndpoint('s')} and s.ends_at > now())`,
    health,
  },
})

export const endpointStates = stateMachine({
  of: endpoints,
  noun: 'endpoint',
  table: 'webhook_endpoints',
  field: 'enabled',
  words: { true: 'enabled', false: 'disabled' },
  moves: {
    enable: { from: [false], to: true },
    ping: { from: [true], verb: 'send a ping to it', label: 'Send ping' },
    grade: { from: [true], verb: 'run a graded ping of it', label: 'Run graded ping' },
    edit: { from: [true, false], isMinor: true },
    disable: { from: [true], to: false, isMinor: true },
  },
  refusal: { code: 'webhook_endpoint_disabled', fix: 'Enable it, then try again.' },
})

export const listEndpoints = operation({
  id: 'listEndpoints',
  method: 'GET',
  path: '/api/v1/webhooks/endpoints',
  summary: 'List webhook endpoints',
  description: 'The endpoints of the workspace, with their state and health. Secrets are never shown.',
  scope: 'webhooks:read',
  roles: managers,
  response: endpoints.schema,
  list: list({
    of: endpoints,
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' }, url: { sql: 't.url', type: 'text' } },
    defaultSort: 'createdAt',
    filters: { enabled: { schema: Type.Boolean(), sql: (value) => `t.enabled = ${value}` } },
    search: ['t.url', 't.description'],
    volatile: true,
  }),
})

const EndpointBody = {
  url: text(
    1,
    2000,
    'Where deliveries are posted: https, on the public internet unless the installation allows the network.',
  ),
  description: Type.String({ maxLength: 500 }),
  events: Type.Array(text(1, 100), {
    minItems: 1,
    maxItems: 100,
    description: '`["*"]` for all, or types of the catalogue.',
  }),
  ladder: oneOf(['short', 'long']),
}

export const SecretShownOnce = Type.Object(
  {
    ...fields,
    secret: Type.String({ description: 'Shown now and never again.' }),
  },
  { title: 'NewWebhookEndpoint' },
)

export const createEndpoint = operation({
  id: 'createEndpoint',
  method: 'POST',
  path: '/api/v1/webhooks/endpoints',
  summary: 'Create a webhook endpoint',
  description:
    'Subscribes a URL to event types. The response has the signing secret, which is shown only once.',
  scope: 'webhooks:write',
  roles: managers,
  body: Type.Object({
    url: EndpointBody.url,
    events: Type.Optional(EndpointBody.events),
    description: Type.Optional(EndpointBody.description),
    ladder: Type.Optional(EndpointBody.ladder),
  }),
  response: SecretShownOnce,
  creates: endpoints,
  secret: true,
  audits: 'webhook_endpoint.created',
  async handle({ tx, body, principal, services }) {
    await checkUrl(services, body.url)
    await requireFeature(tx, services, principal.workspace.uuid, 'webhooks')
    await requireRoom(tx, services, principal.workspace.uuid, 'max_webhook_endpoints')
    const endpointId = newId('whe')
    const workspaceId = principal.workspace.uuid
    await tx.run(sql`
      insert into webhook_endpoints (workspace_id, id, url, description, events, ladder, created_by)
      values (${workspaceId}, ${endpointId}, ${body.url}, ${body.description ?? ''},
          ${eventFilter(services, body.events ?? ['*'])}, ${body.ladder ?? 'short'}, ${actorOf(principal).id})`)
    await tx.run(
      sql`insert into webhook_circuits (workspace_id, endpoint_id) values (${workspaceId}, ${endpointId})`,
    )
    const secret = await giveSecret(tx, services.secrets, { workspaceId, endpointId })
    return { ...(await endpoints.get(tx, endpointId)), secret }
  },
})

export const getEndpoint = operation({
  id: 'getEndpoint',
  method: 'GET',
  path: '/api/v1/webhooks/endpoints/:id',
  summary: 'Get a webhook endpoint',
  description: 'Returns the endpoint, with its state and the health of the last 24 hours.',
  scope: 'webhooks:read',
  roles: managers,
  on: endpoints,
  response: endpoints.schema,
})

export const updateEndpoint = operation({
  id: 'updateEndpoint',
  method: 'PATCH',
  path: '/api/v1/webhooks/endpoints/:id',
  summary: 'Update a webhook endpoint',
  description:
    'Changes the fields sent, and can turn the endpoint off and on. The next attempt uses the new values. Deliveries that wait for a disabled endpoint are sent when it is on again; events from the time it was off are not.',
  scope: 'webhooks:write',
  roles: managers,
  on: endpoints,
  move: endpointStates.chosenBy('enabled', ['enable', 'disable'], 'edit'),
  body: Type.Partial(Type.Object({ ...EndpointBody, enabled: Type.Boolean() })),
  response: endpoints.schema,
  audits: 'webhook_endpoint.updated',
  async handle({ tx, body, record, emit, services, move }) {
    if (body.url !== undefined) await checkUrl(services, body.url)
    await move.make({
      ...body,
      ...(body.events ? { events: eventFilter(services, body.events) } : {}),
      ...switchReason(move.to),
    })
    // Somebody has fixed something: look at once whether the receiver is back.
    if (body.url !== undefined || move.name === 'enable')
      await tx.run(sql`
        update webhook_circuits set probe_at = now() where endpoint_id = ${record.id} and state <> 'closed'`)
    tx.afterCommit(() => services.wake('webhook_endpoints'))
    const updated = await endpoints.get(tx, record.id)
    // Health and circuit move by themselves: they are no change that anybody made.
    const changes = changesBetween(record, updated, new Set(['health', 'circuit', 'previousSecretEndsAt']))
    emit({
      type: 'webhook_endpoint.updated',
      subject: { type: endpoints.name, id: record.id, label: updated.url },
      changes,
    })
    return updated
  },
})

/** Why it is off, where a member has just turned it off, or nothing, where on. */
export const switchReason = (to: State | null) =>
  to === null ? {} : { disabled_reason: to ? null : 'Turned off by a member' }

export const deleteEndpoint = operation({
  id: 'deleteEndpoint',
  method: 'DELETE',
  path: '/api/v1/webhooks/endpoints/:id',
  summary: 'Delete a webhook endpoint',
  description:
    'Cancels its waiting deliveries and erases its secrets. The log of its deliveries stays readable by their ids.',
  scope: 'webhooks:write',
  roles: managers,
  on: endpoints,
  audits: 'webhook_endpoint.deleted',
  async handle({ tx, record, services }) {
    await tx.run(
      sql`update webhook_endpoints set enabled = false, deleted_at = now() where id = ${record.id}`,
    )
    await tx.run(sql`delete from webhook_endpoint_secrets where endpoint_id = ${record.id}`)
    await tx.run(sql`delete from webhook_grades where endpoint_id = ${record.id}`)
    await tx.run(sql`
      update webhook_deliveries set status = 'cancelled', lease_token = null
       where endpoint_id = ${record.id} and status in ('pending', 'retrying')`)
    tx.afterCommit(() => services.wake('webhook_endpoints'))
    return {}
  },
})

/** The guard that every request of this installation passes. */
export function guardOf(services: Services) {
  return createAddressGuard({ allowNetworks: services.config.webhookAllowNetworks })
}

/** @throws Problem that says what is wrong with the address, at `field`. */
export async function checkUrl(services: Services, url: string, field = 'url') {
  const guard = guardOf(services)
  try {
    const { protocol, hostname } = guard.parse(url)
    // Only where networks are allowed, that is in development, a name must be resolved to be judged: whether plain
    // http may go to it depends on its address. Elsewhere no name server is asked within a transaction.
    if (protocol === 'http:' || hostname === 'localhost') await guard.check(url)
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error
    throw invalidRequest(error.message, { details: [{ field, message: error.message }] })
  }
}

function eventFilter(services: Services, events: readonly string[]): string[] {
  if (events.includes('*')) return ['*']
  const known = new Set(services.eventTypes.map(({ type }) => type))
  const unknown = events.find((type) => !known.has(type))
  if (unknown === undefined) return [...new Set(events)]
  const message = `There is no event type ${unknown}. Use ["*"] or types of GET /api/v1/webhooks/event-types: ${[...known].sort().join(', ')}`
  throw invalidRequest(message, { details: [{ field: 'events', message }] })
}
