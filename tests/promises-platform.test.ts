import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ask, expect, refused } from './outsider.ts'
import { behindProxy } from './two-workspaces.ts'

// What docs/api.md and authentication.md say about every request, as an outsider sees it.

const { from, ask, ours, other, key } = await behindProxy()

const aircraft = (registration: string) => ({ registration, typeDesignator: 'C172' })

test('versions, unknown paths and requests without credentials are answered as documented', async () => {
  refused(401, 'Authentication required', await ask('GET', '/api/v1/sms/reports'))
  const { data } = expect(200, await ask('GET', '/api/v1/sms/reports', { as: key }))
  assert.deepEqual(data, { items: [], total: 0, page: 1, per_page: 20, total_pages: 0, next_cursor: null })
  expect(200, await ask('GET', '/api/v1/sms/reports/', { as: key }))
  for (const path of ['/api/v2/sms/reports', '/api/v0/sms/reports', '/api/v1.1/sms/reports', '/sms/reports'])
    assert.equal((await ask('GET', path, { as: key })).body.code, 'route_not_found', path)
})

test('a session works as Bearer or cookie, a key in either header, and nothing else works', async () => {
  const path = '/api/v1/ops/aircraft'
  for (const headers of [
    { authorization: `Bearer ${ours.token}` },
    { AUTHORIZATION: `bearer ${ours.token}` },
    { cookie: `theme=dark; apron_session=${ours.token}` },
    { 'X-API-Key': key },
    { 'x-api-key': key },
    { authorization: `Bearer ${key}` },
    { authorization: `Bearer ${key}`, 'x-api-key': key },
    { cookie: 'apron_session=stale', 'x-api-key': key },
  ])
    expect(200, await ask('GET', path, { headers }))
  for (const [headers, message] of [
    [
      { authorization: `Basic ${btoa(`${key}:`)}` },
      'The Authorization header takes Bearer and an API key, and the request says Basic',
    ],
    [{ authorization: 'Bearer nonsense' }, 'Invalid or expired API key'],
    [{ 'x-api-key': ours.token }, 'Invalid or expired API key'],
    [{ 'x-api-key': '' }, 'Invalid or expired API key'],
    [{ authorization: 'Bearer a.b.c' }, 'Invalid or expired session'],
    [{ cookie: 'apron_session=nonsense' }, 'Invalid or expired session'],
    [{ authorization: '' }, 'Authentication required'],
  ] as const)
    refused(401, message, await ask('GET', path, { headers }))
  const both = { authorization: `Bearer ${ours.token}`, 'x-api-key': key }
  assert.equal(expect(400, await ask('GET', path, { headers: both })).body.code, 'conflicting_credentials')
})

test('tenant headers describe the workspace of the credentials, whatever the caller claims', async () => {
  const path = '/api/v1/ops/aircraft'
  const read = (headers: Record<string, string>) => ask('GET', path, { as: key, headers })
  const said = expect(200, await read({ 'x-tenant-slug': other.workspace.slug, 'x-tenant-name': 'Bob Air' }))
  assert.deepEqual(
    ['id', 'slug', 'name', 'timezone'].map((name) => said.headers.get(`x-tenant-${name}`)),
    [ours.workspace.uuid, ours.workspace.slug, 'Ada Air', 'America/New_York'],
  )
  const modules = said.headers.get('x-tenant-modules')?.split(',') ?? []
  for (const name of ['flights', 'fleet', 'safety', 'fbo']) assert(modules.includes(name), name)
  for (const name of ['X-Org-Id', 'X-Tenant-Id']) {
    for (const own of [ours.workspace.uuid, ours.workspace.uuid.toUpperCase(), ours.workspace.id])
      expect(200, await read({ [name]: own }))
    for (const strange of [other.workspace.uuid, other.workspace.id, 'nonsense', crypto.randomUUID()])
      assert.equal(expect(403, await read({ [name]: strange })).body.code, 'wrong_workspace')
  }
  expect(403, await read({ 'X-Org-Id': ours.workspace.uuid, 'X-Tenant-Id': other.workspace.uuid }))
})

test('a record of another workspace is invisible to list, get, update and delete', async () => {
  const { data: theirs } = expect(
    201,
    await ask('POST', '/api/v1/ops/aircraft', { as: other.token, body: aircraft('N5BB') }),
  )
  const path = `/api/v1/ops/aircraft/${theirs.id}`
  const missing = await ask('GET', '/api/v1/ops/aircraft/acf_01jq8me7x2f9tb6k4z0r5w3v1n', { as: key })
  for (const [method, body] of [
    ['GET', undefined],
    ['PATCH', { model: 'X' }],
  ] as const)
    refused(404, missing.body.error, await ask(method, path, { as: key, body }))
  const { data } = await ask('GET', '/api/v1/ops/aircraft?search=N5BB', { as: key })
  assert.equal(data.total, 0)
  const { data: project } = await ask('POST', '/api/projects', { as: other.token, body: { name: 'P' } })
  for (const [method, body] of [
    ['GET', undefined],
    ['PATCH', { name: 'X' }],
  ] as const)
    expect(404, await ask(method, `/api/projects/${project.id}`, { as: ours.token, body }))
})

