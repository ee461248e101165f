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

test('the callers of a key are kept for 90 days', async (t) => {
  const { app, uuid, key } = await workspace(t)
  const client = await key()
  for (const agent of ['old', 'new']) await client.get('/api/projects', { 'user-agent': agent })
  await app.services.usage.flush()
  await app.sql(
    `
      update api_key_callers set last_seen_at = now() - interval '91 days'
       where workspace_id = $1 and user_agent = 'old'`,
    [uuid],
  )

  await purge(app.services)

  assert.deepEqual(await app.sql('select user_agent from api_key_callers where workspace_id = $1', [uuid]), [
    { user_agent: 'new' },
  ])
})
