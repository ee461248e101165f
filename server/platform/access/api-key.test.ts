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
        ['compliance', 'fleet', 'flights', 'maintenance', 'pilots', 'planning'].map(
          (list) => `public.${list}:read`,
        ),
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

test('a key of selected projects reaches them and no others', async (t) => {
  const { owner, key, project, flight } = await workspace(t)
  const [mine, theirs] = [await project(), await project()]
  const [inMine, inTheirs, inNone] = [
    await flight({ projectId: mine.id }),
    await flight({ projectId: theirs.id }),
    await flight(),
  ]
  const service = (await owner.post(`/api/projects/${mine.id}/services`, { name: 'Line', kind: 'survey' }))
    .data
  const other = (await owner.post(`/api/projects/${theirs.id}/services`, { name: 'Line', kind: 'survey' }))
    .data
  const one = await key({ projects: [mine.id] })
  assert.deepEqual(
    (await one.get('/api/projects')).data.items.map((item: { id: string }) => item.id),
    [mine.id],
  )
  for (const path of ['/api/v1/ops/flights', '/api/v1/public/flights']) {
    const { items, total } = (await one.get(path)).data
    assert.deepEqual([items.map((item: { id: string }) => item.id), total], [[inMine.id], 1])
  }
  for (const path of [
    `/api/projects/${mine.id}`,
    `/api/v1/ops/flights/${inMine.id}`,
    `/api/services/${service.id}`,
    `/api/services/${service.id}/deployments`,
  ])
    assert.equal((await one.get(path)).status, 200, path)
  for (const path of [
    `/api/projects/${theirs.id}`,
    `/api/v1/ops/flights/${inTheirs.id}`,
    `/api/v1/ops/flights/${inNone.id}`,
    `/api/services/${other.id}`,
    '/api/v1/ops/aircraft',
  ]) {
    const answer = await one.get(path)
    assert.deepEqual(
      [answer.status, answer.body.error],
      [403, 'This API key cannot access that project'],
      path,
    )
  }
  assert.equal(
    (await one.post('/api/projects', { name: 'Mine too' })).body.error,
    'This API key cannot access that project',
  )
  assert.equal(
    (await one.patch(`/api/v1/ops/flights/${inMine.id}`, { projectId: theirs.id })).body.error,
    'This API key cannot access that project',
  )
  assert.equal(
    (await one.patch(`/api/v1/ops/flights/${inMine.id}`, { projectId: null })).body.error,
    'This API key cannot access that project',
  )
  assert.equal((await one.patch(`/api/v1/ops/flights/${inMine.id}`, { remarks: 'Fine' })).status, 200)
  assert.equal((await (await key()).post('/api/projects', { name: 'By an all-projects key' })).status, 201)
})

test('a deployment belongs to the project of its service', async (t) => {
  const { owner, key, project, aircraft } = await workspace(t)
  const [mine, theirs] = [await project(), await project()]
  const acf = await aircraft()
  const deployed = async (projectId: string) => {
    const service = (
      await owner.post(`/api/projects/${projectId}/services`, { name: 'Line', kind: 'survey' })
    ).data
    return (
      await owner.post(`/api/services/${service.id}/deployments`, {
        aircraftId: acf.id,
        startsOn: '2026-06-01',
        endsOn: '2026-06-30',
      })
    ).data
  }
  const [near, far] = [await deployed(mine.id), await deployed(theirs.id)]
  const one = await key({ projects: [mine.id] })
  assert.equal((await one.get(`/api/deployments/${near.id}`)).status, 200)
  assert.equal((await one.post(`/api/deployments/${near.id}/abort`)).status, 200)
  assert.equal((await one.get(`/api/deployments/${far.id}`)).body.code, 'project_not_allowed')
  assert.equal((await one.post(`/api/deployments/${far.id}/abort`)).body.code, 'project_not_allowed')
})

test('what a key may do can be changed, and acts on its next request', async (t) => {
  const { owner, key, project } = await workspace(t)
  const { id } = await project()
  const one = await key({ scopes: ['*:read'] })
  assert.equal((await one.get('/api/v1/ops/aircraft')).status, 200)
  const changed = await owner.patch(`${keys}/${one.keyId}`, {
    name: 'New name',
    scopes: ['projects:read'],
    projects: [id],
  })
  assert.deepEqual(
    [changed.status, changed.data.name, changed.data.scopes, changed.data.projects, changed.data.access],
    [200, 'New name', ['projects:read'], [id], 'custom'],
  )
  assert.equal((await one.get('/api/v1/ops/aircraft')).body.code, 'scope_missing')
  assert.equal((await one.get('/api/projects')).data.total, 1)
  assert.equal((await owner.patch(`${keys}/${one.keyId}`, { scopes: ['nothing:read'] })).status, 400)
})

