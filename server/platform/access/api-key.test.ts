import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const keys = '/api/user/api-keys'
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

test('a new key is shown whole once, and never again', async (t) => {
  const { app, owner } = await workspace(t)
  const made = await owner.post(keys, { name: ' Website ', scopes: ['aircraft:read'], expires_in_days: 90 })
  assert.equal(made.status, 201)
  assert.match(made.data.secret, /^ap_live_[0-9A-Za-z]{49}$/)
  assert.ok(made.data.secret.startsWith(made.data.prefix))
  assert.deepEqual(
    [made.data.name, made.data.status, made.data.projects, made.data.last_used_at, made.data.revoked_at],
    ['Website', 'active', 'all', null, null],
  )
  assert.equal(Date.parse(made.data.expires_at) - Date.parse(made.data.created_at), 90 * 86_400_000)
  for (const later of [
    await owner.get(keys),
    await owner.get(`${keys}/${made.data.id}`),
    await owner.get('/api/v1/admin/audit-log'),
    await owner.get(`${keys}/${made.data.id}/rotation`),
  ]) {
    assert.equal(later.status, 200)
    assert.ok(!later.text.includes(made.data.secret))
  }
  const everything = await app.sql(
    `
      select string_agg(s::text, '') || (select coalesce(string_agg(e::text, ''), '') from events e) || (
               select string_agg(k::text, '') from api_keys k) as text
        from api_key_secrets s`,
  )
  assert.ok(!String(everything[0]?.text).includes(made.data.secret.slice(14)))
})

test('a listed key has what people need to tell it from others', async (t) => {
  const { owner, key } = await workspace(t)
  await key({ scopes: ['*:read'] })
  const { data } = await owner.get(keys)
  for (const field of [
    'id',
    'name',
    'prefix',
    'scopes',
    'access',
    'projects',
    'status',
    'created_at',
    'created_by',
    'last_used_at',
    'expires_at',
  ])
    assert.ok(field in data[0], field)
  assert.equal(data[0].access, 'read')
  assert.match(data[0].id, /^key_/)
  assert.match(data[0].created_at, /Z$/)
})

test('presets are scopes, and scopes are what operations want', async (t) => {
  const { app, owner } = await workspace(t)
  const { scopes, presets } = (await owner.get(`${keys}/scopes`)).data
  assert.deepEqual(
    presets.map((preset: { id: string; scopes: string[] }) => [preset.id, preset.scopes]),
    [
      ['read', ['*:read']],
      ['read_write', ['*']],
      [
        'public',
        [
          'compliance',
          'finance',
          'fleet',
          'flights',
          'invoices',
          'maintenance',
          'pilots',
          'planning',
          'signoffs',
          'training',
          'vtr',
        ].map((list) => `public.${list}:read`),
      ],
    ],
  )
  assert.deepEqual(
    scopes.map((one: { scope: string }) => one.scope).sort(),
    [
      ...new Set(
        app.services.operations
          .filter((operation) => operation.access === 'any')
          .map((operation) => operation.scope),
      ),
    ].sort(),
  )
  const [read, write] = [
    await owner.post(keys, { name: 'r', access: 'read' }),
    await owner.post(keys, { name: 'w', access: 'read_write' }),
  ]
  assert.deepEqual(
    [read.data.scopes, read.data.access, write.data.scopes, write.data.access],
    [['*:read'], 'read', ['*'], 'read_write'],
  )
})

test('a scope with a wildcard opens what it covers and nothing else', async (t) => {
  const { key } = await workspace(t)
  for (const [scope, open, shut] of [
    ['flights:*', ['/api/v1/ops/flights'], ['/api/v1/ops/aircraft', '/api/v1/public/flights']],
    ['public.flights:read', ['/api/v1/public/flights'], ['/api/v1/public/fleet', '/api/v1/ops/flights']],
    ['*:read', ['/api/v1/ops/flights', '/api/v1/public/fleet', '/api/projects'], []],
  ] as const) {
    const one = await key({ scopes: [scope] })
    for (const path of open) assert.equal((await one.get(path)).status, 200, `${scope} ${path}`)
    for (const path of shut)
      assert.equal((await one.get(path)).body.code, 'scope_missing', `${scope} ${path}`)
  }
})

