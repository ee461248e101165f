import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'

test('a partial set is merged: what is left out stays, what was sent is answered', async (t) => {
  const { owner } = await workspace(t)
  assert.deepEqual((await owner.get('/api/settings')).data, {
    default_timezone: 'UTC',
    require_sso: false,
    data_residency: 'us',
  })
  const first = await owner.post('/api/settings', { data_residency: 'eu-central-1' })
  assert.deepEqual(Object.keys(first.data).sort(), ['data_residency', 'updated_at'])
  const second = await owner.post('/api/settings', {
    default_timezone: 'America/New_York',
    require_sso: false,
  })
  assert.deepEqual(
    { ...second.data, updated_at: null },
    {
      default_timezone: 'America/New_York',
      require_sso: false,
      updated_at: null,
    },
  )
  assert.ok(Date.now() - Date.parse(second.data.updated_at) < 60_000)
  const { data } = await owner.get('/api/settings/all')
  assert.deepEqual(
    [data.default_timezone, data.data_residency, data.feature_flags.flights, data.feature_flags.api_keys],
    ['America/New_York', 'eu-central-1', true, true],
  )
})

test('the audit log shows each setting before and after', async (t) => {
  const { owner } = await workspace(t)
  await owner.post('/api/settings', { data_residency: 'eu', feature_flags: { flights: false } })
  const [entry] = (await owner.get('/api/v1/admin/audit-log')).data.items
  assert.equal(entry.action, 'settings.updated')
  assert.deepEqual(entry.changes, [
    { field: 'data_residency', before: 'us', after: 'eu' },
    { field: 'feature_flags.flights', before: true, after: false },
  ])
})

test('an unknown key, an unknown flag and a bad value are refused by name', async (t) => {
  const { owner } = await workspace(t)
  const cases: [object, string, RegExp][] = [
    [{ theme: 'dark' }, 'theme', /theme/],
    [{ feature_flags: { lineage_v2: true } }, 'feature_flags.lineage_v2', /no feature flag "lineage_v2"/],
    [{ feature_flags: { flights: 'yes' } }, 'feature_flags.flights', /feature_flags\.flights/],
    [{ default_timezone: 'Mars/Olympus' }, 'default_timezone', /default_timezone must be an IANA zone/],
    [{ default_timezone: '+02:00' }, 'default_timezone', /IANA zone/],
    [{ data_residency: 'The Moon' }, 'data_residency', /data_residency/],
    [{ require_sso: 'true' }, 'require_sso', /require_sso/],
  ]
  for (const [body, field, sentence] of cases) {
    const answer = await owner.post('/api/settings', body)
    assert.deepEqual([answer.status, answer.body.details[0].field], [400, field], answer.text)
    assert.match(answer.body.error, sentence)
  }
  assert.equal((await owner.get('/api/settings')).data.default_timezone, 'UTC')
})

test('single sign-on is not required while nobody could sign in by it', async (t) => {
  const { owner } = await workspace(t)
  const refused = await owner.post('/api/settings', { require_sso: true, data_residency: 'eu' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'sso_not_configured'])
  assert.equal((await owner.get('/api/settings')).data.data_residency, 'us')
})

test('a flag that is off switches its module off at once, and parallel changes do not undo each other', async (t) => {
  const { owner } = await workspace(t)
  const names = ['flights', 'fleet', 'crew', 'projects']
  await Promise.all(names.map((name) => owner.post('/api/settings', { feature_flags: { [name]: false } })))
  const { feature_flags } = (await owner.get('/api/settings/all')).data
  assert.deepEqual(
    names.map((name) => feature_flags[name]),
    [false, false, false, false],
  )
  assert.equal((await owner.get('/api/v1/ops/aircraft')).body.code, 'module_disabled')
  await owner.post('/api/settings', { feature_flags: { fleet: true } })
  assert.equal((await owner.get('/api/v1/ops/aircraft')).status, 200)
})

test('a key needs the scope, a member the role', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  assert.equal((await pilot.get('/api/settings')).status, 403)
  const reader = await space.key({ scopes: ['settings:read'] })
  assert.equal((await reader.get('/api/settings/all')).status, 200)
  assert.equal((await reader.post('/api/settings', {})).body.error, 'This API key is read-only')
})
