import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { installation } from './installation.ts'
import { expect, outsider, signUp, until } from './outsider.ts'

// What docs/api.md and webhooks.md say about the public API, its events and its webhooks.

const servers: Server[] = []
after(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})
const ask = outsider((await installation({ after }).start({ KEY_PREFIX: 'gaf_pk_' })).url)
const { token, workspace } = await signUp(ask, 'Ada')

const post = async (path: string, body: object = {}) => {
  const said = await ask('POST', path, { as: token, body })
  assert(said.status < 300, `${path}: ${said.text}`)
  return said.data
}
const { secret } = await post('/api/user/api-keys', { name: 'Partner', scopes: ['public.*:read'] })
const read = async (path: string) =>
  expect(
    200,
    await ask('GET', `/api/v1/public/${path}`, { as: secret, headers: { 'X-Org-Id': workspace.uuid } }),
  ).data

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A webhook receiver that answers with `status`. */
async function receiver(status: (count: number) => number = () => 200) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
        response.writeHead(status(received.length)).end()
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

// Copied from the documentation.
function verify(rawBody: string, headerSig: string, key: string) {
  const expected = `sha256=${createHmac('sha256', key).update(rawBody).digest('hex')}`
  return timingSafeEqual(Buffer.from(expected), Buffer.from(headerSig))
}

async function flown() {
  const aircraft = await post('/api/v1/ops/aircraft', { registration: 'N1AA', typeDesignator: 'C172' })
  const pilot = await post('/api/v1/ops/crew', { displayName: 'Pete Pilot', functions: ['pilot'] })
  return (day: string) =>
    post('/api/v1/ops/flights', {
      aircraftId: aircraft.id,
      crew: [{ crewId: pilot.id, role: 'pic' }],
      fromAirport: 'KBOI',
      toAirport: 'KTWF',
      offBlockAt: `${day}T14:00:00Z`,
      onBlockAt: `${day}T15:10:00Z`,
    })
}

test('a Bearer key has the prefix of the installation, and the organization header must match', async () => {
  assert.match(secret, /^gaf_pk_[0-9A-Za-z]{49}$/)
  const as = (token: string, org: string) =>
    ask('GET', '/api/v1/public/flights', { as: token, headers: { 'X-Org-Id': org } })
  expect(200, await as(secret, workspace.uuid))
  expect(403, await as(secret, crypto.randomUUID()))
  expect(401, await as(secret.replace('gaf_pk_', 'ap_live_'), workspace.uuid))
})

test('pilots, flights, fleet and events can be read; a flight can be submitted, approved and rejected', async () => {
  const log = await flown()
  const [good, bad] = [await log('2026-03-01'), await log('2026-03-02')]
  for (const flight of [good, bad]) await post(`/api/v1/ops/flights/${flight.id}/submit`)
  await post(`/api/v1/ops/flights/${good.id}/approve`)
  await post(`/api/v1/ops/flights/${bad.id}/reject`, { reason: 'The landing is missing' })

  assert.deepEqual(
    (await read('pilots')).items.map((item: { displayName: string }) => item.displayName),
    ['Pete Pilot'],
  )
  assert.deepEqual(
    (await read('fleet')).items.map((item: { registration: string }) => item.registration),
    ['N1AA'],
  )
  assert.equal((await read('flights')).total, 2)
  for (const [query, total] of [
    ['status=approved', 1],
    ['date_from=2026-03-02', 1],
    ['date_to=2026-03-01', 1],
    ['from=2026-03-01&to=2026-03-02', 2],
    ['aircraft=n1aa', 2],
    ['aircraft=N9ZZ', 0],
    [`pilot=${good.crew[0].crewId}`, 2],
  ] as const)
    assert.equal((await read(`flights?${query}`)).total, total, query)
  const events = await read('events')
  assert.deepEqual(
    events.items.map((event: { type: string; subjectId: string }) => [event.type, event.subjectId]),
    [
      ['flight.rejected', bad.id],
      ['flight.approved', good.id],
      ['flight.submitted', bad.id],
      ['flight.submitted', good.id],
    ],
  )
  assert.equal(
    (await read(`events?type=flight.approved&subject=${good.id}`)).items[0].data.status,
    'approved',
  )
})

test('every public path is read-only, for a key with its scope, and there is no OAuth', async () => {
  const { body } = expect(200, await ask('GET', '/api/openapi.json'))
  const addresses = Object.entries(body.paths).filter(([path]) => path.startsWith('/api/v1/public/')) as [
    string,
    Record<string, { 'x-scope': string; 'x-stability': string }>,
  ][]
  assert(addresses.length >= 4)
  const { secret: everything } = await post('/api/user/api-keys', { name: 'All', access: 'read_write' })
  for (const [path, operations] of addresses) {
    assert.deepEqual(Object.keys(operations), ['get'], path)
    assert.equal(operations.get?.['x-stability'], 'beta', path)
    const scope = operations.get?.['x-scope'] ?? ''
    assert.match(scope, /^public\.[a-z]+:read$/)
    const address = path.replace(/\{\w+\}/, 'x')
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const said = expect(405, await ask(method, address, { as: everything, body: {} }))
      assert.equal(said.headers.get('allow'), 'GET, OPTIONS')
    }
    const { secret: without } = await post('/api/user/api-keys', { name: 'None', scopes: ['flights:*'] })
    const refusal = expect(403, await ask('GET', address, { as: without }))
    assert.equal(refusal.body.error, `This API key does not hold the scope ${scope}`)
    const { secret: alone } = await post('/api/user/api-keys', { name: 'Alone', scopes: [scope] })
    assert([200, 400].includes((await ask('GET', address, { as: alone })).status), path)
  }
  for (const path of ['/oauth/authorize', '/oauth/token', '/.well-known/openid-configuration'])
    expect(404, await ask('GET', path))
})

