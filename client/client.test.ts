import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { startTestApp, testApp } from '../server/platform/testing/app.ts'
import { workspace } from '../server/platform/testing/workspace.ts'
import { Apron, ApronError } from './index.ts'

// Started here, because the first test would close an app that it starts.
await testApp()

test('a write and a read return the data without the envelope', async (t) => {
  const { key, app } = await workspace(t)
  const apron = new Apron({ origin: app.origin, key: (await key()).secret })
  const aircraft = await apron.post('/api/v1/ops/aircraft', {
    body: { registration: 'n12ab', typeDesignator: 'C172' },
  })
  assert.equal(aircraft.registration, 'N12AB')
  const again = await apron.get('/api/v1/ops/aircraft/{id}', { path: { id: aircraft.id } })
  assert.deepEqual(again, aircraft)
})

test('each() returns every record once, over several pages', async (t) => {
  const { key, app, aircraft } = await workspace(t)
  const fleet = [await aircraft(), await aircraft(), await aircraft(), await aircraft(), await aircraft()]
  const apron = new Apron({ origin: app.origin, key: (await key({ scopes: ['public.fleet:read'] })).secret })
  const ids: string[] = []
  for await (const { id } of apron.each('/api/v1/public/fleet', {
    query: { page_size: 2, sort: 'registration' },
  }))
    ids.push(id)
  assert.deepEqual(ids.sort(), fleet.map(({ id }) => id).sort())
})

test('a refusal is an ApronError with code, details and request ID', async (t) => {
  const { key, app } = await workspace(t)
  const apron = new Apron({ origin: app.origin, key: (await key()).secret })
  const error = await apron
    .post('/api/v1/ops/aircraft', { body: { registration: '?', typeDesignator: 'C172' } })
    .catch((reason: unknown) => reason)
  assert.ok(error instanceof ApronError)
  assert.deepEqual(
    [error.status, error.code, error.details[0]?.field],
    [400, 'invalid_request', 'registration'],
  )
  assert.match(error.requestId ?? '', /^[0-9a-f-]{36}$/)
})

test('ifMatch accepts the current version and refuses an old one', async (t) => {
  const { key, app, aircraft } = await workspace(t)
  const { id, version } = await aircraft()
  const apron = new Apron({ origin: app.origin, key: (await key()).secret })
  const change = (ifMatch: string) =>
    apron.patch('/api/v1/ops/aircraft/{id}', { path: { id }, body: { notes: 'Washed' }, ifMatch })
  assert.equal((await change(`"${version}"`)).notes, 'Washed')
  await assert.rejects(change(`"${version}"`), { name: 'ApronError', code: 'version_mismatch' })
})

test('over the rate limit, a call waits as long as Retry-After says and succeeds', async (t) => {
  const busy = await startTestApp({ RATE_LIMIT_DEFAULT: '8/1s' })
  const { key, app } = await workspace(t, busy)
  // Create both keys before the rate limit is reached: it counts by address.
  const [firstKey, secondKey] = [await key({ scopes: ['*:read'] }), await key({ scopes: ['*:read'] })]
  const apron = new Apron({ origin: app.origin, key: firstKey.secret, retries: 10 })
  const pages = await Promise.all(Array.from({ length: 12 }, () => apron.get('/api/v1/public/fleet')))
  assert.deepEqual(
    pages.map(({ total }) => total),
    Array.from({ length: 12 }, () => 0),
  )
  const impatient = new Apron({ origin: app.origin, key: secondKey.secret, longestWaitMs: 0 })
  await assert.rejects(Promise.all(Array.from({ length: 12 }, () => impatient.get('/api/v1/public/fleet'))), {
    name: 'ApronError',
    code: 'rate_limited',
  })
})

test('a write refused with 503 is retried with the same idempotency key', async (t) => {
  const keys: unknown[] = []
  const origin = await listen(t, (request): Reply => {
    keys.push(request.headers['idempotency-key'])
    if (keys.length > 1) return { status: 200, body: { success: true, data: { id: 'whe_1' } } }
    return {
      status: 503,
      headers: { 'retry-after': '0' },
      body: { success: false, error: 'Not now', code: 'unavailable' },
    }
  })
  const apron = new Apron({ origin, key: 'ap_live_x' })
  await apron.post('/api/v1/webhooks/endpoints/{id}/ping', { path: { id: 'whe_1' } })
  assert.equal(keys.length, 2)
  assert.equal(keys[0], keys[1])
})

test('a response from a proxy is an ApronError too, and retried only `retries` times', async (t) => {
  let calls = 0
  const origin = await listen(t, () => {
    calls += 1
    return { status: 503, headers: { 'retry-after': '0' }, body: '<html>Bad gateway' }
  })
  const error = await new Apron({ origin, key: 'ap_live_x', retries: 2 })
    .get('/api/v1/public/fleet')
    .catch((reason: unknown) => reason)
  assert.ok(error instanceof ApronError)
  assert.deepEqual([error.code, calls], ['http_503', 3])
})

test('send() returns files', async (t) => {
  const { owner, app, key } = await workspace(t)
  await owner.post('/api/v1/safety/hazards', {
    title: 'Geese on the runway',
    consequence: 'Bird strike',
    category: 'maintenance',
  })
  const apron = new Apron({ origin: app.origin, key: (await key({ scopes: ['safety:read'] })).secret })
  const response = await apron.send('GET', '/api/v1/safety/audit-log/export', {
    query: { action: 'hazard' },
  })
  assert.match(await response.text(), /hazard\.identified/)
})

interface Reply {
  status: number
  headers?: Record<string, string>
  body: object | string
}

async function listen(
  t: TestContext,
  answer: (request: { headers: Record<string, unknown> }) => Reply,
): Promise<string> {
  const server = createServer((request, response) => {
    const { status, headers, body } = answer(request)
    const isText = typeof body === 'string'
    response
      .writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
      .end(isText ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
