import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

test('whose record somebody signs in as is said by the owner or an admin, and not by a dispatcher', async (t) => {
  const { owner, as, person } = await workspace(t)
  const dispatcher = await as('dora', { roles: ['dispatcher'] })
  const other = await person()
  const path = `/api/v1/ops/crew/${other.id}`
  const userId = dispatcher.userId
  for (const attempt of [
    await dispatcher.patch(path, { userId }),
    await dispatcher.post('/api/v1/ops/crew', { displayName: 'Dora', userId }),
  ])
    assert.deepEqual([attempt.status, attempt.body.code], [403, 'role_missing'])
  assert.equal((await dispatcher.patch(path, { phone: '+1 970 555 0100' })).status, 200)
  assert.equal((await owner.patch(path, { userId })).data.userId, userId)
  assert.equal((await dispatcher.patch(path, { userId, notes: 'unchanged' })).status, 200)
  assert.equal((await dispatcher.patch(path, { userId: null })).status, 403)
})