test('the public API is marked beta, and its events have a stability and a cause', async () => {
  const { body } = expect(200, await ask('GET', '/api/openapi.json'))
  for (const name of ['pilots', 'flights', 'fleet', 'events']) assert(body.paths[`/api/v1/public/${name}`])
  const types = expect(200, await ask('GET', '/api/v1/webhooks/event-types', { as: token })).data
  const stability = Object.fromEntries(
    types.map((one: { type: string; stability: string }) => [one.type, one.stability]),
  )
  assert.deepEqual(
    ['flight.submitted', 'flight.approved', 'flight.rejected', 'webhook.test'].map((type) => stability[type]),
    ['stable', 'stable', 'beta', 'stable'],
  )
  for (const one of types) {
    assert(['stable', 'beta'].includes(one.stability) && one.when.length > 5, one.type)
    assert(body.webhooks[one.type], `${one.type} is not in the OpenAPI document`)
  }
})

test('a ping is delivered with every header, and the documented verifier accepts it', async () => {
  const { received, url } = await receiver()
  const endpoint = await post('/api/v1/webhooks/endpoints', { url, events: ['flight.approved'] })
  const again = await ask('GET', `/api/v1/webhooks/endpoints/${endpoint.id}`, { as: token })
  assert(!expect(200, again).text.includes(endpoint.secret), 'the secret is shown once')
  const path = `/api/v1/webhooks/endpoints/${endpoint.id}`
  expect(202, await ask('POST', `${path}/ping`, { as: token }))
  await until(
    () => ask('GET', `${path}/deliveries`, { as: token }),
    (said) => said.data?.items[0]?.status === 'delivered',
  )
  const [{ headers, body }] = received as [Received]
  assert.match(String(headers['x-ga-webhook-delivery']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.match(String(headers['x-ga-webhook-timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.match(String(headers['x-ga-webhook-signature']), /^sha256=[0-9a-f]{64}$/)
  assert.equal(headers['content-type'], 'application/json')
  assert(verify(body, String(headers['x-ga-webhook-signature']), endpoint.secret))
  assert(!verify(`${body} `, String(headers['x-ga-webhook-signature']), endpoint.secret))
  assert.equal(JSON.parse(body).type, 'webhook.test')
  const standard = createHmac('sha256', Buffer.from(endpoint.secret.slice('whsec_'.length), 'base64'))
    .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
    .digest('base64')
  assert.equal(headers['webhook-signature'], `v1,${standard}`)
})

test('a failed delivery is retried after a second, with the same delivery ID', async () => {
  const { received, url } = await receiver((count) => (count === 1 ? 500 : 204))
  const { id } = await post('/api/v1/webhooks/endpoints', { url, events: ['flight.approved'] })
  const path = `/api/v1/webhooks/endpoints/${id}`
  const ping = expect(202, await ask('POST', `${path}/ping`, { as: token })).data
  const { data } = await until(
    () => ask('GET', `/api/v1/webhooks/deliveries/${ping.id}`, { as: token }),
    (said) => said.data?.status === 'delivered',
  )
  assert.equal(received.length, 2)
  const [first, second] = received as [Received, Received]
  for (const header of ['x-ga-webhook-delivery', 'webhook-id'])
    assert.equal(first.headers[header], second.headers[header])
  assert.equal(first.body, second.body)
  const [one, two] = data.attemptLog.map((attempt: { at: string }) => Date.parse(attempt.at))
  assert(Math.abs(one - two) >= 1_000, 'not before a second has passed')
})

test('flight.submitted and flight.approved are delivered with the flight as the API returns it', async () => {
  const { received, url } = await receiver()
  await post('/api/v1/webhooks/endpoints', { url, events: ['flight.submitted', 'flight.approved'] })
  const { items } = expect(200, await ask('GET', '/api/v1/ops/flights?status=rejected', { as: token })).data
  const [flight] = items
  await post(`/api/v1/ops/flights/${flight.id}/reopen`)
  await post(`/api/v1/ops/flights/${flight.id}/submit`)
  const { data } = expect(200, await ask('POST', `/api/v1/ops/flights/${flight.id}/approve`, { as: token }))
  await until(
    () => ask('GET', '/health'),
    () => received.length === 2,
  )
  const bodies = received.map(({ body }) => JSON.parse(body))
  assert.deepEqual(bodies.map((body) => body.type).sort(), ['flight.approved', 'flight.submitted'])
  const approved = bodies.find((body) => body.type === 'flight.approved')
  assert.deepEqual(
    [approved.data.id, approved.data.status, approved.data.version],
    [data.id, 'approved', data.version],
  )
})

test('an endpoint with only a URL gets every event, and an unknown event type is refused', async () => {
  const { url } = await receiver()
  assert.deepEqual((await post('/api/v1/webhooks/endpoints', { url })).events, ['*'])
  const wrong = { url, events: ['flight.exploded'] }
  const said = expect(400, await ask('POST', '/api/v1/webhooks/endpoints', { as: token, body: wrong }))
  assert.match(said.body.error, /^There is no event type flight\.exploded/)
})

test('a receiver on a private address is refused with the reason, unless the installation allows it', async () => {
  for (const url of [
    'https://10.0.0.7/hook',
    'http://192.168.1.1/',
    'https://[::ffff:10.0.0.7]/',
    'ftp://example.com/',
    'nonsense',
  ])
    assert.match(
      expect(
        400,
        await ask('POST', '/api/v1/webhooks/endpoints', { as: token, body: { url, events: ['*'] } }),
      ).text,
      /"field":"url"/,
      url,
    )
})
