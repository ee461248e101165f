import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as OTPAuth from 'otpauth'
import { fieldsOf, has, heronAir, instant } from './heron-air.ts'
import type { Said } from './outsider.ts'

// What docs/account.md and two-factor.md say about accounts, as another program sees it, over HTTP alone.

const { owner, session, call, logIn, get } = await heronAir()

test('responses have the envelope, snake_case fields, instants and prefixed IDs', async () => {
  const { status, body } = await get('/api/user/profile')
  assert.equal(status, 200)
  assert.equal(body.success, true)
  for (const field of fieldsOf(body.data)) assert.match(field, /^[a-z0-9_]+$/)
  assert.match(body.data.id, /^usr_/)
  assert.match(body.data.organization_id, /^org_/)
})

test('the profile can be read and changed', async () => {
  const { data } = await get('/api/user/profile')
  has(data, ['id', 'email', 'display_name', 'timezone', 'locale', 'avatar_url', 'organization_id', 'roles'])
  assert.deepEqual(data.roles, ['account_owner'])
  const changed = await call('PUT', '/api/user/profile', {
    body: { display_name: 'Ada H.', timezone: 'Europe/Oslo', locale: 'nb-NO' },
  })
  assert.equal(changed.status, 200, changed.text)
  const { updated_at, ...rest } = changed.data
  assert.match(updated_at, instant)
  assert.deepEqual(
    [rest.id, rest.email, rest.display_name, rest.timezone, rest.locale],
    [data.id, owner.email, 'Ada H.', 'Europe/Oslo', 'nb-NO'],
  )
  for (const body of [{ timezone: 'Mars/Olympus' }, { locale: 'zz-nowhere-at-all' }, { nickname: 'x' }])
    assert.equal((await call('PUT', '/api/user/profile', { body })).status, 400, JSON.stringify(body))
})

test('changing the password needs the current one', async () => {
  const path = '/api/user/password'
  const wrong = await call('POST', path, {
    body: { current_password: 'not this one', new_password: 'four patient storks' },
  })
  assert(wrong.status >= 400 && wrong.status < 500, wrong.text)
  assert.equal((await logIn(owner.password)).status, 200)
  const right = await call('POST', path, {
    body: { current_password: owner.password, new_password: 'four patient storks' },
  })
  assert.deepEqual([right.status, right.text], [204, ''])
  assert.equal((await logIn(owner.password)).status, 401)
  owner.password = 'four patient storks'
  session.token = (await logIn(owner.password)).data.accessToken
})

test('two-factor is set up in two steps, has ten backup codes that each work once, and can be turned off', async () => {
  const { data: off } = await get('/api/user/mfa')
  assert.deepEqual([off.enabled, off.methods, off.backup_codes_remaining], [false, [], 0])
  const begun = await call('POST', '/api/user/mfa/enable', { body: { method: 'totp' } })
  assert.equal(begun.status, 200, begun.text)
  has(begun.data, ['method', 'secret', 'otpauth_uri', 'enrollment_id'])
  assert.match(begun.data.secret, /^[A-Z2-7]+$/)
  assert.match(begun.data.enrollment_id, /^mfaenr_/)
  assert.match(
    begun.data.otpauth_uri,
    new RegExp(`^otpauth://totp/[^:]+:ada%40example\\.com\\?secret=${begun.data.secret}&issuer=[^&]+`),
  )
  assert.equal((await get('/api/user/mfa')).data.enabled, false)
  const totp = new OTPAuth.TOTP({ secret: begun.data.secret })
  const wrong = await call('POST', '/api/user/mfa/verify', {
    body: { enrollment_id: begun.data.enrollment_id, code: '000000' },
  })
  assert(wrong.status >= 400)
  const on = await call('POST', '/api/user/mfa/verify', {
    body: { enrollment_id: begun.data.enrollment_id, code: totp.generate() },
  })
  assert.equal(on.status, 200, on.text)
  assert.equal(on.data.enabled, true)
  assert.equal(on.data.backup_codes.length, 10)
  for (const code of on.data.backup_codes)
    assert.match(code, /^[A-Za-z0-9]{4}-[A-Za-z0-9]{4}-[A-Za-z0-9]{2}$/)
  const { data: state } = await get('/api/user/mfa')
  assert.deepEqual([state.enabled, state.methods, state.backup_codes_remaining], [true, ['totp'], 10])

  const [code, second] = on.data.backup_codes
  const challenge = await logIn(owner.password)
  assert.equal(challenge.data?.accessToken, undefined, 'a password alone opens no session any more')
  const answered = await passSecondFactor(challenge, code)
  assert.equal(answered.status, 200, answered.text)
  assert.equal((await get('/api/user/mfa')).data.backup_codes_remaining, 9)
  assert((await passSecondFactor(await logIn(owner.password), code)).status >= 400)

  const refused = await call('POST', '/api/user/mfa/disable', {
    body: { password: 'not this one', code: second },
  })
  assert(refused.status >= 400)
  const disabled = await call('POST', '/api/user/mfa/disable', {
    body: { password: owner.password, code: second },
  })
  assert.deepEqual([disabled.status, disabled.text], [204, ''])
  assert.equal((await get('/api/user/mfa')).data.enabled, false)
})

async function passSecondFactor(challenge: Said, code: string): Promise<Said> {
  const challengeToken = challenge.data.challengeToken
  return call('POST', '/api/auth/mfa', {
    body: { challenge_token: challengeToken, backup_code: code },
    as: null,
  })
}

test('keys can be created, shown, used, regenerated and revoked', async () => {
  const made = await call('POST', '/api/user/api-keys', {
    body: { name: 'Reports', scopes: ['flights:read'], expires_in_days: 90 },
  })
  assert.equal(made.status, 201, made.text)
  has(made.data, ['id', 'name', 'secret', 'prefix', 'scopes', 'expires_at', 'created_at'])
  assert.match(made.data.id, /^key_/)
  assert(made.data.secret.startsWith(made.data.prefix))
  assert.equal(Date.parse(made.data.expires_at) - Date.parse(made.data.created_at), 90 * 86_400_000)
  const listed = await get('/api/user/api-keys')
  assert(Array.isArray(listed.data))
  assert(!listed.text.includes(made.data.secret))
  has(listed.data[0], ['id', 'name', 'prefix', 'scopes', 'created_at', 'last_used_at', 'expires_at'])
  const used = () => call('GET', '/api/v1/ops/flights', { as: made.data.secret })
  assert.equal((await used()).status, 200)
  const again = await call('POST', `/api/user/api-keys/${made.data.id}/regenerate`)
  assert.equal(again.status, 200, again.text)
  has(again.data, ['id', 'secret', 'prefix', 'rotated_at'])
  assert.equal(again.data.id, made.data.id)
  assert.equal((await used()).status, 401)
  assert.equal((await call('DELETE', `/api/user/api-keys/${made.data.id}`)).status, 204)
  const ended = await call('GET', '/api/v1/ops/flights', { as: again.data.secret })
  assert.deepEqual([ended.status, ended.body.error], [401, 'Invalid or expired API key'])
})
