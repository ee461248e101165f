import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { startTestApp, testApp } from '../../testing/app.ts'
import { authenticator } from '../../testing/authenticator.ts'
import { type Client, client } from '../../testing/client.ts'
import { mailedToken } from '../../testing/mailed.ts'
import { workspace } from '../../testing/workspace.ts'

const app = await testApp()
const origin = app.origin.replace('127.0.0.1', 'localhost')
const nobody = client(origin)
const password = 'three quiet herons'
const otherPassword = 'four loud herons'
const bearer = (token: string) => client(origin, { authorization: `Bearer ${token}` })
let count = 0
const newEmail = (name: string) => `${name}-${++count}@takeover.test`

async function signUp(email: string, from = nobody): Promise<Client> {
  const body = { email, password, displayName: 'Somebody', workspaceName: 'A workspace' }
  const answer = await from.post('/api/v1/signup', body)
  assert.equal(answer.status, 201, answer.text)
  return bearer(answer.data.accessToken)
}

async function reset(email: string) {
  assert.equal((await nobody.post('/api/v1/auth/password/forgot', { email })).status, 204)
  const token = await mailedToken(app, email, 'reset-password')
  const answer = await nobody.post('/api/v1/auth/password/reset', { token, password: otherPassword })
  assert.equal(answer.status, 204, answer.text)
}

test('an account made in advance with the address of somebody else opens nothing once its owner proves the address', async () => {
  const email = newEmail('victim')
  const attacker = await signUp(email)
  const device = authenticator(origin)
  const { options } = (await attacker.get('/api/user/passkeys/options')).data
  const added = await attacker.post('/api/user/passkeys', { name: 'Mine', passkey: device.register(options) })
  assert.equal(added.status, 201, added.text)

  const company = await workspace()
  await company.owner.post('/api/v1/admin/invitations', { email, roles: ['safety_manager'] })
  const token = await mailedToken(app, email, 'invitation')
  await reset(email)
  const accepted = await nobody.post('/api/v1/invitations/accept', { token, password: otherPassword })
  assert.equal(accepted.status, 200, accepted.text)
  assert.equal(accepted.data.workspace?.id, company.id, 'the factor of the attacker is not asked for')

  const asked = (await nobody.post('/api/auth/passkey/options')).data
  const byPasskey = await nobody.post('/api/auth/passkey', {
    passkey: device.assert(asked.options),
    workspace_id: company.id,
  })
  assert.deepEqual([byPasskey.status, byPasskey.body.code], [401, 'passkey_unknown'])
  assert.equal((await attacker.get('/api/v1/auth/session')).status, 401)
  const mails = await app.sql<{ body: string }>(
    "select body from mails where recipient = $1 and subject = 'Your Apron account is yours alone'",
    [email],
  )
  assert.match(mails[0]?.body ?? '', /1 passkey, 10 backup codes, 1 session/)
})

test('a link that changes the address opens nothing after the password was changed or reset, nor without a session', async () => {
  const email = newEmail('owner')
  const attacker = await signUp(email)
  const wanted = newEmail('evil')
  const ask = () => attacker.post('/api/user/email', { email: wanted, current_password: password })
  assert.equal((await ask()).status, 202)
  const token = await mailedToken(app, wanted, 'verify-email')
  assert.equal((await nobody.post('/api/v1/auth/email/verify', { token })).status, 401)

  const owner = bearer((await nobody.post('/api/v1/auth/login', { email, password })).data.accessToken)
  const change = { current_password: password, new_password: otherPassword }
  assert.equal((await owner.post('/api/user/password', change)).status, 204)
  assert.equal((await attacker.post('/api/v1/auth/email/verify', { token })).status, 401)
  const late = await owner.post('/api/v1/auth/email/verify', { token })
  assert.deepEqual([late.status, late.body.code], [404, 'link_invalid'])
  await reset(email)
  assert.equal(
    (await nobody.post('/api/v1/auth/login', { email: wanted, password: otherPassword })).status,
    401,
  )
})

test('a session that proved itself long ago does not change the address', async () => {
  const email = newEmail('stale')
  const owner = await signUp(email)
  const wanted = newEmail('wanted')
  await owner.post('/api/user/email', { email: wanted, current_password: password })
  const token = await mailedToken(app, wanted, 'verify-email')
  await app.sql("update sessions set authenticated_at = now() - interval '1 hour'")
  const stale = await owner.post('/api/v1/auth/email/verify', { token })
  assert.deepEqual([stale.status, stale.body.code], [403, 'reauthentication_required'])
  assert.equal((await owner.post('/api/user/reauthenticate', { password })).status, 200)
  assert.equal((await owner.post('/api/v1/auth/email/verify', { token })).status, 200)
})

