import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { switchableModules } from '../kernel/installation.ts'
import { problemCatalog } from '../kernel/problem.ts'
import { testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const anybody = client(app.origin)

/** The response to bytes that no client library would send. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(app.origin).port), '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket
      .setEncoding('latin1')
      .on('data', (chunk: string) => {
        answer += chunk
      })
      .on('close', () => resolve(answer))
      .on('error', reject)
  })
}

test('success and failure come in the envelope, with the time in UTC', async (t) => {
  const { owner, project } = await workspace(t, app)
  const made = await project()
  const answer = await owner.get(`/api/projects/${made.id}`)
  assert.deepEqual(
    [answer.body.success, answer.headers.get('content-type')],
    [true, 'application/json; charset=utf-8'],
  )
  assert.match(answer.data.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const missing = await owner.get('/api/v3/nothing')
  assert.deepEqual(
    [missing.status, missing.body.success, missing.body.code, missing.body.requestId],
    [404, false, 'route_not_found', missing.headers.get('x-request-id')],
  )
})

test('every error has an entry in the docs, and its answer links to it', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8')
  const served = (await anybody.get('/docs/errors')).text
  for (const { code, status, meaning, fix } of problemCatalog()) {
    assert.ok(
      page.includes(`## ${code}\n\n\`${status}\` ${meaning}.\n\n**What to do.** ${fix}`),
      `${code}: npm run gen`,
    )
    assert.ok(served.includes(`id="${code}"`), code)
  }
  assert.equal(
    (await anybody.get('/api/projects')).headers.get('link'),
    '</docs/errors#authentication_required>; rel="help"',
  )
})

test('a request id is echoed unchanged, and made where there is none', async () => {
  for (const id of ['abc', 'a b/c+d=e;f,"g"', '9f0c…'.slice(0, 4), 'x'.repeat(200)]) {
    assert.equal((await anybody.get('/health', { 'x-request-id': id })).headers.get('x-request-id'), id)
    const refused = await anybody.get('/api/projects', { 'x-request-id': id })
    assert.deepEqual([refused.headers.get('x-request-id'), refused.body.requestId], [id, id])
  }
  for (const headers of [{}, { 'x-request-id': '' }, { 'x-request-id': 'x'.repeat(201) }]) {
    assert.match(
      (await anybody.get('/health', headers as Record<string, string>)).headers.get('x-request-id') ?? '',
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  }
})

test('every answer carries the security headers: pages, files, refusals and what is no HTTP', async () => {
  const wanted = [
    'strict-transport-security: max-age=31536000; includeSubDomains',
    'x-content-type-options: nosniff',
    'x-frame-options: DENY',
    'x-xss-protection: 1; mode=block',
    'x-request-id: ',
    'content-security-policy: default-src ',
    'cross-origin-opener-policy: same-origin',
    'cross-origin-resource-policy: same-origin',
    'permissions-policy: camera=()',
  ]
  const line = (path: string, method = 'GET', more = '') =>
    `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${more}\r\n`
  for (const text of [
    line('/health'),
    line('/'),
    line('/docs'),
    line('/docs/js/scalar.js'),
    line('/llms.txt'),
    line('/app/'),
    line('/app'),
    line('/nothing'),
    line('/api/projects'),
    line('/%zz'),
    line('/%00'),
    line(`/${'x'.repeat(5_000)}`),
    line('/api/projects', 'PROPFIND'),
    line('/api/projects', 'OPTIONS'),
    line('/health', 'HEAD'),
    'nonsense\r\n\r\n',
    line('/', 'GET', `x: ${'y'.repeat(40_000)}\r\n`),
    line('/', 'POST', 'content-length: -1\r\n'),
  ]) {
    const answer = (await raw(text)).toLowerCase()
    for (const header of wanted)
      assert.ok(
        answer.includes(`\r\n${header.toLowerCase()}`),
        `${text.slice(0, 60)} without ${header}: ${answer.slice(0, 200)}`,
      )
    assert.ok(!/^http\/1.1 5/.test(answer), answer.slice(0, 100))
  }
})

test('a Host header that names no host is refused, and not a failure of ours', async () => {
  for (const host of ['[', 'a b', 'x:99999999', 'x:70000', '999.999.999.999', 'a/b@c:x']) {
    for (const path of ['/', '/docs', '/api/projects', '/health'])
      assert.match(
        await raw(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
        /^HTTP\/1\.1 400/,
        `${host} ${path}`,
      )
  }
  for (const host of ['localhost', '127.0.0.1:8080', '[::1]:8080', 'ops.example.org', 'xn--lite-9oa.example'])
    assert.match(
      await raw(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
      /^HTTP\/1\.1 200/,
      host,
    )
})

test('what is about people, the account, settings or a hidden reporter is kept in no cache', async (t) => {
  const { owner } = await workspace(t, app)
  for (const path of [
    '/api/v1/auth/session',
    '/api/user/profile',
    '/api/user/api-keys',
    '/api/settings',
    '/api/v1/admin/members',
    '/api/v1/ops/crew',
    '/api/v1/compliance/records',
    '/api/v1/admin/audit-log',
    '/api/v1/sms/reports',
  ])
    assert.equal((await owner.get(path)).headers.get('cache-control'), 'no-store', path)
  for (const path of ['/api/v1/ops/aircraft', '/api/v1/ops/flights', '/api/projects'])
    assert.equal((await owner.get(path)).headers.get('cache-control'), 'private, no-cache', path)
})

test('two Host headers, and a request of HTTP/0.9, are refused', async () => {
  const twice = await raw('GET /health HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n')
  assert.match(twice, /^HTTP\/1\.1 400/)
  const [head, ...rest] = ['HTTP/0.9', ''].map((version) => `GET /health ${version}\r\n\r\n`)
  for (const text of [head ?? '', ...rest]) assert.doesNotMatch(await raw(text), /"status":"ok"/, text)
})

test('a method that an address does not take is 405, with those that it takes', async (t) => {
  const { owner } = await workspace(t, app)
  const answer = await owner.put('/api/projects', {})
  assert.deepEqual(
    [answer.status, answer.body.code, answer.headers.get('allow')],
    [405, 'method_not_allowed', 'GET, POST, OPTIONS'],
  )
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    assert.equal(
      (await owner.send(method, '/api/v1/public/flights')).status,
      405,
      'the public API only reads',
    )
})

test('bodies are never coerced, and every field that is wrong is named', async (t) => {
  const { owner } = await workspace(t, app)
  const answer = await owner.post('/api/v1/ops/aircraft', {
    registration: null,
    typeDesignator: 172,
    year: '1999',
    seats: 4.5,
    isIfr: 'true',
    color: 'red',
  })
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body.details.map((detail: { field: string }) => detail.field).sort(), [
    'color',
    'isIfr',
    'registration',
    'seats',
    'typeDesignator',
    'year',
  ])
  assert.match(answer.body.error, /^6 fields need to change: /)
  for (const { message } of answer.body.details) assert.match(message, /^(must|is) /)
})

test('queries are read as the types that they should be, and nothing else', async (t) => {
  const { owner } = await workspace(t, app)
  assert.equal((await owner.get('/api/projects?page=2&page_size=5')).data.per_page, 5)
  for (const query of [
    'page=0',
    'page=x',
    'page=1.5',
    'page=',
    'page=1&page=2',
    'page_size=0',
    'page_size=101',
    'sort=color',
    'status=lost',
    'pagesize=5',
    'search=',
    'cursor=nonsense',
    'page[]=1',
  ]) {
    const answer = await owner.get(`/api/projects?${query}`)
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'], query)
    assert.ok(answer.body.details.length > 0, query)
  }
})

test('the same Idempotency-Key with another body is a conflict, with another address too', async (t) => {
  const { owner } = await workspace(t, app)
  const headers = { 'idempotency-key': 'one' }
  const first = await owner.post('/api/projects', { name: 'One' }, headers)
  assert.equal(first.status, 201)
  for (const answer of [
    await owner.post('/api/projects', { name: 'Two' }, headers),
    await owner.post('/api/v1/ops/crew', { displayName: 'One' }, headers),
  ])
    assert.deepEqual([answer.status, answer.body.code], [409, 'idempotency_key_reused'])
  assert.equal(
    (await owner.post('/api/projects', { name: 'x' }, { 'idempotency-key': 'with space' })).status,
    400,
  )
})

test('ten requests at once with one Idempotency-Key do one thing, and are answered alike', async (t) => {
  const { owner, key } = await workspace(t, app)
  const headers = { 'idempotency-key': 'burst' }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => owner.post('/api/projects', { name: 'Once' }, headers)),
  )
  assert.deepEqual([...new Set(answers.map((answer) => `${answer.status} ${answer.data.id}`))].length, 1)
  assert.equal((await owner.get('/api/projects')).data.total, 1)
  // An API key is another actor, so its idempotency keys are separate.
  assert.equal((await (await key()).post('/api/projects', { name: 'Other' }, headers)).status, 201)
})

test('a request that failed is not kept: the same Idempotency-Key may try again', async (t) => {
  const { owner } = await workspace(t, app)
  const headers = { 'idempotency-key': 'retry' }
  const held = (await owner.post('/api/projects', { name: 'Holder', slug: 'taken' })).data
  assert.equal((await owner.post('/api/projects', { name: 'One', slug: 'taken' }, headers)).status, 409)
  await owner.patch(`/api/projects/${held.id}`, { slug: 'free' })
  assert.equal((await owner.post('/api/projects', { name: 'One', slug: 'taken' }, headers)).status, 201)
})

test('an update with the tag of an older form is refused, and so of two at once is one', async (t) => {
  const { owner, project } = await workspace(t, app)
  const path = `/api/projects/${(await project()).id}`
  const tag = (await owner.get(path)).headers.get('etag') ?? ''
  const answers = await Promise.all(
    ['A', 'B'].map((name) => owner.patch(path, { name }, { 'if-match': tag })),
  )
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412])
  const stale = await owner.patch(path, { name: 'C' }, { 'if-match': tag })
  assert.deepEqual([stale.status, stale.body.code], [412, 'version_mismatch'])
  const { version } = (await owner.get(path)).data
  assert.equal((await owner.patch(path, { name: 'D' }, { 'if-match': `"x", "${version}"` })).status, 200)
  assert.equal((await owner.patch(path, { name: 'E' }, { 'if-match': '*' })).status, 200)
})

test('a form that has not changed is not sent again, and one that shows another table’s change is', async (t) => {
  const { owner, aircraft } = await workspace(t, app)
  const path = `/api/v1/ops/aircraft/${(await aircraft()).id}`
  const tag = (await owner.get(path)).headers.get('etag') ?? ''
  const same = await owner.get(path, { 'if-none-match': tag })
  assert.deepEqual([same.status, same.text], [304, ''])
  assert.equal(
    (await owner.post(`${path}/readings`, { kind: 'hobbs', readingHundredths: 12_340 })).status,
    201,
  )
  const moved = await owner.get(path, { 'if-none-match': tag })
  assert.deepEqual([moved.status, moved.data?.hobbsHundredths], [200, 12_340])
})

test('a list that has not changed is not sent again, and never another’s', async (t) => {
  const [mine, theirs] = [await workspace(t, app), await workspace(t, app)]
  for (const space of [mine, theirs]) await space.project()
  const tag = (await mine.owner.get('/api/projects')).headers.get('etag') ?? ''
  assert.equal((await mine.owner.get('/api/projects', { 'if-none-match': tag })).status, 304)
  assert.equal((await theirs.owner.get('/api/projects', { 'if-none-match': tag })).status, 200)
  assert.equal(
    (
      await (
        await mine.key({ projects: [(await mine.project()).id] })
      ).get('/api/projects', { 'if-none-match': tag })
    ).status,
    200,
  )
  assert.equal((await mine.owner.get('/api/projects', { 'if-none-match': tag })).data.total, 2)
})

test('the tenant headers describe the workspace, and only to its own', async (t) => {
  const { owner, uuid, slug } = await workspace(t, app)
  await owner.patch('/api/v1/admin/workspace', { name: 'Élite Flyers', timezone: 'America/New_York' })
  const enabled = switchableModules(app.services)
  const { headers } = await owner.get('/api/projects')
  assert.deepEqual(
    ['id', 'slug', 'name', 'timezone', 'modules'].map((name) => headers.get(`x-tenant-${name}`)),
    [uuid, slug, '%C3%89lite%20Flyers', 'America/New_York', enabled.join(',')],
  )
  assert.equal((await anybody.get('/api/projects')).headers.get('x-tenant-id'), null)
})
