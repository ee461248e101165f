import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'
import { purge } from './purge.ts'

test('answers for repeated requests are kept for a day, refusals for thirty', async (t) => {
  const { app, uuid, owner, key } = await workspace(t)
  for (const name of ['old', 'new']) await owner.post('/api/projects', { name }, { 'idempotency-key': name })
  const reader = await key({ scopes: ['*:read'] })
  for (const id of ['old', 'new']) await reader.post('/api/projects', { name: 'x' }, { 'x-request-id': id })
  assert.equal((await owner.get('/api/v1/requests/old/decision')).status, 200)
  await app.sql(
    "update idempotency_keys set created_at = now() - interval '25 hours' where workspace_id = $1 and key = 'old'",
    [uuid],
  )
  await app.sql(
    "update request_refusals set at = now() - interval '31 days' where workspace_id = $1 and request_id = 'old'",
    [uuid],
  )

  await purge(app.services)

  assert.deepEqual(await app.sql('select key from idempotency_keys where workspace_id = $1', [uuid]), [
    { key: 'new' },
  ])
  assert.deepEqual(
    [
      (await owner.get('/api/v1/requests/old/decision')).status,
      (await owner.get('/api/v1/requests/new/decision')).status,
    ],
    [404, 200],
  )
})
