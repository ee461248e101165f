import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'
import { purge } from './purge.ts'

test('answers for repeated requests are kept for a day', async (t) => {
  const { app, uuid, owner } = await workspace(t)
  for (const name of ['old', 'new']) await owner.post('/api/projects', { name }, { 'idempotency-key': name })
  await app.sql(
    "update idempotency_keys set created_at = now() - interval '25 hours' where workspace_id = $1 and key = 'old'",
    [uuid],
  )

  await purge(app.services)

  assert.deepEqual(await app.sql('select key from idempotency_keys where workspace_id = $1', [uuid]), [
    { key: 'new' },
  ])
})
