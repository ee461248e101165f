import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { purge } from './purge.ts'

const app = await testApp()
const of = (keyId: string) => `/api/user/api-keys/${keyId}`
/** Lets a key be counted from so many days ago on. */
const aged = (keyId: string, days: number) =>
  app.sql(
    `
      update api_keys
         set created_at = now() - make_interval(days => $2),
           scopes_counted_from = now() - make_interval(days => $2)
       where id = $1`,
    [keyId, days],
  )
const used = async (keyId: string, scope: string, daysAgo: number, requests = 1) =>
  app.sql(
    `
      insert into api_key_scope_uses
      select workspace_id, id, $2, current_date - $3::int, $4, now() - make_interval(days => $3) from api_keys
       where id = $1`,
    [keyId, scope, daysAgo, requests],
  )

test('what a key was granted stands beside what it used, scope by scope', async (t) => {
  const { owner, key } = await workspace(t, app)
  const program = await key({ scopes: ['projects:*', 'crew:read', 'public.*:read'] })
  await program.get('/api/projects')
  await program.get('/api/projects?page_size=5')
  await program.post('/api/projects', { name: 'One' })
  await program.get('/api/v1/public/pilots')
  const { data } = await owner.get(`${of(program.keyId)}/scope-usage`)
  assert.deepEqual(
    data.used.map((use: { scope: string; granted_by: string; requests_30_days: number }) => [
      use.scope,
      use.granted_by,
      use.requests_30_days,
    ]),
    [
      ['projects:read', 'projects:*', 2],
      ['projects:write', 'projects:*', 1],
      ['public.pilots:read', 'public.*:read', 1],
    ],
  )
  assert.deepEqual(
    data.granted.map((one: { scope: string; requests_90_days: number; last_used_at: string | null }) => [
      one.scope,
      one.requests_90_days,
      one.last_used_at !== null,
    ]),
    [
      ['projects:*', 3, true],
      ['crew:read', 0, false],
      ['public.*:read', 1, true],
    ],
  )
  assert.deepEqual(data.suggestion.scopes, ['projects:read', 'projects:write', 'public.pilots:read'])
  assert.ok(
    data.suggestion.removed.includes('crew:read') && data.suggestion.removed.includes('public.fleet:read'),
  )
})

test('what was refused does not count, whatever refused it', async (t) => {
  const { owner, key, project } = await workspace(t, app)
  const [mine, other] = [await project(), await project()]
  const program = await key({ scopes: ['projects:read', 'aircraft:write'], projects: [mine.id] })
  assert.equal((await program.get(`/api/projects/${other.id}`)).status, 403)
  assert.equal((await program.post('/api/v1/ops/aircraft', {})).status, 403)
  assert.equal((await program.get('/api/v1/ops/crew')).status, 403)
  assert.equal((await program.get('/api/projects', { 'x-org-id': 'another' })).status, 403)
  assert.deepEqual((await owner.get(`${of(program.keyId)}/scope-usage`)).data.used, [])
  assert.equal((await program.get(`/api/projects/${mine.id}`)).status, 200)
  assert.equal((await program.get('/api/projects?page=0')).status, 400)
  assert.deepEqual(
    (await owner.get(`${of(program.keyId)}/scope-usage`)).data.used.map(
      (use: { scope: string; requests_30_days: number }) => [use.scope, use.requests_30_days],
    ),
    [['projects:read', 2]],
  )
})

test('what is sent anonymously is no use of the key that sent it', async (t) => {
  const { owner, key } = await workspace(t, app)
  const program = await key({ scopes: ['safety:write'] })
  const answer = await program.post('/api/v1/sms/reports', {
    mode: 'anonymous',
    type: 'hazard',
    category: 'ground_operations',
    title: 'Fuel hose left on the taxiway',
    description:
      'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
  })
  assert.equal(answer.status, 201)
  assert.deepEqual((await owner.get(`${of(program.keyId)}/scope-usage`)).data.used, [])
})

test('use within 30 and 90 days is counted separately, and older use does not count', async (t) => {
  const { owner, key } = await workspace(t, app)
  const { keyId } = await key({ scopes: ['*'] })
  await aged(keyId, 300)
  for (const [scope, days] of [
    ['flights:read', 29],
    ['flights:read', 30],
    ['crew:read', 89],
    ['aircraft:read', 90],
  ] as const)
    await used(keyId, scope, days, 10)
  const { data } = await owner.get(`${of(keyId)}/scope-usage`)
  assert.deepEqual(
    data.used.map((use: Record<string, unknown>) => [use.scope, use.requests_30_days, use.requests_90_days]),
    [
      ['aircraft:read', 0, 0],
      ['crew:read', 0, 10],
      ['flights:read', 10, 20],
    ],
  )
  assert.deepEqual([data.suggestion.scopes, data.warning], [['crew:read', 'flights:read'], null])
})

