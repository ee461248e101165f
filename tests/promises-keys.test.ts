import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { installation } from './installation.ts'
import { type Ask, expect, outsider, refused, type Said, signUp, until } from './outsider.ts'

// What docs/api-keys.md says, checked only over HTTP.

const cleanUp: (() => Promise<void>)[] = []
let directory = ''
let ask: Ask
let ours: Awaited<ReturnType<typeof signUp>>
let other: Awaited<ReturnType<typeof signUp>>

before(async () => {
  const t = { after: (action: () => Promise<void>) => cleanUp.push(action) }
  const place = installation(t as never)
  directory = place.directory
  ask = outsider((await place.start({ RATE_LIMIT_AUTH: 'off', RATE_LIMIT_SIGNUP: 'off' })).url)
  ours = await signUp(ask, 'Ada')
  other = await signUp(ask, 'Bob')
})
after(async () => {
  for (const action of cleanUp) await action()
})

const keys = '/api/user/api-keys'
const make = (body: object, as = ours.token) => ask('POST', keys, { as, body: { name: 'CI', ...body } })
const keyOf = async (body: object) => expect(201, await make(body)).data
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

test('browser and program use one API; read keys read, write keys write', async () => {
  const [read, write] = [await keyOf({ access: 'read' }), await keyOf({ access: 'read_write' })]
  assert(read.secret.startsWith('ap_'))
  expect(200, await ask('GET', '/api/projects', { headers: { cookie: `apron_session=${ours.token}` } }))
  expect(200, await ask('GET', '/api/projects', { headers: { authorization: `Bearer ${read.secret}` } }))
  expect(200, await ask('GET', '/api/projects', { headers: { 'X-API-Key': read.secret } }))
  const made = expect(
    201,
    await ask('POST', '/api/projects', { as: write.secret, body: { name: 'By key' } }),
  ).data
  const path = `/api/projects/${made.id}`
  expect(200, await ask('PATCH', path, { as: write.secret, body: { name: 'By key 2' } }))
  expect(200, await ask('POST', '/api/settings', { as: write.secret, body: { data_residency: 'us' } }))
  refused(
    403,
    'This endpoint requires a browser session',
    await ask('PUT', '/api/settings/log-retention', { as: write.secret, body: { run_logs_days: 31 } }),
  )
  const flight = '/api/v1/ops/flights/flt_01jq8me7x2f9tb6k4z0r5w3v1n'
  expect(404, await ask('DELETE', flight, { as: write.secret }))
  for (const [method, to, body] of [
    ['POST', '/api/projects', { name: 'X' }],
    ['POST', '/api/projects', {}],
    ['PATCH', path, { name: 'X' }],
    ['DELETE', flight, undefined],
    ['POST', '/api/settings', { data_residency: 'us' }],
    ['POST', '/api/v1/webhooks/endpoints', { url: 'https://example.com' }],
  ] as const)
    refused(403, 'This API key is read-only', await ask(method, to, { as: read.secret, body }))
})

test('a key for selected projects reaches their project, services and deployments', async () => {
  const post = async (path: string, body: object) =>
    expect(201, await ask('POST', path, { as: ours.token, body })).data
  const aircraft = await post('/api/v1/ops/aircraft', { registration: 'N1AA', typeDesignator: 'C172' })
  const tree = async (name: string, month: number) => {
    const project = await post('/api/projects', { name })
    const service = await post(`/api/projects/${project.id}/services`, { name, kind: 'survey' })
    const days = { startsOn: `2027-0${month}-01`, endsOn: `2027-0${month}-09` }
    const deployment = await post(`/api/services/${service.id}/deployments`, {
      aircraftId: aircraft.id,
      ...days,
    })
    return { project: project.id, service: service.id, deployment: deployment.id }
  }
  const [mine, foreign] = [await tree('Mine', 1), await tree('Foreign', 2)]
  const { secret } = await keyOf({ access: 'read_write', projects: [mine.project] })
  const requests = (of: typeof mine) =>
    [
      ['GET', `/api/projects/${of.project}`],
      ['PATCH', `/api/projects/${of.project}`, { description: 'x' }],
      ['GET', `/api/projects/${of.project}/services`],
      ['POST', `/api/projects/${of.project}/services`, { name: 'More', kind: 'survey' }],
      ['GET', `/api/services/${of.service}`],
      ['PATCH', `/api/services/${of.service}`, { name: 'Renamed' }],
      ['GET', `/api/services/${of.service}/deployments`],
      ['GET', `/api/deployments/${of.deployment}`],
      ['GET', `/api/deployments/${of.deployment}/log`],
      ['POST', `/api/deployments/${of.deployment}/abort`, { reason: 'Weather' }],
    ] as const
  const send = ([method, path, body]: readonly [string, string, object?]) =>
    ask(method, path, { as: secret, body })
  for (const request of requests(mine)) {
    const said = await send(request)
    assert(said.status === 200 || said.status === 201, `${request}: ${said.text}`)
  }
  for (const request of requests(foreign))
    refused(403, 'This API key cannot access that project', await send(request))
  // Only callers who may send a body learn its format.
  refused(
    403,
    'This API key cannot access that project',
    await send(['POST', `/api/services/${foreign.service}/deployments`, {}]),
  )
  const listed = expect(200, await get('/api/projects', secret)).data
  assert.deepEqual([listed.total, listed.items[0].id], [1, mine.project])
  for (const body of [{ name: 'New' }, {}])
    refused(403, 'This API key cannot access that project', await send(['POST', '/api/projects', body]))
  expect(404, await get('/api/projects/prj_01jq8me7x2f9tb6k4z0r5w3v1n', secret))
  const pilot = await post('/api/v1/ops/crew', { displayName: 'Pete', functions: ['pilot'] })
  const flight = (projectId?: string) => ({
    aircraftId: aircraft.id,
    crew: [{ crewId: pilot.id, role: 'pic' }],
    fromAirport: 'KBOI',
    toAirport: 'KTWF',
    offBlockAt: '2026-03-01T14:00:00Z',
    onBlockAt: '2026-03-01T15:10:00Z',
    ...(projectId ? { projectId } : {}),
  })
  const theirs = await post('/api/v1/ops/flights', flight(foreign.project))
  for (const said of [
    await send(['POST', '/api/v1/ops/flights', flight()]),
    await send(['POST', '/api/v1/ops/flights', flight(foreign.project)]),
    await get(`/api/v1/ops/flights/${theirs.id}`, secret),
    await get('/api/v1/ops/aircraft', secret),
  ])
    refused(403, 'This API key cannot access that project', said)
  expect(201, await send(['POST', '/api/v1/ops/flights', flight(mine.project)]))
  for (const path of ['/api/v1/ops/flights', flights]) {
    const { items } = expect(200, await get(path, secret)).data
    assert.deepEqual(
      items.map((one: { projectId: string }) => one.projectId),
      [mine.project],
    )
  }
  const all = await keyOf({ access: 'read_write', projects: 'all' })
  for (const { project } of [mine, foreign]) expect(200, await get(`/api/projects/${project}`, all.secret))
  expect(201, await ask('POST', '/api/projects', { as: all.secret, body: { name: 'New' } }))
})

