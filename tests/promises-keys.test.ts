import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { expect, refused, until } from './outsider.ts'
import { twoWorkspaces } from './two-workspaces.ts'

// What docs/api-keys.md says about making, changing and revoking keys, checked only over HTTP.

const { directory, ask, ours, other, make, keyOf } = await twoWorkspaces({
  RATE_LIMIT_AUTH: 'off',
  RATE_LIMIT_SIGNUP: 'off',
})
const keys = '/api/user/api-keys'
const get = (path: string, secret: string) => ask('GET', path, { as: secret })
const flights = '/api/v1/public/flights'

test('the secret is shown once, and only its SHA-256 is stored', async () => {
  const { secret, id } = await keyOf({ access: 'read' })
  for (const path of [keys, `${keys}/${id}`, `${keys}/${id}/rotation`, '/api/v1/admin/audit-log'])
    assert(!expect(200, await ask('GET', path, { as: ours.token })).text.includes(secret), path)
  const hash = createHash('sha256').update(secret).digest()
  const files = globSync('**/*', { cwd: directory, withFileTypes: true }).filter((entry) => entry.isFile())
  const contents = files.map((file) => readFileSync(join(file.parentPath, file.name)))
  assert(
    contents.some((content) => content.includes(hash)),
    'the hash is stored',
  )
  assert(!contents.some((content) => content.includes(secret)), 'the secret is nowhere')
})

test('a Bearer key needs its own organization and the scope of the endpoint', async () => {
  const { secret } = await keyOf({ scopes: ['public.flights:read'] })
  assert.match(secret, /^ap_live_[0-9A-Za-z]{49}$/)
  const withOrg = (org: string) => ask('GET', flights, { as: secret, headers: { 'X-Org-Id': org } })
  for (const own of [ours.workspace.uuid, ours.workspace.id]) expect(200, await withOrg(own))
  for (const strange of [other.workspace.uuid, other.workspace.id, 'not-a-uuid'])
    assert.equal(expect(403, await withOrg(strange)).body.code, 'wrong_workspace')
  for (const name of ['pilots', 'fleet', 'events'])
    refused(
      403,
      `This API key does not hold the scope public.${name}:read`,
      await get(`/api/v1/public/${name}`, secret),
    )
})

test('the owner and admins manage the keys of the workspace, and others are refused', async () => {
  const member = async (role: string) => {
    const email = `${role}@example.com`
    expect(
      201,
      await ask('POST', '/api/v1/admin/invitations', { as: ours.token, body: { email, roles: [role] } }),
    )
    const mails = await until(
      () => ask('GET', `/api/system/mails?search=${email}`, { as: ours.token }),
      (said) => said.data?.items.length > 0,
    )
    const token = /invitation\/([\w-]+)/.exec(mails.text)?.[1]
    const accepted = await ask('POST', '/api/v1/invitations/accept', {
      body: { token, password: 'three quiet herons', displayName: role },
    })
    return expect(200, accepted).data.accessToken as string
  }
  const [admin, pilot] = [await member('admin'), await member('pilot')]
  const { data } = expect(201, await make({ access: 'read' }, admin))
  assert(
    expect(200, await ask('GET', keys, { as: ours.token })).data.some(
      (key: { id: string }) => key.id === data.id,
    ),
  )
  for (const [method, path] of [
    ['GET', keys],
    ['POST', keys],
    ['DELETE', `${keys}/${data.id}`],
    ['POST', `${keys}/${data.id}/regenerate`],
  ] as const)
    expect(403, await ask(method, path, { as: pilot, ...(method === 'POST' ? { body: {} } : {}) }))
  expect(204, await ask('DELETE', `${keys}/${data.id}`, { as: ours.token }))
})

test('while key management is off, no key is created or regenerated', async () => {
  const { id } = await keyOf({ access: 'read' })
  const set = (apiKeysEnabled: boolean) =>
    ask('PATCH', '/api/v1/admin/workspace', { as: ours.token, body: { apiKeysEnabled } })
  expect(200, await set(false))
  for (const said of [
    await make({ access: 'read' }),
    await ask('POST', `${keys}/${id}/regenerate`, { as: ours.token }),
    await ask('PATCH', `${keys}/${id}`, { as: ours.token, body: { name: 'X' } }),
  ])
    assert.equal(expect(403, said).body.code, 'api_keys_disabled')
  expect(200, await set(true))
  await keyOf({ access: 'read' })
})

test('a key reads and writes what its permissions grant, and nothing else', async () => {
  const safety = await keyOf({ scopes: ['safety:*', 'public.*:read'] })
  for (const path of ['/api/v1/sms/reports', flights, '/api/v1/public/fleet'])
    expect(200, await get(path, safety.secret))
  const report = {
    type: 'hazard',
    category: 'airspace',
    title: 'Birds over the threshold',
    description: 'A flock of large birds over the threshold at dusk.',
  }
  expect(201, await ask('POST', '/api/v1/sms/reports', { as: safety.secret, body: report }))
  for (const path of ['/api/v1/ops/flights', '/api/v1/ops/aircraft', '/api/v1/admin/audit-log'])
    assert.equal(expect(403, await get(path, safety.secret)).body.code, 'scope_missing')
})

