import assert from 'node:assert/strict'
import { test } from 'node:test'
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
