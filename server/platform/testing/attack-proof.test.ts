import assert from 'node:assert/strict'
import { test } from 'node:test'
import { app, attack, attackRequests, guarded, space, unless } from './attack.ts'
import { send } from './attack-request.ts'
import { workspace } from './workspace.ts'

// Sessions that are open, and whose user has not proved enough: too long ago, or with too little.

const { requests } = attackRequests()

/** What a member who still has to turn on a second factor may reach. A name is added here knowingly or not at all. */
const openWithoutMfa = [
  'addPasskey',
  'changePassword',
  'deleteAvatar',
  'disableMfa',
  'enableMfa',
  'endOtherSessions',
  'endOwnSession',
  'getMfa',
  'getPasskeyOptions',
  'getProfile',
  'getReauthentication',
  'getSession',
  'listOwnSessions',
  'listPasskeys',
  'listPreferences',
  'logOut',
  'putAvatar',
  'reauthenticate',
  'regenerateBackupCodes',
  'removePasskey',
  'renamePasskey',
  'switchWorkspace',
  'updateProfile',
  'verifyMfa',
]

const refusedAs = (code: string) => async (operation: (typeof guarded)[number]) => {
  const answer = await send(space.owner, await requests.make(operation))
  return unless(answer, 403) ?? (answer.body.code === code ? null : `refused with ${answer.body.code}`)
}

test('a session that was proved too long ago does nothing that wants a fresh proof', async () => {
  await app.sql(
    "update sessions set authenticated_at = now() - interval '31 minutes' where workspace_id = $1",
    [space.uuid],
  )
  await attack(
    guarded.filter((one) => one.stepUp),
    refusedAs('reauthentication_required'),
  )
  assert.equal((await space.owner.get('/api/projects')).status, 200)
  await app.sql('update sessions set authenticated_at = now() where workspace_id = $1', [space.uuid])
})

test('past the grace a member without a second factor reaches their own account alone', async () => {
  assert.deepEqual(
    guarded
      .filter((one) => one.withoutMfa)
      .map((one) => one.id)
      .sort(),
    openWithoutMfa,
  )
  await app.sql(
    "update workspaces set mfa_required_from = now() - interval '1 second' where workspace_id = $1",
    [space.uuid],
  )
  await attack(
    guarded.filter((one) => !one.withoutMfa),
    refusedAs('mfa_enrolment_required'),
  )
  await app.sql(
    'update users set mfa_enabled = true where id in (select user_id from members where workspace_id = $1)',
    [space.uuid],
  )
  await attack(
    guarded.filter((one) => !one.withoutMfa),
    refusedAs('reauthentication_required'),
  )
  await app.sql('update workspaces set mfa_required_from = null where workspace_id = $1', [space.uuid])
  await app.sql(
    'update users set mfa_enabled = false where id in (select user_id from members where workspace_id = $1)',
    [space.uuid],
  )
})

test('the requirement of one workspace does not reach into another', async () => {
  const strict = await workspace(undefined, app)
  await app.sql(
    "update workspaces set mfa_required_from = now() - interval '1 second' where workspace_id = $1",
    [strict.uuid],
  )
  assert.equal((await strict.owner.get('/api/projects')).status, 403)
  assert.equal((await (await workspace(undefined, app)).owner.get('/api/projects')).status, 200)
})