test('the old address takes the account back within seven days, however often the address was changed', async () => {
  const email = newEmail('rightful')
  const thief = await signUp(email)
  const moveTo = async (wanted: string) => {
    assert.equal(
      (await thief.post('/api/user/email', { email: wanted, current_password: password })).status,
      202,
    )
    const token = await mailedToken(app, wanted, 'verify-email')
    assert.equal((await thief.post('/api/v1/auth/email/verify', { token })).status, 200)
  }
  const [first, second] = [newEmail('thief'), newEmail('thief')]
  await moveTo(first)
  await moveTo(second)
  const restore = (token: string) =>
    nobody.post('/api/v1/auth/email/restore', { token, password: otherPassword })
  const [rightful, ofThief] = [
    await mailedToken(app, email, 'restore-email'),
    await mailedToken(app, first, 'restore-email'),
  ]
  assert.equal((await restore(ofThief)).status, 200)
  const restored = await restore(rightful)
  assert.deepEqual([restored.status, restored.data], [200, { email }])
  assert.equal((await restore(ofThief)).status, 404)
  assert.equal((await thief.get('/api/v1/auth/session')).status, 401)
  const login = (address: string) =>
    nobody.post('/api/v1/auth/login', { email: address, password: otherPassword })
  assert.deepEqual([(await login(second)).status, (await login(email)).status], [401, 200])
})

test('a link that restores an address ends after seven days', async () => {
  const email = newEmail('late')
  const owner = await signUp(email)
  const wanted = newEmail('later')
  await owner.post('/api/user/email', { email: wanted, current_password: password })
  await owner.post('/api/v1/auth/email/verify', { token: await mailedToken(app, wanted, 'verify-email') })
  const token = await mailedToken(app, email, 'restore-email')
  const [row] = await app.sql<{ days: number }>(
    "select extract(day from expires_at - created_at)::int as days from account_tokens where purpose = 'email_undo' and email = $1",
    [email],
  )
  assert.equal(row?.days, 7)
  await app.sql("update account_tokens set expires_at = now() where purpose = 'email_undo' and email = $1", [
    email,
  ])
  const answer = await nobody.post('/api/v1/auth/email/restore', { token, password: otherPassword })
  assert.deepEqual([answer.status, answer.body.code], [404, 'link_invalid'])
})

test('with two-factor authentication on, password and address change only after a fresh second factor', async () => {
  const owner = await signUp(newEmail('factor'))
  const { options } = (await owner.get('/api/user/passkeys/options')).data
  const device = authenticator(origin)
  await owner.post('/api/user/passkeys', { name: 'Key', passkey: device.register(options) })
  await app.sql("update sessions set authenticated_at = now() - interval '1 hour'")
  const attempts = async () => [
    await owner.post('/api/user/password', { current_password: password, new_password: password }),
    await owner.post('/api/user/email', { email: newEmail('moved'), current_password: password }),
  ]
  for (const answer of await attempts())
    assert.deepEqual([answer.status, answer.body.code], [403, 'reauthentication_required'])
  const { passkey_options } = (await owner.get('/api/user/reauthenticate')).data
  assert.equal(
    (await owner.post('/api/user/reauthenticate', { passkey: device.assert(passkey_options) })).status,
    200,
  )
  for (const answer of await attempts()) assert.ok(answer.status < 300, answer.text)
})

test('where mail can be sent, an account takes no second factor before its address is proved', async (t) => {
  const sink = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'] })
  sink.listen(0, '127.0.0.1')
  await once(sink.server, 'listening')
  t.after(() => new Promise<void>((resolve) => sink.close(() => resolve())))
  const { port } = sink.server.address() as AddressInfo
  // Without work nothing is sent, and the outbox keeps the links.
  const mailing = await startTestApp({ SMTP_URL: `smtp://127.0.0.1:${port}` }, { work: false })
  const from = client(mailing.origin.replace('127.0.0.1', 'localhost'))
  const email = newEmail('unproved')
  const body = { email, password, displayName: 'Somebody', workspaceName: 'A workspace' }
  const token = (await from.post('/api/v1/signup', body)).data.accessToken
  const owner = client(mailing.origin.replace('127.0.0.1', 'localhost'), { authorization: `Bearer ${token}` })
  const attempts = async () => [
    await owner.get('/api/user/passkeys/options'),
    await owner.post('/api/user/mfa/enable', { method: 'totp' }),
  ]
  for (const answer of await attempts())
    assert.deepEqual([answer.status, answer.body.code], [409, 'address_unproved'])
  const link = await mailedToken(mailing, email, 'verify-email')
  assert.equal((await owner.post('/api/v1/auth/email/verify', { token: link })).status, 200)
  for (const answer of await attempts()) assert.equal(answer.status, 200, answer.text)
})