test('both headers take a key; two different ones are refused, and so is a key in an address', async (t) => {
  const { app, key, anybody } = await workspace(t)
  const [one, two] = [await key(), await key()]
  assert.equal((await anybody.get('/api/projects', { authorization: `Bearer ${one.secret}` })).status, 200)
  assert.equal((await anybody.get('/api/projects', { 'x-api-key': one.secret })).status, 200)
  assert.equal(
    (await anybody.get('/api/projects', { authorization: `Bearer ${one.secret}`, 'x-api-key': one.secret }))
      .status,
    200,
  )
  const both = await anybody.get('/api/projects', {
    authorization: `Bearer ${one.secret}`,
    'x-api-key': two.secret,
  })
  assert.deepEqual([both.status, both.body.code], [400, 'conflicting_credentials'])
  for (const query of [`key=${one.secret}`, 'api_key=x', 'access_token=x']) {
    const answer = await client(app.origin).get(`/api/projects?${query}`)
    assert.deepEqual([answer.status, answer.body.code], [400, 'key_in_query'])
    assert.match(answer.body.error, /logs, proxies and browser histories/)
  }
})

test('X-Org-Id names the workspace of the key by either of its ids', async (t) => {
  const { key, id, uuid } = await workspace(t)
  const one = await key()
  for (const value of [id, uuid, uuid.toUpperCase()]) {
    const answer = await one.get('/api/projects', { 'x-org-id': value })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('x-tenant-id'), uuid)
  }
})

test('a key says when it was last used, and from where', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  assert.equal((await owner.get(`${keys}/${one.keyId}`)).data.last_used_at, null)
  const before = Date.now()
  await one.get('/api/projects')
  const { last_used_at: at, last_used_ip: ip } = (await owner.get(`${keys}/${one.keyId}`)).data
  assert.ok(Math.abs(Date.parse(at) - before) < 5_000)
  assert.equal(ip, '127.0.0.1')
})

test('what a new key may do is checked when it is made', async (t) => {
  const { owner, project } = await workspace(t)
  const { id } = await project()
  const refused: [body: object, field: string][] = [
    [{ scopes: ['*:read'] }, 'name'],
    [{ name: '', scopes: ['*'] }, 'name'],
    [{ name: 'x' }, 'scopes'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['flight:read'] }, 'scopes'],
    [{ name: 'x', scopes: ['Flights:Read'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['*'], access: 'read' }, 'access'],
    [{ name: 'x', access: 'write' }, 'access'],
    [{ name: 'x', access: 'read', projects: [] }, 'projects'],
    [{ name: 'x', access: 'read', projects: [id.replace(/.{4}$/, '0000')] }, 'projects.0'],
    [{ name: 'x', access: 'read', expires_in_days: 0 }, 'expires_in_days'],
    [{ name: 'x', access: 'read', expires_at: inDays(-1) }, 'expires_at'],
    [{ name: 'x', access: 'read', expires_at: inDays(1), expires_in_days: 1 }, 'expires_at'],
    [{ name: 'x', access: 'read', expires_at: '2030-02-30T00:00:00Z' }, 'expires_at'],
  ]
  for (const [body, field] of refused) {
    const answer = await owner.post(keys, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.ok(
      answer.body.details.some((detail: { field: string }) => detail.field === field),
      `${JSON.stringify(body)}: ${answer.text}`,
    )
  }
  assert.equal((await owner.post(keys, { name: 'x', access: 'read', expires_at: inDays(3) })).status, 201)
  assert.equal(
    (await owner.post(keys, { name: 'x', access: 'read', expires_in_days: null })).data.expires_at,
    null,
  )
})
