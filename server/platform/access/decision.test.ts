import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { type Answer, client } from '../testing/client.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { checkOrder } from './refusal.ts'

type Checks = { check: string; outcome: string; detail: string }[]

async function decision({ owner }: TestWorkspace, refused: Answer) {
  const { status, data, text } = await owner.get(
    `/api/v1/requests/${refused.headers.get('x-request-id')}/decision`,
  )
  assert.equal(status, 200, text)
  return data
}

test('of every kind of refusal the admins see which check said no, and the fix', async (t) => {
  const space = await workspace(t)
  const { owner, key, project, as } = space
  const [mine, other] = [await project(), await project()]
  const gone = await key()
  await owner.delete(`/api/user/api-keys/${gone.keyId}`)
  const old = await key({ expires_in_days: 1 })
  await space.app.sql("update api_keys set expires_at = now() - interval '1 minute' where id = $1", [
    old.keyId,
  ])
  const replaced = await key()
  await owner.post(`/api/user/api-keys/${replaced.keyId}/regenerate`, {})
  const leaver = await as('leaver', { roles: ['pilot'] })
  await leaver.post('/api/v1/auth/logout')
  const refusals: [refused: Answer, check: string, fix: RegExp][] = [
    [await gone.get('/api/projects'), 'revoked', /create a new one/],
    [await old.get('/api/projects'), 'expiry', /create a new one/],
    [await replaced.get('/api/projects'), 'revoked', /create a new one/],
    [await leaver.get('/api/projects'), 'revoked', /Sign in again/],
    [
      await (await key()).get('/api/projects', { 'x-org-id': randomUUID() }),
      'tenant',
      /Leave the header out/,
    ],
    [await (await key()).get('/api/user/api-keys/scopes'), 'session_only', /in the console/],
    [
      await (await key({ scopes: ['*:read'] })).post('/api/projects', { name: 'x' }),
      'read_only',
      /a scope that writes/,
    ],
    [await (await key({ scopes: ['flights:read'] })).get('/api/projects'), 'scope', /Give the key the scope/],
    [
      await (await as('student', { roles: ['student'] })).post('/api/projects', { name: 'x' }),
      'role',
      /one of the roles/,
    ],
    [
      await (await key({ projects: [mine.id] })).get(`/api/projects/${other.id}`),
      'project',
      /a key for that project/,
    ],
  ]
  await owner.patch('/api/v1/admin/workspace', { modules: ['projects'] })
  refusals.push([await (await key()).get('/api/v1/ops/aircraft'), 'module', /An admin can enable it/])
  for (const [refused, check, fix] of refusals) {
    assert.ok(refused.status === 401 || refused.status === 403, refused.text)
    const { checks, ...said } = await decision(space, refused)
    assert.deepEqual(
      (checks as Checks).map((check) => check.check),
      checkOrder,
    )
    const failed = (checks as Checks).findIndex((check) => check.outcome === 'failed')
    assert.equal(checks[failed].check, check, JSON.stringify(checks))
    assert.ok(checks[failed].detail.length > 10)
    assert.ok(
      (checks as Checks)
        .slice(0, failed)
        .every((one) => one.outcome === 'passed' || check === 'expiry' || check === 'revoked'),
      JSON.stringify(checks),
    )
    assert.ok(
      (checks as Checks).slice(failed + 1).every((check) => check.outcome === 'not_reached'),
      JSON.stringify(checks),
    )
    assert.match(said.fix, fix)
    assert.deepEqual(
      [said.code, said.message, said.status],
      [refused.body.code, refused.body.error, refused.status],
    )
  }
})

test('the limit and the allowlist show as passed where they were', async (t) => {
  const space = await workspace(t)
  const { checks } = await decision(
    space,
    await (await space.key({ scopes: ['flights:read'] })).get('/api/projects'),
  )
  for (const name of ['limit', 'allowlist'])
    assert.equal((checks as Checks).find((check) => check.check === name)?.outcome, 'passed')
})

test('a request over the limit is explained too, where the key has called before', async () => {
  const app = await startTestApp({ RATE_LIMIT_DEFAULT: '6/1h' })
  const space = await workspace(undefined, app)
  const one = await space.key()
  let refused = await one.get('/api/projects')
  while (refused.status === 200) refused = await one.get('/api/projects')
  assert.equal(refused.status, 429)
  // The owner calls from the same address, so the database is asked instead of the API.
  await app.services.refusals.flush()
  const [row] = await app.sql<{ checks: Checks; fix: string; key_id: string }>(
    'select checks, fix, key_id from request_refusals where request_id = $1',
    [refused.headers.get('x-request-id')],
  )
  assert.deepEqual(
    [row?.checks[0]?.check, row?.checks[0]?.outcome, row?.key_id],
    ['limit', 'failed', one.keyId],
  )
  assert.match(row?.checks[0]?.detail ?? '', /More than 6 in 1 h from one address/)
  assert.match(row?.fix ?? '', /Retry-After/)
  for (let count = 0; count < 60; count++) await one.get('/api/projects')
  await app.services.refusals.flush()
  const [{ kept } = { kept: 0 }] = await app.sql<{ kept: number }>(
    'select count(*)::int as kept from request_refusals where status = 429',
  )
  assert.ok(kept <= 50, `${kept} are kept`)
})

test('a decision is seen by the admins of the workspace it concerns, and by nobody else', async (t) => {
  const [mine, theirs] = [await workspace(t), await workspace(t)]
  const refused = await (await mine.key({ scopes: ['*:read'] })).post('/api/projects', { name: 'x' })
  const path = `/api/v1/requests/${refused.headers.get('x-request-id')}/decision`
  assert.equal((await theirs.owner.get(path)).status, 404)
  assert.equal((await (await mine.as('pilot')).get(path)).status, 403)
  assert.equal((await (await mine.as('auditor', { roles: ['auditor'] })).get(path)).status, 200)
  const unknown = await client(mine.app.origin, { 'x-api-key': 'nonsense' }).get('/api/projects')
  assert.equal(
    (await mine.owner.get(`/api/v1/requests/${unknown.headers.get('x-request-id')}/decision`)).status,
    404,
  )
})

test('the refusals of a key are listed with it, the newest first', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key({ scopes: ['flights:read'] })
  await one.get('/api/projects')
  await one.get('/api/v1/ops/aircraft')
  const { data } = await owner.get(`/api/user/api-keys/${one.keyId}/refusals`)
  assert.deepEqual(
    data.map((refusal: { path: string; code: string }) => [refusal.path, refusal.code]),
    [
      ['/api/v1/ops/aircraft', 'scope_missing'],
      ['/api/projects', 'scope_missing'],
    ],
  )
})
