import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import * as OTPAuth from 'otpauth'
import { installation, type Process } from './installation.ts'

// What docs/account.md, two-factor.md, organization.md and notifications.md say about accounts and organizations, as
// another program sees it: a server in its own process, reached only over HTTP.

const owner = { email: 'ada@example.com', password: 'three quiet herons' }
let server: Process
let token = ''
let cleanUp: (() => Promise<void>)[] = []

before(async () => {
  const t = { after: (action: () => Promise<void>) => cleanUp.push(action) }
  server = await installation(t as never).start()
  const made = await call('POST', '/api/v1/signup', {
    body: { ...owner, displayName: 'Ada Holm', workspaceName: 'Heron Air', timezone: 'America/Denver' },
    as: null,
  })
  token = made.data.accessToken
})
after(async () => {
  for (const action of cleanUp) await action()
  cleanUp = []
})

interface Said {
  status: number
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire, to be asserted
  body: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  data: any
}

async function call(
  method: string,
  path: string,
  { body, as = token }: { body?: unknown; as?: string | null } = {},
): Promise<Said> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as === null ? {} : { authorization: `Bearer ${as}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = text.startsWith('{') ? JSON.parse(text) : null
  return { status: answer.status, text, body: json, data: json?.data }
}

const get = (path: string) => call('GET', path)
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const fieldsOf = (value: object) => Object.keys(value)
function has(value: object, fields: string[]) {
  for (const field of fields) assert(field in value, `${field} is missing in ${JSON.stringify(value)}`)
}
const logIn = (password: string) =>
  call('POST', '/api/v1/auth/login', { body: { email: owner.email, password }, as: null })

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
  token = (await logIn(owner.password)).data.accessToken
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

test('the session timeout can be read and changed within its limits', async () => {
  const { status, data } = await get('/api/session-timeout')
  assert.equal(status, 200)
  assert.deepEqual(
    [data.idle_timeout_minutes, data.absolute_timeout_minutes, data.extend_on_activity],
    [60, 1440, true],
  )
  const changed = await call('PUT', '/api/session-timeout', {
    body: { idle_timeout_minutes: 30, absolute_timeout_minutes: 720, extend_on_activity: false },
  })
  assert.equal(changed.status, 200, changed.text)
  assert.match(changed.data.updated_at, instant)
  assert.deepEqual(
    [
      changed.data.idle_timeout_minutes,
      changed.data.absolute_timeout_minutes,
      changed.data.extend_on_activity,
    ],
    [30, 720, false],
  )
})

test('preferences can be stored, read and deleted by name', async () => {
  const path = '/api/user-preferences/canvas.snap_to_grid'
  const put = await call('PUT', path, { body: { value: true } })
  assert.equal(put.status, 200, put.text)
  has(put.data, ['key', 'value', 'updated_at'])
  await call('PUT', '/api/user-preferences/notifications.email_digest', { body: { value: 'weekly' } })
  assert.deepEqual((await get('/api/user-preferences')).data, {
    'canvas.snap_to_grid': true,
    'notifications.email_digest': 'weekly',
  })
  const one = await get(path)
  assert.deepEqual([one.status, one.data.key, one.data.value], [200, 'canvas.snap_to_grid', true])
  assert.match(one.data.updated_at, instant)
  const bad = await call('PUT', '/api/user-preferences/nodots', { body: { value: true } })
  assert.equal(bad.status, 400)
  const long = await call('PUT', path, { body: { value: 'x'.repeat(4_097) } })
  assert.equal(long.status, 400)
})

test('settings are merged with those sent', async () => {
  const { status, data } = await get('/api/settings')
  assert.equal(status, 200)
  has(data, ['default_timezone', 'require_sso', 'data_residency'])
  const changed = await call('POST', '/api/settings', { body: { default_timezone: 'America/Boise' } })
  assert.equal(changed.status, 200, changed.text)
  assert.equal(changed.data.default_timezone, 'America/Boise')
  assert.match(changed.data.updated_at, instant)
  const after = await get('/api/settings')
  assert.equal(after.data.data_residency, data.data_residency)
  const all = await get('/api/settings/all')
  assert.equal(all.status, 200)
  for (const flag of Object.values(all.data.feature_flags)) assert.equal(typeof flag, 'boolean')
  assert.equal((await call('POST', '/api/settings', { body: { favorite_color: 'blue' } })).status, 400)
})

test('the IP allowlist takes networks, protects its admin and refuses others', async () => {
  const path = '/api/settings/ip-whitelist'
  assert.deepEqual((await get(path)).data, [])
  const lockout = await call('POST', `${path}/toggle`, { body: { enabled: true } })
  assert(lockout.status >= 400, 'nobody locks themselves out')
  const made = await call('POST', path, { body: { cidr: '127.0.0.1/32', label: 'here' } })
  assert.equal(made.status, 201, made.text)
  has(made.data, ['id', 'cidr', 'label', 'created_at'])
  assert.match(made.data.id, /^ipw_/)
  for (const cidr of ['10.0.0.1/8', '::ffff:10.0.0.1/128', 'nonsense', '10.0.0.0/33'])
    assert.equal((await call('POST', path, { body: { cidr, label: 'x' } })).status, 400, cidr)
  const other = await call('POST', path, { body: { cidr: '2606:4700::/32', label: 'six' } })
  const on = await call('POST', `${path}/toggle`, { body: { enabled: true } })
  assert.equal(on.status, 200, on.text)
  assert.equal(on.data.enabled, true)
  assert.match(on.data.updated_at, instant)
  const status = await get(`${path}/status`)
  has(status.data, ['enabled', 'applies_to', 'entry_count', 'last_evaluated_at'])
  assert.deepEqual(
    [status.data.enabled, status.data.applies_to, status.data.entry_count],
    [true, ['api', 'ui'], 2],
  )
  const off = await call('POST', `${path}/toggle`, { body: { enabled: false } })
  assert.equal(off.data.enabled, false)
  for (const { data } of [made, other]) assert.equal((await call('DELETE', `${path}/${data.id}`)).status, 204)
  assert.deepEqual((await get(path)).data, [])
})

test('log retention can be read and set, not below the legal minimum', async () => {
  const path = '/api/settings/log-retention'
  const { data } = await get(path)
  assert.deepEqual([data.run_logs_days, data.audit_logs_days, data.diagnostic_artifacts_days], [30, 365, 7])
  const changed = await call('PUT', path, { body: { run_logs_days: 60 } })
  assert.equal(changed.status, 200, changed.text)
  assert.deepEqual(
    [changed.data.run_logs_days, changed.data.audit_logs_days, changed.data.diagnostic_artifacts_days],
    [60, 365, 7],
  )
  assert.match(changed.data.updated_at, instant)
})

test('the organization, its features, limits and tier can be read', async () => {
  const { data: organization } = await get('/api/organization')
  has(organization, ['id', 'name', 'slug', 'plan', 'created_at'])
  const { data: features } = await get('/api/features')
  assert(
    Array.isArray(features.features) &&
      features.features.every((feature: unknown) => typeof feature === 'string'),
  )
  const { data: limits } = await get('/api/features/limits')
  assert(Object.values(limits).every((value) => typeof value === 'number'))
  has(limits, ['max_aircraft', 'max_members', 'max_api_keys', 'max_webhook_endpoints', 'max_storage_mb'])
  const { data: tier } = await get('/api/tier')
  has(tier, ['tier', 'billing_period', 'renewal_date'])
  assert.equal(tier.tier, organization.plan)
})

test('notification channels and rules can be created, tested and changed', async () => {
  const received: string[] = []
  const receiver = createServer((request, response) => {
    received.push(request.url ?? '')
    request.resume().on('end', () => response.end('ok'))
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  cleanUp.push(async () => {
    receiver.closeAllConnections()
    receiver.close()
  })
  const channels = '/api/notifications/channels'
  const made = await call('POST', channels, {
    body: {
      type: 'email',
      name: 'Duty desk',
      config: { recipients: ['desk@example.com'], severity_filter: ['high', 'critical'] },
    },
  })
  assert.equal(made.status, 201, made.text)
  has(made.data, ['id', 'type', 'name', 'enabled', 'created_at'])
  assert.match(made.data.id, /^nch_/)
  assert.equal(made.data.enabled, true)
  const listed = await get(channels)
  assert(Array.isArray(listed.data))
  const own = listed.data.find((one: { id: string }) => one.id === made.data.id)
  has(own, ['id', 'type', 'name', 'enabled', 'config'])
  assert.deepEqual(own.config.recipients, ['desk@example.com'])
  const renamed = await call('PUT', `${channels}/${made.data.id}`, {
    body: { name: 'Night desk', enabled: false },
  })
  assert.equal(renamed.status, 200, renamed.text)
  assert.deepEqual([renamed.data.name, renamed.data.enabled], ['Night desk', false])
  assert.match(renamed.data.updated_at, instant)
  const hook = await call('POST', channels, {
    body: {
      type: 'webhook',
      name: 'Program',
      config: { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook` },
    },
  })
  assert.equal(hook.status, 201, hook.text)
  const tested = await call('POST', `${channels}/${hook.data.id}/test`)
  assert.equal(tested.status, 202, tested.text)
  assert.match(tested.data.delivery_id, /^ndl_/)
  assert.equal(tested.data.status, 'queued')

  const rules = '/api/notifications/rules'
  const rule = {
    name: 'Dead letters',
    event: 'dlq.threshold_exceeded',
    channel_ids: [hook.data.id],
    filters: {},
  }
  const first = await call('POST', rules, { body: rule })
  assert.equal(first.status, 201, first.text)
  has(first.data, ['id', 'name', 'event', 'channel_ids', 'enabled', 'created_at'])
  assert.match(first.data.id, /^nrl_/)
  const again = await call('POST', rules, { body: { ...rule, channel_ids: [made.data.id, hook.data.id] } })
  assert.equal(again.status, 201)
  const all = await get(rules)
  const same = all.data.filter((one: { name: string }) => one.name === rule.name)
  assert.equal(same.length, 1)
  has(same[0], ['id', 'name', 'event', 'channel_ids', 'filters', 'enabled'])
  assert.deepEqual([...same[0].channel_ids].sort(), [made.data.id, hook.data.id].sort())
  assert.equal((await call('DELETE', `${channels}/${made.data.id}`)).status, 204)
})
