import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grants } from '../access/scope.ts'
import { readersOf, scopesOf } from '../events/reach.ts'
import type { Client } from '../testing/client.ts'
import { until } from '../testing/until.ts'
import { deliveriesOf, endpoint, type WebhookWorkspace, workspace } from './testing/endpoint.ts'
import { type Receiver, receiver } from './testing/receiver.ts'

const base = '/api/v1/webhooks/endpoints'

/** An endpoint that somebody else than the owner creates. */
async function endpointOf(client: Client, hook: Receiver, events = ['*']): Promise<string> {
  const { status, data, text } = await client.post(base, { url: hook.url, events })
  assert.equal(status, 201, text)
  return data.id
}

/** The types that an endpoint gets of one event of each type, and a ping to know that all have come. */
async function typesSent(space: WebhookWorkspace, hook: Receiver, endpointId: string): Promise<string[]> {
  const { eventTypes } = space.app.services
  for (const { type } of eventTypes) if (type !== 'webhook.test') await space.emit({}, { type })
  await space.owner.post(`${base}/${endpointId}/ping`)
  const types = () => hook.received.map(({ body }) => JSON.parse(body).type as string)
  await until(
    async () => (await space.owner.get(`/api/v1/webhooks/deliveries?endpoint_id=${endpointId}`)).data.items,
    (items) => items.length > 0 && items.every(({ status }: { status: string }) => status === 'delivered'),
  )
  return types()
    .filter((type) => type !== 'webhook.test')
    .sort()
}

test('an endpoint of a key gets the events that the scopes of the key read, of every type, and no other', async (t) => {
  const space = await workspace()
  const { eventTypes } = space.app.services
  for (const scopes of [
    ['flights:read'],
    ['safety:read'],
    ['fbo.orders:read', 'compliance:read'],
    ['fbo.*:read'],
    ['public.flights:read'],
  ]) {
    const hook = await receiver(t)
    const key = await space.key({ scopes: ['webhooks:write', ...scopes] })
    const readable = eventTypes
      .filter((event) => scopesOf(event).some((scope) => grants(scopes, scope)))
      .map(({ type }) => type)
    assert.deepEqual(await typesSent(space, hook, await endpointOf(key, hook)), readable.sort())
  }
})

test('a key may subscribe to the types that it can read, and without any to the test event only', async () => {
  const space = await workspace()
  const url = 'https://receiver.example.com/hook'
  const alone = await space.key({ scopes: ['webhooks:write'] })
  const flights = await space.key({ scopes: ['webhooks:write', 'flights:read'] })
  for (const { type, scope } of space.app.services.eventTypes) {
    const mayAlone = type === 'webhook.test'
    const refused = await alone.post(`${base}?dry_run=true`, { url, events: [type] })
    assert.equal(refused.status, mayAlone ? 201 : 403, type)
    if (!mayAlone) assert.match(refused.body.error, new RegExp(`${type} need the scope ${scope}`))
    const { status } = await flights.post(`${base}?dry_run=true`, { url, events: [type] })
    assert.equal(status, mayAlone || scope === 'flights:read' ? 201 : 403, type)
  }
  const everything = await alone.post(base, { url, events: ['*'] })
  assert.deepEqual([everything.status, everything.body.code], [403, 'scope_missing'])
  assert.equal((await alone.post(base, { url })).status, 403)
})

test('an endpoint is no wider than its maker is now: a member with lesser roles, of every type', async (t) => {
  const space = await workspace()
  const { eventTypes, operations, roles } = space.app.services
  for (const role of ['pilot', 'safety_manager', 'customer']) {
    const hook = await receiver(t)
    const admin = await space.as(`admin who becomes ${role}`, { roles: ['admin'] })
    const endpointId = await endpointOf(admin, hook)
    await space.app.sql('update members set roles = $1 where user_id = $2', [[role], admin.userId])
    const readable = eventTypes.filter((event) => readersOf(event, operations, roles).includes(role))
    assert.deepEqual(await typesSent(space, hook, endpointId), readable.map(({ type }) => type).sort())
    assert.ok(readable.length < eventTypes.length)
  }
})