test('a session whose proof is old renames a key and changes nothing of its reach', async (t) => {
  const { owner, key, project, uuid, app } = await workspace(t)
  const one = (await project()).id
  const { keyId } = await key({ scopes: ['flights:*'], projects: [one] })
  const two = (await project()).id
  const old = "update sessions set authenticated_at = now() - interval '31 minutes' where workspace_id = $1"
  await app.sql(old, [uuid])
  for (const wider of [
    { scopes: ['*'] },
    { scopes: ['flights:read', 'aircraft:read'] },
    { projects: 'all' },
    { projects: [one, two] },
  ]) {
    const refused = await owner.patch(`/api/user/api-keys/${keyId}`, wider)
    assert.deepEqual(
      [refused.status, refused.body.code],
      [403, 'reauthentication_required'],
      JSON.stringify(wider),
    )
  }
  const renamed = await owner.patch(`/api/user/api-keys/${keyId}`, { name: 'Renamed' })
  assert.deepEqual(
    [renamed.status, renamed.data?.scopes, renamed.data?.projects],
    [200, ['flights:*'], [one]],
  )
})

test('a revoked key stays listed, and nothing brings it back', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  assert.equal((await owner.delete(`${keys}/${one.keyId}`)).status, 204)
  const listed = (await owner.get(keys)).data.find((item: { id: string }) => item.id === one.keyId)
  assert.equal(listed.status, 'revoked')
  assert.ok(listed.revoked_at)
  for (const answer of [
    await owner.patch(`${keys}/${one.keyId}`, { name: 'x' }),
    await owner.post(`${keys}/${one.keyId}/regenerate`, {}),
  ])
    assert.deepEqual([answer.status, answer.body.code], [409, 'api_key_revoked'])
  assert.equal((await owner.delete(`${keys}/${one.keyId}`)).status, 204)
  assert.equal((await owner.get(`${keys}/${one.keyId}`)).data.revoked_at, listed.revoked_at)
  assert.equal((await one.get('/api/projects')).body.error, 'Invalid or expired API key')
})

test('no request that begins after the revocation was answered gets in, however busy the key is', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  let revoked = false
  const late: number[] = []
  const hammer = async () => {
    while (late.length < 40) {
      const after = revoked
      const { status } = await one.get('/api/projects')
      if (after) late.push(status)
    }
  }
  const busy = [hammer(), hammer(), hammer(), hammer()]
  assert.equal((await one.get('/api/projects')).status, 200)
  await owner.delete(`${keys}/${one.keyId}`)
  revoked = true
  await Promise.all(busy)
  assert.deepEqual([...new Set(late)], [401])
})

test('only the owner and admins manage keys, and everything they do is in the audit log', async (t) => {
  const { owner, as } = await workspace(t)
  const admin = await as('admin', { roles: ['admin'] })
  for (const roles of [['chief_pilot'], ['auditor'], ['safety_manager']]) {
    const answer = await (await as(roles.join(), { roles })).post(keys, { name: 'x', access: 'read' })
    assert.deepEqual([answer.status, answer.body.code], [403, 'role_missing'])
  }
  const { id } = (await admin.post(keys, { name: 'By an admin', access: 'read' })).data
  await admin.patch(`${keys}/${id}`, { name: 'Renamed' })
  await admin.post(`${keys}/${id}/regenerate`, { overlap_hours: 1 })
  await admin.post(`${keys}/${id}/rotation/finish`)
  await admin.delete(`${keys}/${id}`)
  const { items } = (await owner.get(`/api/v1/admin/audit-log?subject=${id}`)).data
  assert.deepEqual(
    items.map((item: { action: string }) => item.action),
    [
      'api_key.revoked',
      'api_key.rotation_finished',
      'api_key.regenerated',
      'api_key.updated',
      'api_key.created',
    ],
  )
  assert.deepEqual(items[3].changes, [{ field: 'name', before: 'By an admin', after: 'Renamed' }])
  assert.ok(items.every((item: { actor: { id: string } }) => item.actor.id === admin.userId))
})

test('with key management switched off nothing is managed, and keys that were handed out go on working', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  assert.equal((await owner.patch('/api/v1/admin/workspace', { apiKeysEnabled: false })).status, 200)
  for (const answer of [
    await owner.post(keys, { name: 'x', access: 'read' }),
    await owner.patch(`${keys}/${one.keyId}`, { name: 'x' }),
    await owner.post(`${keys}/${one.keyId}/regenerate`, {}),
    await owner.post(`${keys}/${one.keyId}/rotation/finish`),
  ])
    assert.deepEqual([answer.status, answer.body.code], [403, 'api_keys_disabled'])
  assert.equal((await one.get('/api/projects')).status, 200)
  assert.equal(
    (await owner.delete(`${keys}/${one.keyId}`)).status,
    204,
    'a key that has leaked can always be stopped',
  )
})

test('a key is refused with the reason when the module is switched off', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  await owner.patch('/api/v1/admin/workspace', { modules: ['projects'] })
  const answer = await one.get('/api/v1/ops/aircraft')
  assert.deepEqual([answer.status, answer.body.code], [403, 'module_disabled'])
  const open = await one.get('/api/projects')
  assert.deepEqual([open.status, open.headers.get('x-tenant-modules')], [200, 'projects'])
})