test('name, permissions, projects and expiration of a key are checked', async () => {
  const project = expect(201, await ask('POST', '/api/projects', { as: ours.token, body: { name: 'P' } }))
    .data.id
  const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
  for (const [body, field, value] of [
    [{ name: 'Ключ ✈ 鍵' }, 'name', 'Ключ ✈ 鍵'],
    [{ access: 'read' }, 'scopes', ['*:read']],
    [{ access: 'read_write' }, 'access', 'read_write'],
    [{ scopes: ['flights:read'] }, 'access', 'custom'],
    [{}, 'projects', 'all'],
    [{ projects: [project] }, 'projects', [project]],
    [{}, 'expires_at', null],
    [{ expires_in_days: null }, 'expires_at', null],
    [{ expires_at: day }, 'expires_at', `${day}T23:59:59.000Z`],
    [{ expires_at: `${day}T12:00:00+02:00` }, 'expires_at', `${day}T10:00:00.000Z`],
  ] as const) {
    const made = await keyOf({ ...('scopes' in body ? {} : { access: 'read' }), ...body })
    assert.deepEqual(made[field], value, JSON.stringify(body))
    expect(204, await ask('DELETE', `${keys}/${made.id}`, { as: ours.token }))
  }
  for (const days of [7, 30, 90]) {
    const { created_at, expires_at } = await keyOf({ access: 'read', expires_in_days: days })
    assert.equal(Date.parse(expires_at) - Date.parse(created_at), days * 86_400_000)
  }
  for (const [body, says] of [
    [{ name: '' }, 'name must not be empty'],
    [{ name: '   ' }, 'name must not be blank'],
    [{ name: 'x'.repeat(101) }, 'name must have at most 100 characters'],
    [{ name: null }, 'name must be a text'],
    [{ scopes: ['flights:read'] }, 'Give either scopes or access, not both'],
    [{ access: 'admin' }, 'access must be one of read, read_write'],
    [{ access: undefined }, 'scopes is required: say what the key may do, or give access'],
    [{ access: undefined, scopes: ['flights'] }, 'scopes.0 must be a scope such as flights:read'],
    [{ access: undefined, scopes: [] }, 'scopes must have at least 1 entry'],
    [{ projects: [] }, 'projects must have at least 1 entry'],
    [{ projects: 'some' }, 'projects must be "all" or a list'],
    [{ expires_in_days: 0 }, 'expires_in_days must be at least 1'],
    [{ expires_in_days: '30' }, 'expires_in_days must be a whole number or null'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, 'expires_at lies in the past'],
    [{ expires_at: '2020-01-01' }, 'expires_at lies in the past'],
    [
      { expires_at: 'soon' },
      'expires_at must be an instant such as 2026-04-24T12:03:11Z or a date such as 2026-04-24 or null',
    ],
  ] as const)
    refused(400, says, await make({ access: 'read', ...body }))
})

test('an expired key no longer works', async () => {
  const { secret, id } = await keyOf({
    access: 'read',
    expires_at: new Date(Date.now() + 1_500).toISOString(),
  })
  expect(200, await get(flights, secret))
  refused(
    401,
    'Invalid or expired API key',
    await until(
      () => get(flights, secret),
      (said) => said.status !== 200,
    ),
  )
  const { data } = await ask('GET', `${keys}/${id}`, { as: ours.token })
  assert.equal(data.status, 'expired')
})

test('two keys with the same permissions, or two secrets of one key, work side by side', async () => {
  const [old, next] = [await keyOf({ access: 'read' }), await keyOf({ access: 'read' })]
  for (const { secret } of [old, next]) expect(200, await get(flights, secret))
  expect(204, await ask('DELETE', `${keys}/${old.id}`, { as: ours.token }))
  expect(401, await get(flights, old.secret))
  expect(200, await get(flights, next.secret))

  const regenerate = (body: object) => ask('POST', `${keys}/${next.id}/regenerate`, { as: ours.token, body })
  const rotated = expect(200, await regenerate({ overlap_hours: 72 })).data
  for (const secret of [next.secret, rotated.secret]) expect(200, await get(flights, secret))
  expect(400, await regenerate({ overlap_hours: 73 }))
  expect(204, await ask('POST', `${keys}/${next.id}/rotation/finish`, { as: ours.token }))
  refused(401, 'Invalid or expired API key', await get(flights, next.secret))
  const last = expect(200, await regenerate({})).data
  refused(401, 'Invalid or expired API key', await get(flights, rotated.secret))
  expect(200, await get(flights, last.secret))
})

test('a revoked key stops at once and permanently, stays listed, and is in the audit log', async () => {
  const { id, secret } = await keyOf({ access: 'read_write' })
  expect(200, await get('/api/projects', secret))
  expect(204, await ask('DELETE', `${keys}/${id}`, { as: ours.token }))
  for (const path of ['/api/projects', flights, '/api/v1/ops/aircraft'])
    refused(401, 'Invalid or expired API key', await get(path, secret))
  const { data } = await ask('GET', keys, { as: ours.token })
  assert.equal(data.find((key: { id: string }) => key.id === id).status, 'revoked')
  for (const said of [
    await ask('POST', `${keys}/${id}/regenerate`, { as: ours.token }),
    await ask('PATCH', `${keys}/${id}`, { as: ours.token, body: { name: 'Back' } }),
  ])
    assert.equal(expect(409, said).body.code, 'api_key_revoked')
  const log = await ask('GET', `/api/v1/admin/audit-log?subject=${id}`, { as: ours.token })
  const actions = expect(200, log).data.items.map((entry: { action: string }) => entry.action)
  assert.deepEqual(actions, ['api_key.revoked', 'api_key.created'])
})
