import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { endpoint, workspace } from './testing/endpoint.ts'
import { receiver, verifyStandard } from './testing/receiver.ts'

const ajv = new Ajv2020({ strict: false })
formats.default(ajv)

interface Entry {
  type: string
  scope: string
  schema: { properties: Record<string, unknown> }
  example: Record<string, unknown>
}

test('each type of event has a schema that describes its fields, and an example that fits it', async () => {
  const { owner } = await workspace()
  const types: Entry[] = (await owner.get('/api/v1/webhooks/event-types')).data
  const { webhooks, components } = (await owner.get('/api/openapi.json')).body
  assert.ok(types.length >= 30)
  assert.deepEqual(Object.keys(webhooks).sort(), types.map(({ type }) => type).sort())
  for (const { type, scope, schema, example } of types) {
    assert.ok(Object.keys(schema.properties).length > 1, type)
    assert.ok(ajv.validate(schema, example), `${type}: ${ajv.errorsText()}`)
    const { post } = webhooks[type]
    const { schema: body, example: sent } = post.requestBody.content['application/json']
    const { data } = body.allOf[1].properties
    const published = data.$ref ? components.schemas[data.$ref.split('/').at(-1)].examples[0] : sent.data
    assert.equal(post['x-scope'], scope)
    assert.ok(ajv.validate(schema, published), `${type}: ${ajv.errorsText()}`)
  }
})

test('a sample of each type is sent and signed as an event is, is marked, and is no event', async (t) => {
  const [space, hook] = [await workspace(), await receiver(t)]
  const { id, secret } = await endpoint(space, hook.url, { events: ['flight.approved'] })
  const types: Entry[] = (await space.owner.get('/api/v1/webhooks/event-types')).data
  for (const { type } of types) {
    const sent = await space.owner.post(`/api/v1/webhooks/endpoints/${id}/sample`, { type })
    assert.deepEqual([sent.status, sent.data.eventType, sent.data.eventId], [202, type, null])
  }
  await hook.has(types.length)
  const bodies = hook.received.map(({ body }) => JSON.parse(body))
  for (const { type, example } of types) {
    const body = bodies.find((body) => body.type === type)
    assert.deepEqual([body.sample, body.workspaceId, body.data], [true, space.id, example])
  }
  assert.ok(hook.received.every((request) => verifyStandard(request, secret)))
  assert.equal((await space.owner.get('/api/v1/public/events')).data.total, 0)
})

test('a key sends samples of the types that it reads', async () => {
  const space = await workspace()
  const { id } = await endpoint(space, 'https://receiver.example.com/hook')
  const key = await space.key({ scopes: ['webhooks:write', 'flights:read'] })
  const path = `/api/v1/webhooks/endpoints/${id}/sample?dry_run=true`
  assert.equal((await key.post(path, { type: 'hazard.identified' })).body.code, 'scope_missing')
  assert.equal((await key.post(path, { type: 'flight.landed' })).status, 400)
})

test('a webhook carries the public view of a flight: the fields of the public list and no other', async (t) => {
  const [space, hook] = [await workspace(), await receiver(t)]
  await endpoint(space, hook.url, { events: ['flight.submitted'] })
  const flight = await space.flight({
    remarks: 'The student needs more dual',
    fuelQuantity: 20,
    fuelUnit: 'us_gal',
  })
  assert.equal((await space.owner.post(`/api/v1/ops/flights/${flight.id}/submit`)).status, 200)
  const [got] = await hook.has(1)
  const { data } = JSON.parse(got?.body ?? '')
  const { items } = (await space.owner.get('/api/v1/public/flights')).data
  assert.deepEqual(data, items[0])
  assert.ok(!got?.body.includes('more dual'))
})
