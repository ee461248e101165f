import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isClosedToKeys, protectiveFields } from '../kernel/effect.ts'
import { app, attack, attackRequests, guarded, space, unless } from './attack.ts'
import { send } from './attack-request.ts'
import type { Client } from './client.ts'
import { workspace } from './workspace.ts'

// Sessions that are open, and whose user has not proved enough: too long ago, or with too little.

const { requests, refusedWith } = attackRequests()

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
  'listSecurityEvents',
  'logOut',
  'putAvatar',
  'reauthenticate',
  'regenerateBackupCodes',
  'removePasskey',
  'renamePasskey',
  'sendEmailVerification',
  'switchWorkspace',
  'updateProfile',
  'verifyEmail',
  'verifyMfa',
]

const refusedAs = (code: string) => async (operation: (typeof guarded)[number]) => {
  const answer = await send(space.owner, await requests.make(operation))
  return unless(answer, 403) ?? (answer.body.code === code ? null : `refused with ${answer.body.code}`)
}

const proveLongAgo = (minutes: number) =>
  app.sql(
    'update sessions set authenticated_at = now() - make_interval(mins => $2) where workspace_id = $1',
    [space.uuid, minutes],
  )

test('a session that was proved too long ago does nothing that wants a fresh proof', async () => {
  await proveLongAgo(31)
  await attack(
    guarded.filter((operation) => operation.stepUp),
    refusedAs('reauthentication_required'),
  )
  assert.equal((await space.owner.get('/api/projects')).status, 200)
  await proveLongAgo(0)
})

/** Reserved to admins, and open without a fresh proof: each only ever takes something away, or sends nothing new. */
const exempt = [
  'confirmAllowlist',
  'deleteGithubConnection',
  'endMemberSessions',
  'finishKeyRotation',
  'gradeEndpoint',
  'narrowApiKey',
  'pingEndpoint',
  'resendChannelConfirmations',
  'resendDeadLetters',
  'resendDelivery',
  'revokeApiKey',
  'revokeInvitation',
  'sendSampleEvent',
  'syncGithubConnection',
  'testNotificationChannel',
]

test('whatever only admins may change has an effect, and asks for a fresh proof because of it', () => {
  const reserved = guarded.filter(
    ({ writes, roles }) => writes && (roles === 'installation_owner' || roles?.length === 0),
  )
  assert.deepEqual(
    reserved
      .filter(({ effect }) => effect === 'none')
      .map(({ id }) => id)
      .sort(),
    exempt,
  )
  const tagged = guarded.filter(({ effect }) => effect !== undefined && effect !== 'none')
  assert.deepEqual(
    tagged.filter((operation) => !operation.stepUp && protectiveFields(operation).length === 0),
    [],
  )
})

test('the export of a list, and a link that opens something without a sign-in, ask a session for a fresh proof', async () => {
  const waysOut = guarded.filter(
    ({ exportsList, creates, secret, access }) => exportsList || (creates && secret && access === 'session'),
  )
  const ids = waysOut.map(({ id }) => id)
  for (const id of ['createBoardLink', 'exportSafetyAuditLog']) assert.ok(ids.includes(id), id)
  assert.deepEqual(
    waysOut.filter(({ stepUp }) => !stepUp),
    [],
  )
  for (const { exportsList } of waysOut.filter((operation) => operation.exportsList))
    assert.ok(
      guarded.some(({ list, guardsFiles }) => list === exportsList && guardsFiles),
      'the list itself leaves as a file under the same proof',
    )
  const reader = await space.key({ scopes: ['safety:read'] })
  assert.equal((await reader.get('/api/v1/safety/audit-log/export')).status, 200)
})

test('no key changes a protection, a power, or takes everything out', async () => {
  await attack(
    guarded.filter((operation) => isClosedToKeys(operation) && protectiveFields(operation).length === 0),
    refusedWith(await space.key(), 403, 'This endpoint requires a browser session'),
  )
})

const withFields = guarded.flatMap((operation) =>
  protectiveFields(operation).map((field) => ({ operation, field })),
)

/** Sends a request with one protective field. @returns what is wrong with the answer, or null. */
const attackFields = (caller: Client, code: string) =>
  attack([...new Set(withFields.map(({ operation }) => operation))], async (operation) => {
    for (const { field } of withFields.filter((entry) => entry.operation === operation)) {
      const request = await requests.make(operation, { put: [{ path: [field] }] })
      const answer = await send(caller, request)
      const fault = unless(answer, 403) ?? (answer.body.code === code ? null : `${field}: ${answer.text}`)
      if (fault) return fault
    }
    return null
  })

test('a field that protects refuses every key, and a session that was proved too long ago', async () => {
  assert.ok(withFields.length > 0)
  await attackFields(await space.key(), 'session_required')
  await proveLongAgo(31)
  await attackFields(space.owner, 'reauthentication_required')
  await proveLongAgo(0)
})

test('past the grace a member without a second factor reaches their own account alone', async () => {
  assert.deepEqual(
    guarded
      .filter((operation) => operation.withoutMfa)
      .map((operation) => operation.id)
      .sort(),
    openWithoutMfa,
  )
  await app.sql(
    "update workspaces set mfa_required_from = now() - interval '1 second' where workspace_id = $1",
    [space.uuid],
  )
  await attack(
    guarded.filter((operation) => !operation.withoutMfa),
    refusedAs('mfa_enrollment_required'),
  )
  await app.sql(
    'update users set mfa_enabled = true where id in (select user_id from members where workspace_id = $1)',
    [space.uuid],
  )
  await attack(
    guarded.filter((operation) => !operation.withoutMfa),
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
