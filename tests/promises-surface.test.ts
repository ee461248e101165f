import assert from 'node:assert/strict'
import { renameSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { expect } from './outsider.ts'
import { behindProxy } from './two-workspaces.ts'

// What the installation shows of itself: probes, reference, CORS, headers; and that each area of the API answers.

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const { url, directory, ask, key } = await behindProxy()

test('probes need no credentials: always alive, ready only with the file store', async () => {
  const health = expect(200, await ask('GET', '/health'))
  assert.equal(health.text, '{"status":"ok"}')
  expect(200, await ask('GET', '/readiness'))
  renameSync(join(directory, 'files'), join(directory, 'gone'))
  try {
    expect(503, await ask('GET', '/readiness'))
    expect(200, await ask('GET', '/health'))
  } finally {
    renameSync(join(directory, 'gone'), join(directory, 'files'))
  }
  expect(200, await ask('GET', '/readiness'))
})

test('the installation serves the reference at / and /docs, llms.txt, OpenAPI 3.1 and the errors page', async () => {
  for (const path of ['/', '/docs', '/docs/']) {
    const page = expect(200, await ask('GET', path))
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    assert.match(page.text, /scalar/i)
    assert.match(page.text, /\/api\/openapi\.json/)
  }
  const text = expect(200, await ask('GET', '/llms.txt'))
  assert.match(text.headers.get('content-type') ?? '', /^text\/plain/)
  for (const word of ['/api/v1/sms/reports', 'X-API-Key', 'flight.approved']) assert(text.text.includes(word))
  const { body } = expect(200, await ask('GET', '/api/openapi.json'))
  assert.match(body.openapi, /^3\.1\./)
  for (const path of [
    '/api/v1/sms/reports',
    '/api/v1/sms/investigations',
    '/api/v1/sms/cpas',
    '/api/v1/safety/risk-assessments',
    '/api/v1/ops/aircraft',
    '/api/v1/ops/crew',
  ])
    assert(body.paths[path], path)
  const errors = expect(200, await ask('GET', '/docs/errors'))
  for (const code of ['read_only_key', 'session_required', 'rate_limited']) assert(errors.text.includes(code))
})

test('every query is snake_case, and every body has the case of its part of the API', async () => {
  const { body } = await ask('GET', '/api/openapi.json')
  const camel = /^\/api\/(v1|projects|services|deployments|integrations|github)(\/|$)/
  const wrong: string[] = []
  for (const [path, item] of Object.entries(body.paths) as [string, Record<string, unknown>][]) {
    for (const operation of Object.values(item) as {
      parameters: { in: string; name: string; $ref?: string }[]
      requestBody?: { content: Record<string, { schema: { properties?: object } }> }
    }[]) {
      const parameters = operation.parameters.map((parameter) =>
        parameter.$ref ? body.components.parameters[parameter.$ref.split('/').at(-1) ?? ''] : parameter,
      )
      for (const { in: place, name } of parameters)
        if (place === 'query' && !/^[a-z0-9_]+$/.test(name)) wrong.push(`${path}?${name}`)
      const fields = Object.keys(operation.requestBody?.content['application/json']?.schema.properties ?? {})
      for (const field of fields)
        if (!(camel.test(path) ? /^[a-zA-Z0-9]+$/ : /^[a-z0-9_]+$/).test(field))
          wrong.push(`${path} ${field}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('browsers of the configured origins may call, with one preflight a day, and no others', async () => {
  const preflight = (origin: string) =>
    ask('OPTIONS', '/api/v1/sms/reports', {
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'x-api-key, content-type',
      },
    })
  for (const origin of [
    'https://ops.example.org',
    'https://a.planes.example',
    'https://b.a.planes.example',
  ]) {
    const { status, headers } = await preflight(origin)
    assert(status === 200 || status === 204)
    assert.deepEqual(
      ['allow-origin', 'allow-methods', 'max-age', 'allow-headers'].map((name) =>
        headers.get(`access-control-${name}`),
      ),
      [origin, 'GET, POST, PUT, PATCH, DELETE, OPTIONS', '86400', 'x-api-key, content-type'],
    )
    const read = await ask('GET', '/api/v1/sms/reports', { headers: { origin } })
    assert.deepEqual([read.status, read.headers.get('access-control-allow-origin')], [401, origin])
  }
  for (const origin of [
    'https://evil.example',
    'http://ops.example.org',
    'https://planes.example',
    'https://aplanes.example',
    'null',
  ])
    for (const answer of [await preflight(origin), await ask('GET', '/health', { headers: { origin } })])
      assert.equal(answer.headers.get('access-control-allow-origin'), null, origin)
})

test('every response has security headers and a request ID: pages, refusals, redirects and malformed HTTP', async () => {
  const wanted = {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-xss-protection': '1; mode=block',
  }
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/app'],
    ['GET', '/app/'],
    ['GET', '/health'],
    ['GET', '/nope'],
    ['GET', '/%'],
    ['POST', '/health'],
    ['OPTIONS', '/health'],
    ['GET', '/api/v1/sms/reports'],
    ['GET', '/llms.txt'],
  ] as const) {
    const { headers } = await ask(method, path)
    for (const [name, value] of Object.entries(wanted))
      assert.equal(headers.get(name), value, `${method} ${path}`)
    assert.match(headers.get('x-request-id') ?? '', uuid)
  }
  for (const id of ['abc-123', 'A'.repeat(200), '7f9c b'])
    for (const path of ['/health', '/api/v1/nope', '/api/v1/sms/reports'])
      assert.equal(
        (await ask('GET', path, { headers: { 'X-Request-Id': id } })).headers.get('x-request-id'),
        id,
      )
  const echoed = await sendBytes(
    'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: café 鍵\r\n\r\n',
  )
  assert.match(echoed, /^x-request-id: café 鍵\r$/im)
  const raw = await sendBytes('NONSENSE\r\n\r\n')
  for (const [name, value] of Object.entries({ ...wanted, 'x-request-id': '' }))
    assert(raw.toLowerCase().includes(`${name}: ${value.toLowerCase()}`), name)
})

function sendBytes(bytes: string): Promise<string> {
  const { port, hostname } = new URL(url)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
      .on('data', (chunk) => chunks.push(Buffer.from(chunk)))
      .on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
}

test('reports, investigations, actions, risk assessments, fleet and crew work as documented', async () => {
  for (const path of [
    'sms/reports',
    'sms/investigations',
    'sms/cpas',
    'safety/risk-assessments',
    'ops/aircraft',
    'ops/crew',
  ])
    assert(Array.isArray(expect(200, await ask('GET', `/api/v1/${path}`, { as: key })).data.items), path)
})
