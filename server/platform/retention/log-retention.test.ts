import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const path = '/api/settings/log-retention'
const defaults = { run_logs_days: 30, audit_logs_days: 365, diagnostic_artifacts_days: 7 }

test('a workspace begins with 30, 365 and 7 days', async (t) => {
  const { owner } = await workspace(t, app)
  const answer = await owner.get(path)
  assert.deepEqual([answer.status, answer.data], [200, { ...defaults, updated_at: null }])
})

test('any subset is changed, the rest keeps its value, and the audit log says from what to what', async (t) => {
  const { owner } = await workspace(t, app)
  const first = await owner.put(path, { run_logs_days: 14, diagnostic_artifacts_days: 14 })
  const { updated_at, ...days } = first.data
  assert.deepEqual(
    [first.status, days],
    [200, { run_logs_days: 14, audit_logs_days: 365, diagnostic_artifacts_days: 14 }],
  )
  assert.match(updated_at, /^\d{4}-.*Z$/)
  const second = await owner.put(path, { audit_logs_days: 2000 })
  assert.deepEqual(
    [second.data.run_logs_days, second.data.audit_logs_days, second.data.diagnostic_artifacts_days],
    [14, 2000, 14],
  )
  assert.deepEqual((await owner.get(path)).data, second.data)
  const log = await owner.get('/api/v1/admin/audit-log?action=log_retention.updated')
  assert.deepEqual(
    log.data.items.map((item: { changes: unknown }) => item.changes),
    [
      [{ field: 'audit_logs_days', before: 365, after: 2000 }],
      [
        { field: 'run_logs_days', before: 30, after: 14 },
        { field: 'diagnostic_artifacts_days', before: 7, after: 14 },
      ],
    ],
  )
})

test('two who change different fields at once both have their way', async (t) => {
  const { owner } = await workspace(t, app)
  const answers = await Promise.all([
    owner.put(path, { run_logs_days: 5 }),
    owner.put(path, { diagnostic_artifacts_days: 6 }),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  )
  const { run_logs_days, diagnostic_artifacts_days } = (await owner.get(path)).data
  assert.deepEqual([run_logs_days, diagnostic_artifacts_days], [5, 6])
})

test('retention changes only after a fresh proof of who it is', async (t) => {
  const { owner, uuid } = await workspace(t, app)
  assert.equal((await owner.put(path, { run_logs_days: 40 })).status, 200)
  await app.sql(
    "update sessions set authenticated_at = now() - interval '31 minutes' where workspace_id = $1",
    [uuid],
  )
  for (const days of [39, 41]) {
    const refused = await owner.put(path, { run_logs_days: days })
    assert.deepEqual([refused.status, refused.body.code], [403, 'reauthentication_required'])
  }
  assert.equal((await owner.get(path)).data.run_logs_days, 40)
  assert.equal((await owner.post('/api/user/reauthenticate', { password: 'three quiet herons' })).status, 200)
  assert.equal((await owner.put(path, { run_logs_days: 39 })).status, 200)
})

test('a time below the legal minimum is refused with the regulation, and nothing changes', async (t) => {
  const { owner } = await workspace(t, app)
  const answer = await owner.put(path, { audit_logs_days: 364, run_logs_days: 1 })
  assert.deepEqual([answer.status, answer.body.code], [422, 'retention_below_minimum'])
  assert.equal(
    answer.body.error,
    "audit_logs_days must be at least 365: pilots' flight times are kept for 12 months (14 CFR 135.63(b)), and the audit log is what vouches for them",
  )
  assert.equal(answer.body.details[0].field, 'audit_logs_days')
  assert.deepEqual((await owner.get(path)).data, { ...defaults, updated_at: null })
})

test('each wrong value is refused with a sentence of its own', async (t) => {
  const { owner } = await workspace(t, app)
  for (const [body, sentence] of [
    [{ run_logs_days: 0 }, 'run_logs_days must be at least 1'],
    [{ run_logs_days: -3 }, 'run_logs_days must be at least 1'],
    [{ run_logs_days: 3651 }, 'run_logs_days must be at most 3650'],
    [{ diagnostic_artifacts_days: '7' }, 'diagnostic_artifacts_days must be a whole number'],
    [{ diagnostic_artifacts_days: 1.5 }, 'diagnostic_artifacts_days must be a whole number'],
    [{ audit_logs_days: null }, 'audit_logs_days must be a whole number'],
    [{ audit_logs_days: 36_501 }, 'audit_logs_days must be at most 36500'],
    [
      { audit_days: 400 },
      'audit_days is not known here; known are run_logs_days, audit_logs_days, diagnostic_artifacts_days',
    ],
  ] as const) {
    const answer = await owner.put(path, body)
    assert.deepEqual([answer.status, answer.body.error], [400, sentence])
  }
})

test('admins change it, and auditors and keys with the scope see it', async (t) => {
  const { as, key } = await workspace(t, app)
  const statuses = async (client: { get: typeof as.prototype.get; put: typeof as.prototype.put }) => [
    (await client.get(path)).status,
    (await client.get(`${path}/preview`)).status,
    (await client.put(path, { run_logs_days: 20 })).status,
  ]
  for (const [role, expected] of [
    ['admin', [200, 200, 200]],
    ['auditor', [200, 200, 403]],
    ['safety_manager', [200, 200, 403]],
    ['pilot', [403, 403, 403]],
  ] as const)
    assert.deepEqual(await statuses(await as(role, { roles: [role] })), expected, role)
  assert.deepEqual(await statuses(await key({ scopes: ['settings:*'] })), [200, 200, 403])
  assert.deepEqual(await statuses(await key({ scopes: ['settings:read'] })), [200, 200, 403])
})
