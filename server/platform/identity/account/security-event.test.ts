import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { authenticator } from '../../testing/authenticator.ts'
import { client } from '../../testing/client.ts'
import { workspace } from '../../testing/workspace.ts'

const app = await testApp()

test('failed sign-ins and every change of what opens an account are in its security log, and in no other', async () => {
  const [space, other] = [await workspace(), await workspace()]
  const { email } = (await space.owner.get('/api/user/profile')).data
  const browser = client(app.origin, { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' })
  const failed = await browser.post('/api/v1/auth/login', { email, password: 'not the password' })
  assert.equal(failed.status, 401)
  assert.equal((await space.owner.post('/api/user/reauthenticate', { password: 'not it' })).status, 403)
  const change = { current_password: 'three quiet herons', new_password: 'four loud herons' }
  assert.equal((await space.owner.post('/api/user/password', change)).status, 204)
  const { data: events } = await space.owner.get('/api/user/security-events')
  assert.deepEqual(
    events.map((event: { type: string }) => event.type),
    ['password_changed', 'confirmation_failed', 'sign_in_failed'],
  )
  assert.deepEqual([events[2].device, events[2].address], ['Firefox on Windows', '127.0.0.1'])
  assert.deepEqual((await other.owner.get('/api/user/security-events')).data, [])
})

test('failed passkeys are in the security log: at sign-in, as the second factor, in a session, sent again, copied', async () => {
  const origin = app.origin.replace('127.0.0.1', 'localhost')
  const { owner } = await workspace(undefined, { ...app, origin })
  const nobody = client(origin)
  const device = authenticator(origin)
  const { options } = (await owner.get('/api/user/passkeys/options')).data
  const added = await owner.post('/api/user/passkeys', { name: 'Laptop', passkey: device.register(options) })
  assert.equal(added.status, 201, added.text)
  const evil = { origin: 'https://evil.example' }
  const attempt = async (twist = {}) => {
    const asked = (await nobody.post('/api/auth/passkey/options')).data
    const passkey = device.assert(asked.options, twist)
    return { passkey, ...(await nobody.post('/api/auth/passkey', { passkey })) }
  }
  const codes = [(await attempt(evil)).body.code]
  const { email } = (await owner.get('/api/user/profile')).data
  const challenge = (await nobody.post('/api/v1/auth/login', { email, password: 'three quiet herons' })).data
  for (const passkey of [
    device.assert(challenge.passkeyOptions, evil),
    authenticator(origin).assert(challenge.passkeyOptions),
  ])
    codes.push(
      (await nobody.post('/api/auth/mfa', { challenge_token: challenge.challengeToken, passkey })).body.code,
    )
  const { passkey_options: own } = (await owner.get('/api/user/reauthenticate')).data
  codes.push((await owner.post('/api/user/reauthenticate', { passkey: device.assert(own, evil) })).body.code)
  const signedIn = await attempt({ signatures: 5 })
  assert.equal(signedIn.status, 200, signedIn.text)
  codes.push((await nobody.post('/api/auth/passkey', { passkey: signedIn.passkey })).body.code)
  assert.equal((await attempt({ signatures: 7 })).status, 200)
  codes.push((await attempt({ signatures: 7 })).body.code)
  assert.deepEqual(codes, [...Array(5).fill('passkey_rejected'), 'passkey_copied'])
  const { data: events } = await owner.get('/api/user/security-events')
  assert.deepEqual(
    events.map((event: { type: string }) => event.type),
    [
      ...['sign_in_failed', 'sign_in_failed'],
      ...['confirmation_failed', 'sign_in_failed', 'sign_in_failed', 'sign_in_failed'],
      'factor_added',
    ],
  )
})
