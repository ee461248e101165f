import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { allowedOrigin } from './cors.ts'

const app = await startTestApp({
  CORS_ORIGINS: 'https://ops.example.org, https://*.planes.example, http://localhost:5173',
})
const anybody = client(app.origin)

test('an origin that is configured is allowed, and no other', () => {
  const configured = app.services.config.corsOrigins
  for (const origin of [
    'https://ops.example.org',
    'https://a.planes.example',
    'https://a.b.planes.example',
    'HTTPS://A.Planes.Example',
    'http://localhost:5173',
  ])
    assert.equal(allowedOrigin(origin, configured, null), origin)
  for (const origin of [
    'https://planes.example',
    'https://evilplanes.example',
    'https://a.planes.example.evil.org',
    'http://a.planes.example',
    'https://.planes.example',
    'https://evil.org/.planes.example',
    'https://evil.org#.planes.example',
    'https://evil.org\\.planes.example',
    'https://user@a.planes.example',
    'https://ops.example.org:8443',
    'https://ops.example.org.evil.org',
    'http://localhost:5174',
    'null',
    '',
  ])
    assert.equal(allowedOrigin(origin, configured, null), null, origin)
})

test('our own address is an allowed origin without being named', () => {
  for (const [origin, expected] of [
    ['https://apron.example.com', 'https://apron.example.com'],
    ['https://apron.example.com:8443', null],
    ['http://apron.example.com', null],
  ] as const)
    assert.equal(allowedOrigin(origin, [], 'https://apron.example.com/under/here'), expected)
})

test('a preflight is answered for a day, without credentials', async () => {
  const answer = await anybody.send('OPTIONS', '/api/projects', {
    headers: {
      origin: 'https://a.planes.example',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization, x-org-id',
    },
  })
  assert.equal(answer.status, 204)
  const header = (name: string) => answer.headers.get(`access-control-${name}`)
  assert.deepEqual(
    [
      header('allow-origin'),
      header('allow-methods'),
      header('allow-headers'),
      header('max-age'),
      header('allow-credentials'),
    ],
    [
      'https://a.planes.example',
      'GET, POST, PUT, PATCH, DELETE, OPTIONS',
      'authorization, x-org-id',
      '86400',
      null,
    ],
  )
  assert.match(answer.headers.get('vary') ?? '', /Origin/)
})

test('refusals too can be read by an origin that is allowed, and nothing by another', async () => {
  const allowed = await anybody.get('/api/projects', { origin: 'https://ops.example.org' })
  assert.deepEqual(
    [allowed.status, allowed.headers.get('access-control-allow-origin')],
    [401, 'https://ops.example.org'],
  )
  // Every header of ours that a program has a use for: without this, a browser hides it.
  const exposed = (allowed.headers.get('access-control-expose-headers') ?? '').split(', ')
  for (const header of [
    'allow',
    'content-disposition',
    'dry-run',
    'etag',
    'idempotency-replayed',
    'link',
    'location',
    'ratelimit',
    'retry-after',
    'x-request-id',
    'x-tenant-id',
  ])
    assert.ok(exposed.includes(header), header)
  for (const answer of [
    await anybody.get('/health', { origin: 'https://evil.org' }),
    await anybody.send('OPTIONS', '/api/projects', {
      headers: { origin: 'https://evil.org', 'access-control-request-method': 'GET' },
    }),
  ]) {
    assert.deepEqual(
      [answer.headers.get('access-control-allow-origin'), answer.headers.get('vary')],
      [null, 'Origin'],
    )
  }
})