test('bodies are JSON with camelCase fields, queries are snake_case, and methods are checked', async () => {
  const path = '/api/v1/ops/aircraft'
  const post = (body: unknown, headers = {}) => ask('POST', path, { as: key, body, headers })
  assert.match(
    expect(201, await post(aircraft('N1AA'))).headers.get('content-type') ?? '',
    /^application\/json/,
  )
  expect(201, await post(aircraft('N2AA'), { 'content-type': 'Application/JSON; charset=UTF-8' }))
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    expect(415, await post('registration=N3AA', { 'content-type': type }))
  for (const [body, says] of [
    ['{"registration":', /not valid JSON/],
    ['', /registration/],
    [[], /must be an object/],
    [{ registration: 'N3AA', type_designator: 'C172' }, /typeDesignator, type_designator/],
    [{ registration: '   ', typeDesignator: 'C172' }, /registration/],
  ] as const)
    assert.match(expect(400, await post(body)).body.error, says)
  expect(413, await post(JSON.stringify({ registration: 'x'.repeat(10_000_000) })))
  assert.match(
    expect(400, await ask('GET', `${path}?pageSize=5`, { as: key })).body.error,
    /known are .*page_size/,
  )
  for (const query of ['date_from=2026-01-01&date_to=2026-01-31', 'from=2026-01-01&to=2026-01-31'])
    for (const list of ['ops/flights', 'public/flights', 'sms/reports'])
      expect(200, await ask('GET', `/api/v1/${list}?${query}`, { as: key }))
  assert.match(
    expect(400, await ask('GET', '/api/v1/ops/flights?date_from=yesterday', { as: key })).body.error,
    /^date_from must be a date such as .* or an instant such as /,
  )
  const put = expect(405, await ask('PUT', path, { as: key, body: {} }))
  assert.deepEqual([put.headers.get('allow'), put.body.code], ['GET, POST, OPTIONS', 'method_not_allowed'])
  expect(200, await ask('HEAD', path, { as: key }))
})

test('lists have the envelope, pages from one with at most 100 records, and a cursor', async () => {
  const path = '/api/v1/ops/crew'
  await Promise.all(
    Array.from({ length: 42 }, (_none, index) =>
      ask('POST', path, { as: ours.token, body: { displayName: `P${100 + index}`, functions: ['pilot'] } }),
    ),
  )
  const read = (query: string) => ask('GET', path + query, { as: key })
  const { body } = expect(200, await read(''))
  assert.equal(body.success, true)
  const shape = ({ items, total, page, per_page, total_pages, next_cursor }: typeof body.data) => [
    items.length,
    total,
    page,
    per_page,
    total_pages,
    next_cursor !== null,
  ]
  assert.deepEqual(shape(body.data), [20, 42, 1, 20, 3, true])
  assert.deepEqual(shape((await read('?page=3')).data), [2, 42, 3, 20, 3, false])
  assert.deepEqual(shape((await read('?page=4')).data), [0, 42, 4, 20, 3, false])
  assert.deepEqual(shape((await read('?page_size=100')).data), [42, 42, 1, 100, 1, false])
  for (const wrong of [
    'page=0',
    'page=-1',
    'page=x',
    'page=1.5',
    'page=',
    'page_size=0',
    'page_size=101',
    'page_size=x',
    'per_page=5',
    'sort=nonsense',
    'cursor=nonsense',
    'nonsense=1',
  ])
    assert.equal(expect(400, await read(`?${wrong}`)).body.details[0].field, wrong.split('=')[0])
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { data }: { data: typeof body.data } = expect(
      200,
      await read(`?page_size=10${cursor && `&cursor=${cursor}`}`),
    )
    seen.push(...data.items.map((item: { id: string }) => item.id))
    cursor = data.next_cursor
  }
  assert.deepEqual([seen.length, new Set(seen).size], [42, 42])
  const { next_cursor } = (await read('?page_size=10')).data
  assert.match(expect(400, await read(`?sort=-displayName&cursor=${next_cursor}`)).body.error, /order/)
})

test('limits per address: 20 sign-ins a minute, 10 sign-ups an hour, 10 anonymous reports a minute, 300 other requests', async () => {
  // If the window slides while the test counts, one or two more requests get through.
  const count = async (
    address: string,
    max: number,
    send: (one: Ask, turn: number) => Promise<{ status: number }>,
  ) => {
    let turn = 0
    const caller = from(address)
    while ((await send(caller, turn)).status !== 429) {
      turn++
      assert(turn <= max + 2, `${turn} requests got in, and ${max} are allowed`)
    }
    assert(turn >= max, `only ${turn} of ${max} got in`)
    const over = (await send(caller, turn)) as Awaited<ReturnType<Ask>>
    if (over.status === 429) {
      assert.equal(over.body.code, 'rate_limited')
      assert.match(over.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    }
  }
  const wrong = { email: 'nobody@example.com', password: 'not this one' }
  await count('192.0.2.1', 20, (one) => one('POST', '/api/v1/auth/login', { body: wrong }))
  refused(
    401,
    'The email address or the password is wrong',
    await from('192.0.2.2')('POST', '/api/v1/auth/login', { body: wrong }),
  )
  await count('192.0.2.3', 10, (one) => one('POST', '/api/v1/signup', { body: {} }))
  await count('192.0.2.4', 10, (one) => one('POST', '/api/v1/sms/public/anonymous-report', { body: {} }))
  await count('2001:db8::1', 300, (one) => one('GET', '/api/v1/ops/aircraft', { as: key }))
  expect(429, await from('2001:db8::ffff')('GET', '/api/v1/ops/aircraft', { as: key }))
  expect(200, await from('192.0.2.4')('GET', '/api/v1/ops/aircraft', { as: key }))
})