test('a key that is narrowed, revoked or expired narrows its endpoint, also for what is waiting to be sent', async (t) => {
  const space = await workspace()
  const changes = {
    narrowed: "update api_keys set scopes = '{webhooks:write,compliance:read}' where id = $1",
    revoked: 'update api_keys set revoked_at = now() where id = $1',
    expired: "update api_keys set expires_at = now() - interval '1 second' where id = $1",
  }
  for (const [name, change] of Object.entries(changes)) {
    const hook = await receiver(t, () => 503)
    const key = await space.key({ scopes: ['webhooks:write', 'flights:read'] })
    const endpointId = await endpointOf(key, hook)
    await space.emit()
    await hook.has(1)
    await space.app.sql(change, [key.keyId])
    const [cancelled] = await deliveriesOf(space, endpointId, 'cancelled', 1)
    const { data } = await space.owner.get(`/api/v1/webhooks/deliveries/${cancelled?.id}`)
    assert.match(data.lastError, /may not read it now/, name)
    await space.emit()
    const { data: all } = await space.owner.get(`${base}/${endpointId}/deliveries`)
    assert.equal(all.total, 1, `a ${name} key got another delivery`)
    const { maker } = (await space.owner.get(`${base}/${endpointId}`)).data
    assert.deepEqual([maker.type, maker.id, maker.isActive], ['api_key', key.keyId, name === 'narrowed'])
  }
})

test('a wider key does not widen its endpoint', async (t) => {
  const [space, hook] = [await workspace(), await receiver(t)]
  const key = await space.key({ scopes: ['webhooks:write', 'flights:read'] })
  const endpointId = await endpointOf(key, hook)
  await space.app.sql("update api_keys set scopes = '{*}' where id = $1", [key.keyId])
  const flights = space.app.services.eventTypes.filter(({ scope }) => scope === 'flights:read')
  assert.deepEqual(
    await typesSent(space, hook, endpointId),
    flights.map(({ type }) => type),
  )
})

test('the endpoint of a member who left sends nothing until somebody takes it over', async (t) => {
  const [space, hook] = [await workspace(), await receiver(t)]
  const admin = await space.as('admin', { roles: ['admin'] })
  const endpointId = await endpointOf(admin, hook)
  await space.app.sql("update members set status = 'removed' where user_id = $1", [admin.userId])
  await space.emit({ n: 1 })
  assert.equal((await space.owner.get(`${base}/${endpointId}`)).data.maker.isActive, false)
  const taken = await space.owner.patch(`${base}/${endpointId}`, { events: ['*'] })
  assert.deepEqual([taken.status, taken.data.maker.isActive], [200, true])
  await space.emit({ n: 2 })
  await hook.has(1)
  assert.equal((await space.owner.get(`${base}/${endpointId}/deliveries`)).data.total, 1)
})

test('a key that is limited to projects has endpoints for their events, and sees and changes no other', async (t) => {
  const [space, hook, other] = [await workspace(), await receiver(t), await receiver(t)]
  const [mine, second, foreign] = [await space.project(), await space.project(), await space.project()]
  const scopes = ['webhooks:write', 'webhooks:read', 'flights:read', 'api_keys:read']
  const key = await space.key({ scopes, projects: [mine.id] })
  const both = await space.key({ scopes, projects: [mine.id, second.id] })
  const endpointId = await endpointOf(key, hook)
  const ofBoth = await endpointOf(both, other)
  const unlimited = (await endpoint(space, other.url)).id
  for (const projectId of [foreign.id, null, second.id, mine.id]) await space.emit({}, { projectId })
  await hook.has(1)
  assert.equal((await space.owner.get(`${base}/${endpointId}/deliveries`)).data.total, 1)
  assert.equal((await space.owner.get(`${base}/${ofBoth}/deliveries`)).data.total, 2)
  assert.deepEqual((await key.get(`${base}/${endpointId}`)).data.projects, [mine.id])
  const listed = (await key.get(base)).data.items.map(({ id }: { id: string }) => id)
  assert.deepEqual(listed, [endpointId])
  const { items } = (await key.get('/api/v1/webhooks/deliveries')).data
  assert.deepEqual(
    items.map((delivery: { endpointId: string }) => delivery.endpointId),
    [endpointId],
  )
  assert.equal((await key.get(`/api/v1/webhooks/deliveries/${items[0].id}`)).status, 200)
  assert.equal((await key.get(`${base}/${unlimited}`)).status, 403)
  assert.equal((await key.get(`${base}/${ofBoth}`)).status, 404)
  assert.equal((await key.patch(`${base}/${unlimited}`, { url: hook.url })).status, 403)
  assert.equal((await key.get('/api/v1/webhooks/event-types')).status, 200)
})

