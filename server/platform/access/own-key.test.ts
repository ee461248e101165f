import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await startTestApp({ RATE_LIMIT_DEFAULT: '100000/1m' })

test('a key can ask who it is, whatever its scopes and projects', async (t) => {
  const { key, project } = await workspace(t, app)
  const { id: projectId } = await project()
  for (const options of [
    { scopes: ['*'] },
    { scopes: ['*:read'] },
    { scopes: ['webhooks:write'], projects: [projectId] },
    { scopes: ['flights:read'], expires_in_days: 30 },
  ]) {
    const own = await key(options)
    const { status, data } = await own.get('/api/v1/key')
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(data), ['id', 'name', 'scopes', 'projects', 'expiresAt', 'rateLimit'])
    assert.deepEqual(
      [data.id, data.scopes, data.projects, data.rateLimit],
      [own.keyId, options.scopes, options.projects ?? 'all', { requests: 100_000, windowSeconds: 60 }],
    )
    const days = data.expiresAt === null ? null : (Date.parse(data.expiresAt) - Date.now()) / 86_400_000
    assert.equal(days === null ? undefined : Math.round(days), options.expires_in_days)
  }
})

test('a session is no key, and hears where it is described; a revoked key and a stranger hear nothing', async (t) => {
  const { owner, anybody, key } = await workspace(t, app)
  const refused = await owner.get('/api/v1/key')
  assert.deepEqual([refused.status, refused.body.code], [403, 'api_key_required'])
  assert.equal((await anybody.get('/api/v1/key')).status, 401)
  const own = await key()
  await owner.delete(`/api/user/api-keys/${own.keyId}`)
  assert.equal((await own.get('/api/v1/key')).status, 401)
})

test('no limit of requests is null', async (t) => {
  const unlimited = await startTestApp({ RATE_LIMIT_DEFAULT: 'off' }, { work: false })
  const { key } = await workspace(t, unlimited)
  assert.equal((await (await key()).get('/api/v1/key')).data.rateLimit, null)
})
