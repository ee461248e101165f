import { sql, type Tx } from '../database/database.ts'
import { makerOf, ownProject, readableTypes, requireReach } from '../events/reach.ts'
import { changesBetween } from '../events/record.ts'
import { requireFeature, requireRoom } from '../kernel/entitlement.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { actorOf, type Principal } from '../kernel/principal.ts'
import { invalidRequest, scopeMissing } from '../kernel/problem.ts'
import { oneOf, Type, text } from '../kernel/schema.ts'
import { webhookTest } from './catalog.ts'
import { endpointStates, endpoints, managers, SecretShownOnce, switchReason } from './endpoint.ts'
import { giveSecret } from './endpoint-secret.ts'
import { checkUrl } from './endpoint-url.ts'
import { makerColumns, requireReachOver } from './maker.ts'

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
    description: '`["*"]` for all, or types of the catalog.',
  }),
  ladder: oneOf(['short', 'long']),
}

export const createEndpoint = operation({
  id: 'createEndpoint',
  method: 'POST',
  path: '/api/v1/webhooks/endpoints',
  summary: 'Create a webhook endpoint',
  description:
    'Subscribes a URL to event types that you may read. Events outside of your rights are never sent, and if your rights shrink, so does what is sent. The response has the signing secret, which is shown only once.',
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
  project: ownProject,
  secret: true,
  audits: 'webhook_endpoint.created',
  async handle({ tx, body, principal, services }) {
    await checkUrl(services, body.url)
    await requireFeature(tx, services, principal.workspace.uuid, 'webhooks')
    await requireRoom(tx, services, principal.workspace.uuid, 'max_webhook_endpoints')
    const endpointId = newId('whe')
    const workspaceId = principal.workspace.uuid
    const events = await eventFilter(tx, services, principal, body.events ?? ['*'])
    const { scopes, projects } = makerOf(principal)
    await tx.run(sql`
      insert into webhook_endpoints (workspace_id, id, url, description, events, ladder, created_by,
          maker_scopes, maker_projects)
      values (${workspaceId}, ${endpointId}, ${body.url}, ${body.description ?? ''}, ${events},
          ${body.ladder ?? 'short'}, ${actorOf(principal).id}, ${scopes}, ${projects})`)
    await tx.run(
      sql`insert into webhook_circuits (workspace_id, endpoint_id) values (${workspaceId}, ${endpointId})`,
    )
    const secret = await giveSecret(tx, services.secrets, { workspaceId, endpointId })
    return { ...(await endpoints.get(tx, endpointId)), secret }
  },
})

export const updateEndpoint = operation({
  id: 'updateEndpoint',
  method: 'PATCH',
  path: '/api/v1/webhooks/endpoints/:id',
  summary: 'Update a webhook endpoint',
  description:
    'Changes the fields sent, and can turn the endpoint off and on. To change its URL or events, you need to be able to read what it carries; from then on your rights limit it. The next attempt uses the new values. Deliveries that wait for a disabled endpoint are sent when it is on again; events from the time it was off are not.',
  scope: 'webhooks:write',
  roles: managers,
  on: endpoints,
  move: endpointStates.chosenBy('enabled', ['enable', 'disable'], 'edit'),
  body: Type.Partial(Type.Object({ ...EndpointBody, enabled: Type.Boolean() })),
  response: endpoints.schema,
  audits: 'webhook_endpoint.updated',
  async handle({ tx, body, record, principal, emit, services, move }) {
    if (body.url !== undefined) await checkUrl(services, body.url)
    const redirects = body.url !== undefined || body.events !== undefined
    if (redirects) await requireReachOver(tx, principal, record.id)
    const events = body.events ? await eventFilter(tx, services, principal, body.events) : record.events
    await move.make({
      ...body,
      events,
      ...(redirects ? makerColumns(principal, { choosesEvents: body.events !== undefined }) : {}),
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

/** @throws Problem where a type does not exist, or the caller may not read it. */
async function eventFilter(
  tx: Tx,
  { eventTypes }: Services,
  principal: Principal,
  events: readonly string[],
): Promise<string[]> {
  const known = new Set(eventTypes.map(({ type }) => type))
  if (events.includes('*')) {
    const readable = await readableTypes(tx, principal)
    if (readable.some((type) => known.has(type) && type !== webhookTest.type)) return ['*']
    throw scopeMissing(
      'This API key reads no events. Give it a scope of what the endpoint has to get, such as flights:read',
    )
  }
  const unknown = events.find((type) => !known.has(type))
  if (unknown !== undefined) {
    const message = `There is no event type ${unknown}. Use ["*"] or types of GET /api/v1/webhooks/event-types: ${[...known].sort().join(', ')}`
    throw invalidRequest(message, { details: [{ field: 'events', message }] })
  }
  await requireReach(tx, principal, events)
  return [...new Set(events)]
}