test('to redirect an endpoint, a key needs to read what it carries, and then answers for it', async (t) => {
  const [space, hook, mine] = [await workspace(), await receiver(t), await receiver(t)]
  const { id } = await endpoint(space, hook.url, { events: ['hazard.identified', 'flight.approved'] })
  const narrow = await space.key({ scopes: ['webhooks:write', 'flights:read'] })
  for (const body of [{ url: mine.url }, { events: ['flight.approved'] }]) {
    const refused = await narrow.patch(`${base}/${id}`, body)
    assert.deepEqual([refused.status, refused.body.code], [403, 'scope_missing'])
    assert.match(refused.body.error, /hazard\.identified need the scope safety:read/)
  }
  assert.equal((await narrow.post(`${base}/${id}/rotate-secret`)).status, 403)
  assert.equal((await narrow.patch(`${base}/${id}`, { description: 'Mine?' })).status, 200)
  const wide = await space.key({ scopes: ['webhooks:write', 'flights:read', 'safety:read'] })
  const redirected = await wide.patch(`${base}/${id}`, { url: mine.url })
  assert.deepEqual([redirected.status, redirected.data.maker.id], [200, wide.keyId])
  await space.app.sql('update api_keys set revoked_at = now() where id = $1', [wide.keyId])
  await space.emit()
  assert.equal((await space.owner.get(`${base}/${id}/deliveries`)).data.total, 0)
})

test('deliveries, dead letters and the event log show a key the events that it can read', async (t) => {
  const [space, hook] = [await workspace(), await receiver(t)]
  const { id: endpointId } = await endpoint(space, hook.url)
  const types = space.app.services.eventTypes.filter(({ type }) => type !== 'webhook.test')
  for (const { type } of types) await space.emit({}, { type })
  const reader = await space.key({
    scopes: ['webhooks:read', 'webhooks:write', 'public.events:read', 'flights:read'],
  })
  const readable = types.filter(({ scope }) => ['flights:read', 'webhooks:read'].includes(scope))
  const wanted = readable.map(({ type }) => type)
  const read = async (path: string, field: string) =>
    (await reader.get(`${path}${path.includes('?') ? '&' : '?'}page_size=100`)).data.items
      .map((item: Record<string, string>) => item[field])
      .sort()
  const delivered = await until(
    () => read(`/api/v1/webhooks/deliveries?endpoint_id=${endpointId}`, 'eventType'),
    ({ length }) => length >= wanted.length,
  )
  assert.deepEqual(delivered, wanted)
  assert.deepEqual(await read('/api/v1/public/events', 'type'), wanted)
  const { data: all } = await space.owner.get('/api/v1/webhooks/deliveries?page_size=100')
  const hidden = all.items.find(
    (delivery: { eventType: string }) => delivery.eventType === 'hazard.identified',
  )
  for (const answer of [
    await reader.get(`/api/v1/webhooks/deliveries/${hidden.id}`),
    await reader.post(`/api/v1/webhooks/deliveries/${hidden.id}/resend`),
  ])
    assert.equal(answer.status, 404)
  await space.app.sql(
    "update webhook_deliveries set status = 'dead', died_at = now() where endpoint_id = $1",
    [endpointId],
  )
  assert.deepEqual(await read(`/api/v1/webhooks/dead-letters?endpoint_id=${endpointId}`, 'eventType'), wanted)
  const resent = await reader.post('/api/v1/webhooks/dead-letters/resend', { deliveryIds: [hidden.id] })
  assert.deepEqual([resent.status, resent.body.details[0].field], [400, 'deliveryIds.0'])
  const { data } = await reader.post('/api/v1/webhooks/dead-letters/resend', {
    since: '2026-01-01T00:00:00Z',
  })
  assert.deepEqual(data, { requeued: readable.length })
})

test('the database and the server agree on what a scope grants', async () => {
  const { app } = await workspace()
  const scopes = [
    '*',
    '*:read',
    '*:*',
    'flights:*',
    'flights:read',
    'flights:write',
    'public.*:read',
    'public.*:*',
  ]
  const wanted = [
    'flights:read',
    'flights:write',
    'public.flights:read',
    'publicity:read',
    'public.fleet:write',
    'fbo.orders:read',
  ]
  for (const granted of [...scopes, ...wanted])
    for (const scope of wanted) {
      const [row] = await app.sql('select apron.scope_grants(array[$1], array[$2]) as grants', [
        granted,
        scope,
      ])
      assert.equal(row?.grants, grants([granted], scope), `${granted} for ${scope}`)
    }
})
