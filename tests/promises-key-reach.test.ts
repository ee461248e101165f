import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, refused, type Said } from './outsider.ts'
import { twoWorkspaces } from './two-workspaces.ts'

// What docs/api-keys.md says about what a key reaches, checked only over HTTP.

const { ask, ours, other, keyOf } = await twoWorkspaces({
  RATE_LIMIT_AUTH: 'off',
  RATE_LIMIT_SIGNUP: 'off',
})
const keys = '/api/user/api-keys'
const get = (path: string, secret: string) => ask('GET', path, { as: secret })
const flights = '/api/v1/public/flights'

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
  for (const path of ['/api/system/whatever', '/api/github/repos/nothing', '/api/integrations/nothing']) {
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
