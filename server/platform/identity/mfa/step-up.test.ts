import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { authenticator } from '../../testing/authenticator.ts'
import { type Client, client } from '../../testing/client.ts'
import { workspace } from '../../testing/workspace.ts'

const app = await testApp()
const origin = app.origin.replace('127.0.0.1', 'localhost')
const password = 'three quiet herons'
const age = (space: { uuid: string }, minutes = 31) =>
  app.sql(
    'update sessions set authenticated_at = now() - make_interval(mins => $2) where workspace_id = $1',
    [space.uuid, minutes],
  )
const createKey = (who: Client) => who.post('/api/user/api-keys', { name: 'key', scopes: ['*:read'] })

test('what is dangerous wants a proof that is fresh, and the password is one', async (t) => {
  const space = await workspace(t)
  assert.equal((await createKey(space.owner)).status, 201)
  await age(space)
  const refused = await createKey(space.owner)
  assert.deepEqual([refused.status, refused.body.code], [403, 'reauthentication_required'])
  const { checks } = (
    await space.owner.get(`/api/v1/requests/${refused.headers.get('x-request-id')}/decision`)
  ).data
  assert.equal(checks.find((one: { check: string }) => one.check === 'step_up').outcome, 'failed')
  const wrong = await space.owner.post('/api/user/reauthenticate', { password: 'not this one' })
  assert.deepEqual([wrong.status, wrong.body.code], [403, 'wrong_current_password'])
  assert.equal((await createKey(space.owner)).status, 403)
  assert.equal((await space.owner.post('/api/user/reauthenticate', { password })).status, 200)
  assert.equal((await createKey(space.owner)).status, 201)
})

test('another workspace is no fresh proof', async (t) => {
  const space = await workspace(t)
  const { email } = (await space.owner.get('/api/v1/auth/session')).data.user
  const second = await space.anybody.post('/api/v1/signup', {
    email,
    password,
    displayName: 'Owner',
    workspaceName: 'Another',
  })
  await age(space)
  const moved = await space.owner.post('/api/v1/auth/switch', { workspaceId: second.data.workspace.id })
  const there = client(app.origin, { authorization: `Bearer ${moved.data.accessToken}` })
  assert.equal((await createKey(there)).body.code, 'reauthentication_required')
})

test('with two-factor on, the password alone is no proof, and a passkey alone is', async () => {
  const space = await workspace(undefined, { ...app, origin })
  const device = authenticator(origin)
  const { options } = (await space.owner.get('/api/user/passkeys/options')).data
  const added = await space.owner.post('/api/user/passkeys', {
    name: 'Laptop',
    passkey: device.register(options),
  })
  await age(space)
  const alone = await space.owner.post('/api/user/reauthenticate', { password })
  assert.deepEqual([alone.status, alone.body.details[0].field], [400, 'code'])
  const code = await space.owner.post('/api/user/reauthenticate', {
    password,
    backup_code: added.data.backup_codes[0],
  })
  assert.equal(code.status, 200, code.text)
  await age(space)
  const { passkey_options } = (await space.owner.get('/api/user/reauthenticate')).data
  const passkey = device.assert(passkey_options)
  assert.equal((await space.owner.post('/api/user/reauthenticate', { passkey })).status, 200)
  assert.equal((await createKey(space.owner)).status, 201)
  const replayed = await space.owner.post('/api/user/reauthenticate', { passkey })
  assert.equal(replayed.body.code, 'passkey_rejected')
})

test('a workspace requires a second factor from a day on, at the very next request', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  const before = await space.owner.put('/api/settings/mfa', { required: true, grace_days: 14 })
  assert.equal(before.status, 200, before.text)
  assert.deepEqual(
    [before.data.required, before.data.grace_days, before.data.members, before.data.members_without_mfa],
    [true, 14, 2, 2],
  )
  assert.equal((await pilot.get('/api/projects')).status, 200)
  assert.equal((await pilot.get('/api/v1/auth/session')).data.mfaRequiredFrom, before.data.required_from)
  const again = await space.owner.put('/api/settings/mfa', { required: true, grace_days: 14 })
  assert.equal(again.data.required_from, before.data.required_from, 'the grace period does not restart')

  const locking = await space.owner.put('/api/settings/mfa', { required: true, grace_days: 0 })
  assert.deepEqual([locking.status, locking.body.code], [409, 'mfa_yourself_first'])
  await app.sql('update workspaces set mfa_required_from = now() where workspace_id = $1', [space.uuid])
  const refused = await pilot.get('/api/projects')
  assert.deepEqual([refused.status, refused.body.code], [403, 'mfa_enrollment_required'])
  assert.equal((await pilot.post('/api/user/mfa/enable', { method: 'totp' })).status, 200)
  await app.sql('update users set mfa_enabled = true where id = $1', [pilot.userId])
  assert.equal((await pilot.get('/api/projects')).body.code, 'reauthentication_required')
  await app.sql("update sessions set factors = '{password,totp}' where user_id = $1", [pilot.userId])
  assert.equal((await pilot.get('/api/projects')).status, 200)
})

test('who requires it, and when, stands in the audit log with before and after', async (t) => {
  const space = await workspace(t)
  await space.owner.put('/api/settings/mfa', { required: true, grace_days: 30 })
  const off = await space.owner.put('/api/settings/mfa', { required: false })
  assert.deepEqual([off.data.required, off.data.required_from, off.data.grace_days], [false, null, null])
  const [row] = await app.sql<{ changes: string }>(
    `
      select changes
        from events where workspace_id = $1 and type = 'workspace.mfa_requirement_changed' order by seq
       limit 1`,
    [space.uuid],
  )
  assert.ok(
    JSON.parse(row?.changes ?? '[]').some(
      (one: object) => JSON.stringify(one) === '{"field":"grace_days","before":null,"after":30}',
    ),
  )
})

test('the identity provider of a workspace opens its dangerous doors, and none of the account', async (t) => {
  const space = await workspace(t)
  await app.sql("update sessions set factors = '{sso}' where workspace_id = $1", [space.uuid])
  assert.equal((await createKey(space.owner)).status, 201)
  for (const answer of [
    await space.owner.post('/api/user/mfa/enable', { method: 'totp' }),
    await space.owner.get('/api/user/passkeys/options'),
  ])
    assert.deepEqual([answer.status, answer.body.code], [403, 'reauthentication_required'])
  assert.equal((await space.owner.post('/api/user/reauthenticate', { password })).status, 200)
  assert.equal((await space.owner.post('/api/user/mfa/enable', { method: 'totp' })).status, 200)
})
