import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'

const keys = '/api/user/api-keys'

test('what a key may do can be changed, and acts on its next request', async (t) => {
  const { owner, key, project } = await workspace(t)
  const { id } = await project()
  const one = await key({ scopes: ['*:read'] })
  assert.equal((await one.get('/api/v1/ops/aircraft')).status, 200)
  const changed = await owner.patch(`${keys}/${one.keyId}`, {
    name: 'New name',
    scopes: ['projects:read'],
    projects: [id],
  })
  assert.deepEqual(
    [changed.status, changed.data.name, changed.data.scopes, changed.data.projects, changed.data.access],
    [200, 'New name', ['projects:read'], [id], 'custom'],
  )
  assert.equal((await one.get('/api/v1/ops/aircraft')).body.code, 'scope_missing')
  assert.equal((await one.get('/api/projects')).data.total, 1)
  assert.equal((await owner.patch(`${keys}/${one.keyId}`, { scopes: ['nothing:read'] })).status, 400)
})

test('a session whose proof is old renames a key and changes nothing of its reach', async (t) => {
  const { owner, key, project, uuid, app } = await workspace(t)
  const one = (await project()).id
  const { keyId } = await key({ scopes: ['flights:*'], projects: [one] })
  const two = (await project()).id
  const old = "update sessions set authenticated_at = now() - interval '31 minutes' where workspace_id = $1"
  await app.sql(old, [uuid])
  for (const wider of [
    { scopes: ['*'] },
    { scopes: ['flights:read', 'aircraft:read'] },
    { projects: 'all' },
    { projects: [one, two] },
  ]) {
    const refused = await owner.patch(`/api/user/api-keys/${keyId}`, wider)
    assert.deepEqual(
      [refused.status, refused.body.code],
      [403, 'reauthentication_required'],
      JSON.stringify(wider),
    )
  }
  const renamed = await owner.patch(`/api/user/api-keys/${keyId}`, { name: 'Renamed' })
  assert.deepEqual(
    [renamed.status, renamed.data?.scopes, renamed.data?.projects],
    [200, ['flights:*'], [one]],
  )
})

test('a revoked key stays listed, and nothing brings it back', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  assert.equal((await owner.delete(`${keys}/${one.keyId}`)).status, 204)
  const listed = (await owner.get(keys)).data.find((item: { id: string }) => item.id === one.keyId)
  assert.equal(listed.status, 'revoked')
  assert.ok(listed.revoked_at)
  for (const answer of [
    await owner.patch(`${keys}/${one.keyId}`, { name: 'x' }),
    await owner.post(`${keys}/${one.keyId}/regenerate`, {}),
  ])
    assert.deepEqual([answer.status, answer.body.code], [409, 'api_key_revoked'])
  assert.equal((await owner.delete(`${keys}/${one.keyId}`)).status, 204)
  assert.equal((await owner.get(`${keys}/${one.keyId}`)).data.revoked_at, listed.revoked_at)
  assert.equal((await one.get('/api/projects')).body.error, 'Invalid or expired API key')
})

test('no request that begins after the revocation was answered gets in, however busy the key is', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  let revoked = false
  const late: number[] = []
  const hammer = async () => {
    while (late.length < 40) {
      const after = revoked
      const { status } = await one.get('/api/projects')
      if (after) late.push(status)
    }
  }
  const busy = [hammer(), hammer(), hammer(), hammer()]
  assert.equal((await one.get('/api/projects')).status, 200)
  await owner.delete(`${keys}/${one.keyId}`)
  revoked = true
  await Promise.all(busy)
  assert.deepEqual([...new Set(late)], [401])
})

test('only the owner and admins manage keys, and everything they do is in the audit log', async (t) => {
  const { owner, as } = await workspace(t)
  const admin = await as('admin', { roles: ['admin'] })
  for (const roles of [['chief_pilot'], ['auditor'], ['safety_manager']]) {
    const answer = await (await as(roles.join(), { roles })).post(keys, { name: 'x', access: 'read' })
    assert.deepEqual([answer.status, answer.body.code], [403, 'role_missing'])
  }
  const { id } = (await admin.post(keys, { name: 'By an admin', access: 'read' })).data
  await admin.patch(`${keys}/${id}`, { name: 'Renamed' })
  await admin.post(`${keys}/${id}/regenerate`, { overlap_hours: 1 })
  await admin.post(`${keys}/${id}/rotation/finish`)
  await admin.delete(`${keys}/${id}`)
  const { items } = (await owner.get(`/api/v1/admin/audit-log?subject=${id}`)).data
  assert.deepEqual(
    items.map((item: { action: string }) => item.action),
    [
      'api_key.revoked',
      'api_key.rotation_finished',
      'api_key.regenerated',
      'api_key.updated',
      'api_key.created',
    ],
  )
  assert.deepEqual(items[3].changes, [{ field: 'name', before: 'By an admin', after: 'Renamed' }])
  assert.ok(items.every((item: { actor: { id: string } }) => item.actor.id === admin.userId))
})

test('with key management switched off nothing is managed, and keys that were handed out go on working', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  assert.equal((await owner.patch('/api/v1/admin/workspace', { apiKeysEnabled: false })).status, 200)
  for (const answer of [
    await owner.post(keys, { name: 'x', access: 'read' }),
    await owner.patch(`${keys}/${one.keyId}`, { name: 'x' }),
    await owner.post(`${keys}/${one.keyId}/regenerate`, {}),
    await owner.post(`${keys}/${one.keyId}/rotation/finish`),
  ])
    assert.deepEqual([answer.status, answer.body.code], [403, 'api_keys_disabled'])
  assert.equal((await one.get('/api/projects')).status, 200)
  assert.equal(
    (await owner.delete(`${keys}/${one.keyId}`)).status,
    204,
    'a key that has leaked can always be stopped',
  )
})

test('a key is refused with the reason when the module is switched off', async (t) => {
  const { owner, key } = await workspace(t)
  const one = await key()
  await owner.patch('/api/v1/admin/workspace', { modules: ['projects'] })
  const answer = await one.get('/api/v1/ops/aircraft')
  assert.deepEqual([answer.status, answer.body.code], [403, 'module_disabled'])
  const open = await one.get('/api/projects')
  assert.deepEqual([open.status, open.headers.get('x-tenant-modules')], [200, 'projects'])
})
