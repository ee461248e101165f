import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setupCode } from '../identity/setup.ts'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const path = '/api/v1/admin/workspace'

for (const [timezone, rules] of [
  ['America/Denver', ['faa_91']],
  ['America/Indiana/Knox', ['faa_91']],
  ['Pacific/Guam', ['faa_91']],
  ['Europe/Berlin', ['easa_nco']],
  ['Atlantic/Canary', ['easa_nco']],
  ['Asia/Nicosia', ['easa_nco']],
  ['Indian/Reunion', ['easa_nco']],
  ['America/Martinique', ['easa_nco']],
  ['Europe/Zurich', ['easa_nco']],
  ['Europe/London', ['uk']],
  // These keep a zone of Europe or America, and other rules.
  ['Europe/Moscow', []],
  ['Europe/Istanbul', []],
  ['America/Toronto', []],
  ['UTC', []],
] as const)
  test(`a new workspace in ${timezone} is suggested ${rules.join(', ') || 'nothing'}`, async (t) => {
    const { app, next } = await workspace(t)
    const { data } = await client(app.origin).post('/api/v1/signup', {
      email: `zone-${next()}@example.com`,
      password: 'three quiet herons',
      displayName: 'Ada Martin',
      workspaceName: `Zone ${next()}`,
      timezone,
      setupCode: setupCode(app.services.secrets),
    })
    const owner = client(app.origin, { authorization: `Bearer ${data.accessToken}` })
    assert.deepEqual((await owner.get(path)).data.operatingRules, rules)
  })

test('operating rules are changed without the time zone, and the audit log keeps what they were', async (t) => {
  const { owner } = await workspace(t)
  const changed = await owner.patch(path, { operatingRules: ['faa_135', 'easa_cat'] })
  assert.deepEqual([changed.status, changed.data.operatingRules], [200, ['faa_135', 'easa_cat']])
  const moved = await owner.patch(path, { timezone: 'Europe/London' })
  assert.deepEqual(moved.data.operatingRules, ['faa_135', 'easa_cat'])
  const { items } = (await owner.get('/api/v1/admin/audit-log?action=workspace.updated')).data
  assert.deepEqual(items[1].changes, [
    { field: 'operatingRules', before: [], after: ['faa_135', 'easa_cat'] },
  ])
})

test('at least one rule is chosen, each once, of those that exist, by an admin', async (t) => {
  const { owner, as } = await workspace(t)
  for (const operatingRules of [[], ['faa_999'], ['uk', 'uk'], 'uk', null]) {
    const { status, body } = await owner.patch(path, { operatingRules })
    assert.equal(status, 400, JSON.stringify(body))
    assert.match(body.details[0].field, /^operatingRules/)
  }
  const manager = await as('manager', { roles: ['safety_manager'] })
  assert.equal((await manager.patch(path, { operatingRules: ['uk'] })).status, 403)
})