test('no key can use an endpoint for browser sessions, existing or not; probes need no credentials', async () => {
  const { id, secret } = await keyOf({ scopes: ['*'] })
  const login = { email: 'ada@example.com', password: 'three quiet herons' }
  for (const [method, path, body] of [
    ['GET', '/api/system/status'],
    ['GET', '/api/system/whatever'],
    ['POST', '/api/system/backups', {}],
    ['DELETE', '/api/system/status'],
    ['POST', keys, { name: 'X', access: 'read' }],
    ['POST', keys, {}],
    ['PATCH', `${keys}/${id}`, { name: 'X' }],
    ['DELETE', `${keys}/${id}`],
    ['POST', `${keys}/${id}/regenerate`],
    ['GET', '/api/github/repos'],
    ['GET', '/api/github/branches?repo=a/b'],
    ['GET', '/api/github/directories'],
    ['GET', '/api/integrations/imports'],
    ['POST', '/api/integrations/imports'],
    ['POST', '/api/integrations/railway/import', {}],
    ['GET', '/api/v1/setup'],
    ['POST', '/api/v1/signup', {}],
    ['POST', '/api/v1/auth/login', login],
    ['POST', '/api/v1/auth/logout'],
    ['GET', '/api/v1/auth/session'],
    ['POST', '/api/v1/invitations/accept', {}],
  ] as const) {
    const refusal = await ask(method, path, { as: secret, body })
    refused(403, 'This endpoint requires a browser session', refusal)
    expect(403, await ask(method, path, { body, headers: { 'x-api-key': secret } }))
  }
  expect(403, await ask('GET', '/api/system/status', { as: other.token }))
  expect(200, await ask('GET', '/api/system/status', { as: ours.token }))
  for (const path of ['/api/system/whatever', '/api/github/repos', '/api/integrations/nothing']) {
    refused(401, 'Authentication required', await ask('GET', path))
    refused(401, 'Invalid or expired API key', await get(path, `${secret.slice(0, -1)}-`))
    assert.equal(expect(404, await get(path, ours.token)).body.code, 'route_not_found')
  }
  for (const path of ['/health', '/readiness']) {
    expect(200, await ask('GET', path))
    expect(200, await get(path, secret))
  }
})

test('missing, wrong, truncated and replaced keys, and keys in a URL, are refused', async () => {
  const { secret } = await keyOf({ access: 'read' })
  refused(401, 'Authentication required', await ask('GET', '/api/projects'))
  for (const wrong of [
    'ap_live_',
    'ap_live_x',
    `ap_live_${'A'.repeat(49)}`,
    secret.slice(0, -1),
    `${secret}A`,
    secret.toUpperCase(),
    'gaf_pk_x',
  ])
    for (const headers of [{ authorization: `Bearer ${wrong}` }, { 'x-api-key': wrong }])
      refused(401, 'Invalid or expired API key', await ask('GET', '/api/projects', { headers }))
  for (const query of [`api_key=${secret}`, `token=${secret}`, 'api_key=anything', `x=1&key=${secret}`]) {
    const said: Said = expect(400, await ask('GET', `/api/projects?${query}`))
    assert.equal(said.body.code, 'key_in_query')
    assert.match(said.body.error, /does not belong in an address/)
  }
})
