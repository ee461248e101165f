import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

test('a list that was asked for before is never older than the last change', async (t) => {
  const { owner, flight, key } = await workspace(t)
  const reader = await key({ scopes: ['public.flights:read'] })
  const { id } = await flight({ status: 'submitted' })
  const read = () => reader.get('/api/v1/public/flights')
  assert.deepEqual(
    [(await read()).data.items[0].status, (await read()).data.items[0].status],
    ['submitted', 'submitted'],
  )
  await owner.post(`/api/v1/ops/flights/${id}/approve`)
  const after = await read()
  assert.deepEqual([after.data.total, after.data.items[0].status], [1, 'approved'])
})

test('a key that is revoked, narrowed or limited is refused or cut at its next request, whatever it asked before', async (t) => {
  const { owner, flight, project, key } = await workspace(t)
  const [mine, other] = [await project(), await project()]
  await flight({ projectId: mine.id })
  await flight({ projectId: other.id })
  const reader = await key({ scopes: ['public.flights:read', 'public.fleet:read'] })
  assert.equal((await reader.get('/api/v1/public/flights')).data.total, 2)
  await owner.patch(`/api/user/api-keys/${reader.keyId}`, { projects: [mine.id] })
  assert.equal((await reader.get('/api/v1/public/flights')).data.total, 1)
  await owner.patch(`/api/user/api-keys/${reader.keyId}`, { scopes: ['public.fleet:read'] })
  assert.equal((await reader.get('/api/v1/public/flights')).status, 403)
  await owner.delete(`/api/user/api-keys/${reader.keyId}`)
  assert.equal((await reader.get('/api/v1/public/flights')).status, 401)
})

test('two keys with different reach never share an answer', async (t) => {
  const { flight, project, key } = await workspace(t)
  const mine = await project()
  await flight({ projectId: mine.id })
  await flight()
  const [all, limited] = [
    await key({ scopes: ['public.flights:read'] }),
    await key({ scopes: ['public.flights:read'], projects: [mine.id] }),
  ]
  for (let round = 0; round < 2; round++) {
    assert.equal((await all.get('/api/v1/public/flights')).data.total, 2)
    assert.equal((await limited.get('/api/v1/public/flights')).data.total, 1)
  }
})

test('an entity tag answers 304 until something changes', async (t) => {
  const { flight, key } = await workspace(t)
  const reader = await key({ scopes: ['public.flights:read'] })
  const { headers } = await reader.get('/api/v1/public/flights')
  const tag = headers.get('etag') ?? ''
  assert.equal((await reader.get('/api/v1/public/flights', { 'if-none-match': tag })).status, 304)
  await flight()
  assert.equal((await reader.get('/api/v1/public/flights', { 'if-none-match': tag })).status, 200)
})

test('the rows and the total are read in one trip, also after a change', async (t) => {
  const { app, flight, key } = await workspace(t)
  await flight()
  const reader = await key({ scopes: ['public.flights:read'] })
  const { database } = app.services
  const { batch } = database
  let trips = 0
  database.batch = (owner, statements) => {
    trips += 1
    return batch(owner, statements)
  }
  t.after(() => {
    database.batch = batch
  })
  // Whose key it is, is learned from its first request.
  await reader.get('/api/v1/public/flights')
  for (const query of ['page_size=5', 'page_size=6', 'page_size=5', 'page_size=5', 'page_size=5']) {
    await flight()
    trips = 0
    const { data } = await reader.get(`/api/v1/public/flights?${query}`)
    assert.equal(data.items.length, Math.min(data.total, data.per_page))
    // A change that this node has not seen yet takes a second one.
    assert.ok(trips <= 2, `${trips} trips for ${query}`)
    trips = 0
    assert.equal((await reader.get(`/api/v1/public/flights?${query}&sort=offBlockAt`)).data.total, data.total)
    assert.equal(trips, 1)
  }
})
