import assert from 'node:assert/strict'
import { test } from 'node:test'
import { has, heronAir, instant } from './heron-air.ts'
import { receiverOf } from './installation.ts'

// What docs/organization.md and notifications.md say about organizations, as another program sees it, over HTTP alone.

const { call, get } = await heronAir()

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

test('notification channels and rules can be created, tested and changed', async (t) => {
  const url = await receiverOf(t, () => undefined)
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
      config: { url },
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