test('narrowing leaves a key what it used, at once, and the audit log says what it lost', async (t) => {
  const { owner, key } = await workspace(t, app)
  const program = await key({ scopes: ['*'] })
  await aged(program.keyId, 60)
  assert.equal((await program.get('/api/projects')).status, 200)
  const answer = await owner.post(`${of(program.keyId)}/narrow`)
  assert.deepEqual(
    [answer.status, answer.data.scopes, answer.data.warning, answer.data.removed.includes('projects:write')],
    [200, ['projects:read'], null, true],
  )
  assert.equal((await program.get('/api/projects')).status, 200)
  assert.equal((await program.post('/api/projects', { name: 'x' })).status, 403)
  const [entry] = (
    await owner.get(`/api/v1/admin/audit-log?subject=${program.keyId}&action=api_key.narrowed`)
  ).data.items
  assert.deepEqual(
    entry.changes.find((change: { field: string }) => change.field === 'scopes'),
    { field: 'scopes', before: ['*'], after: ['projects:read'] },
  )
  const again = await owner.post(`${of(program.keyId)}/narrow`)
  assert.deepEqual([again.status, again.body.code], [409, 'nothing_to_narrow'])
})

test('narrowing never gives a key what it does not have', async (t) => {
  const { owner, key } = await workspace(t, app)
  const { keyId } = await key({ scopes: ['projects:*', 'crew:read'] })
  for (const scope of ['projects:read', 'flights:write', 'aircraft:read', 'crew:write'])
    await used(keyId, scope, 3)
  const { data } = await owner.post(`${of(keyId)}/narrow`)
  assert.deepEqual(data.scopes, ['projects:read'])
})

test('a key whose use is known for less than thirty days comes with a warning', async (t) => {
  const { owner, key } = await workspace(t, app)
  const young = await key({ scopes: ['*:read'] })
  await young.get('/api/projects')
  assert.match(
    (await owner.get(`${of(young.keyId)}/scope-usage`)).data.warning,
    /known for less than a day\./,
  )
  await aged(young.keyId, 29)
  assert.match((await owner.get(`${of(young.keyId)}/scope-usage`)).data.warning, /known for 29 days\./)
  const preview = await owner.post(`${of(young.keyId)}/narrow?dry_run=true`)
  assert.match(preview.data.warning, /29 days/)
  assert.deepEqual((await owner.get(of(young.keyId))).data.scopes, ['*:read'])
  await aged(young.keyId, 30)
  assert.equal((await owner.post(`${of(young.keyId)}/narrow`)).data.warning, null)
})

test('a key that used nothing is not narrowed to nothing, and a revoked one not at all', async (t) => {
  const { owner, key } = await workspace(t, app)
  const idle = await key({ scopes: ['*:read'] })
  const answer = await owner.post(`${of(idle.keyId)}/narrow`)
  assert.deepEqual(
    [answer.status, answer.body.error],
    [409, 'It has used none of its scopes in 90 days. If nobody needs it, revoke it'],
  )
  assert.equal((await owner.get(`${of(idle.keyId)}/scope-usage`)).data.suggestion, null)
  await owner.delete(of(idle.keyId))
  assert.equal((await owner.post(`${of(idle.keyId)}/narrow`)).body.code, 'api_key_revoked')
})

test('keys do not narrow keys, and auditors only look', async (t) => {
  const { as, key } = await workspace(t, app)
  const program = await key({ scopes: ['*'] })
  assert.equal((await program.post(`${of(program.keyId)}/narrow`)).status, 403)
  const auditor = await as('auditor', { roles: ['auditor'] })
  assert.equal((await auditor.get(`${of(program.keyId)}/scope-usage`)).status, 200)
  assert.equal((await auditor.post(`${of(program.keyId)}/narrow`)).status, 403)
})

test('uses are written together, and forgotten after 400 days', async (t) => {
  const { key } = await workspace(t, app)
  const program = await key({ scopes: ['projects:read'] })
  for (let count = 0; count < 20; count++) await program.get('/api/projects')
  const rows = () =>
    app.sql('select requests::int from api_key_scope_uses where key_id = $1', [program.keyId])
  assert.deepEqual(await rows(), [])
  await app.services.usage.flush()
  assert.deepEqual(await rows(), [{ requests: 20 }])
  await app.sql('update api_key_scope_uses set used_on = current_date - 401 where key_id = $1', [
    program.keyId,
  ])
  await purge(app.services)
  assert.deepEqual(await rows(), [])
})
