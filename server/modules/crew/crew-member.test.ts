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

test('a search finds people by any part of a text, also beyond what the index looks up', async (t) => {
  const { app, owner, uuid, person, key } = await workspace(t)
  const ana = await person({ displayName: 'Ána 100%_Sure', email: 'zorro@example.com' })
  await app.sql(
    `insert into crew (workspace_id, id, display_name)
     select $1, 'crw_' || lpad(n::text, 26, '0'), 'Heron ' || n from generate_series(1, 1100) n`,
    [uuid],
  )
  const found = async (text: string, path = '/api/v1/ops/crew') =>
    (await owner.get(`${path}?search=${encodeURIComponent(text)}`)).data
  for (const text of ['Ána', 'na 100%', '100%_s', '0%_', 'zorro@'])
    assert.deepEqual(
      (await found(text)).items.map(({ id }: { id: string }) => id),
      [ana.id],
      text,
    )
  for (const [text, total] of [
    ['heron', 1100],
    ['he', 1100],
    ['heron 77', 11],
    ['heron 1100', 1],
    ['her%n', 0],
    ['heron_1', 0],
  ] as const)
    assert.equal((await found(text)).total, total, text)
  // The public list does not look at addresses, though the index does.
  assert.equal((await found('zorro', '/api/v1/public/pilots')).total, 0)
  const pilots = await key({ scopes: ['public.pilots:read'] })
  assert.equal((await pilots.get('/api/v1/public/pilots?search=zorro')).data.total, 0)
  assert.equal((await pilots.get('/api/v1/public/pilots?search=sure')).data.total, 1)
})
