import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

test('the status tells versions, sizes, queues, periodic work and the disk', async (t) => {
  const { owner } = await workspace(t)
  const { status, data } = await owner.get('/api/system/status')
  assert.equal(status, 200)
  assert.match(data.database.version, /^\d+/)
  assert.match(data.database.newest_migration, /^\d{4}_.*\.sql$/)
  assert.ok(data.database.size_bytes > 1_000_000 && data.disk.free_bytes > 0)
  assert.deepEqual(data.queues.map((one: { name: string }) => one.name).sort(), [
    'imports',
    'mails',
    'webhook_deliveries',
  ])
  assert.equal(data.file_store.is_writable, true)
})

test('headers of a proxy from an address that is not trusted are a warning, and those of a trusted one are not', async () => {
  for (const [trusted, warnings] of [
    ['', 1],
    ['127.0.0.0/8', 0],
  ] as const) {
    const app = await startTestApp({ TRUSTED_PROXIES: trusted, LOG_LEVEL: 'silent' })
    const browser = client(app.origin)
    const { data: first } = await browser.post('/api/v1/signup', {
      email: 'owner@example.com',
      password: 'three quiet herons',
      displayName: 'Owner',
      workspaceName: 'School',
    })
    const owner = client(app.origin, { authorization: `Bearer ${first.accessToken}` })
    assert.deepEqual((await owner.get('/api/system/status')).data.warnings, [])
    await browser.get('/api/v1/setup', { 'x-forwarded-for': '203.0.113.9' })
    const { data } = await owner.get('/api/system/status')
    assert.equal(data.warnings.length, warnings)
    if (warnings > 0) assert.match(data.warnings[0], /127\.0\.0\.1 .*set TRUSTED_PROXIES=127\.0\.0\.1$/)
  }
})
