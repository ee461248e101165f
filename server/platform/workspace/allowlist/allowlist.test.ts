import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../../testing/app.ts'
import type { Client } from '../../testing/client.ts'
import { type TestWorkspace, workspace } from '../../testing/workspace.ts'
import { recordEndedTrials } from './trial.ts'

const path = '/api/settings/ip-whitelist'
// The proxy is this machine, so that a test can come from anywhere; periodic work is run by hand.
const app = await startTestApp({ TRUSTED_PROXIES: '127.0.0.1' }, { work: false })
const from = (address: string) => ({ 'x-forwarded-for': address })
const office = from('203.0.113.9')
const elsewhere = from('198.51.100.7')

async function add(client: Client, cidr: string, headers = office) {
  const answer = await client.post(path, { cidr, label: `network ${cidr}` }, headers)
  assert.equal(answer.status, 201, answer.text)
  return answer.data
}

/** On, and confirmed, for the office's network. */
async function switchOn(space: TestWorkspace, ...networks: string[]) {
  for (const cidr of ['203.0.113.0/24', ...networks]) await add(space.owner, cidr)
  assert.equal((await space.owner.post(`${path}/toggle`, { enabled: true }, office)).status, 200)
  assert.equal((await space.owner.post(`${path}/confirm`, undefined, office)).status, 200)
}

const status = async (client: Client, headers: Record<string, string>) =>
  (await client.get('/api/v1/ops/aircraft', headers)).status

test('entries are listed, added and removed', async (t) => {
  const { owner } = await workspace(t, app)
  const v4 = await add(owner, '203.0.113.0/24')
  const v6 = await add(owner, '2001:DB8:0::/32')
  assert.match(v4.id, /^ipw_/)
  assert.deepEqual(Object.keys(v4).sort(), ['cidr', 'created_at', 'id', 'label'])
  assert.equal(v6.cidr, '2001:db8::/32')
  assert.deepEqual((await owner.get(path)).data, [v4, v6])
  assert.equal((await owner.delete(`${path}/${v4.id}`)).status, 204)
  assert.deepEqual((await owner.get(path)).data, [v6])
  const log = (await owner.get('/api/v1/admin/audit-log')).data.items
  assert.deepEqual(
    log.slice(0, 3).map((entry: { action: string }) => entry.action),
    ['ip_allowlist_entry.deleted', 'ip_allowlist_entry.created', 'ip_allowlist_entry.created'],
  )
})

test('what is no network is refused with what to write instead', async (t) => {
  const { owner } = await workspace(t, app)
  const cases: [string, RegExp][] = [
    ['203.0.113.9', /single address\. Write 203\.0\.113\.9\/32/],
    ['2001:db8::1', /single address\. Write 2001:db8::1\/128/],
    ['203.0.113.9/24', /host bits set.*Write 203\.0\.113\.0\/24 for the network, or 203\.0\.113\.9\/32/],
    ['2001:db8::1/64', /host bits set.*Write 2001:db8::\/64 for the network, or 2001:db8::1\/128/],
    ['::ffff:203.0.113.9/128', /IPv4-mapped.*Write 203\.0\.113\.9\/32/],
    ['::ffff:cb00:7109', /IPv4-mapped.*Write 203\.0\.113\.9\/32/],
    ['0:0:0:0:0:FFFF:cb00:7100/120', /IPv4-mapped.*Write 203\.0\.113\.0\/24/],
    ['203.0.113.0/33', /no length of an IPv4 network.*0 to 32/],
    ['2001:db8::/129', /no length of an IPv6 network.*0 to 128/],
    ['203.0.113.0/', /no length of an IPv4 network/],
    ['203.0.113/24', /is no network/],
    ['203.0.113.0/24/24', /is no network/],
    ['010.0.0.0/8', /is no network/],
    ['fe80::1%eth0/128', /is no network/],
    ['the office', /is no network/],
  ]
  for (const [cidr, sentence] of cases) {
    const answer = await owner.post(path, { cidr, label: 'x' })
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'], cidr)
    assert.match(answer.body.error, sentence)
    assert.deepEqual(answer.body.details, [{ field: 'cidr', message: answer.body.error }])
  }
  await add(owner, '203.0.113.0/24')
  assert.equal((await owner.post(path, { cidr: '203.0.113.0/24', label: 'again' })).status, 409)
})

test('switched on, it acts on the very next request of keys and people, and off again likewise', async (t) => {
  const space = await workspace(t, app)
  const [key, pilot] = [await space.key(), await space.as('pilot')]
  for (const client of [key, pilot]) assert.equal(await status(client, elsewhere), 200)
  await switchOn(space)
  for (const client of [key, pilot]) {
    assert.equal(await status(client, office), 200)
    const refused = await client.get('/api/v1/ops/aircraft', { ...elsewhere, 'x-request-id': 'outside-1' })
    assert.deepEqual([refused.status, refused.body.code], [403, 'address_not_allowed'])
    assert.match(refused.body.error, /198\.51\.100\.7 is in none of them/)
  }
  const why = await space.owner.get('/api/v1/requests/outside-1/decision', office)
  const check = why.data.checks.find((one: { check: string }) => one.check === 'allowlist')
  assert.deepEqual([check.outcome, check.detail], ['failed', '198.51.100.7 is in none of 203.0.113.0/24'])
  assert.equal((await space.owner.post(`${path}/toggle`, { enabled: false }, office)).data.enabled, false)
  for (const client of [key, pilot]) assert.equal(await status(client, elsewhere), 200)
})

test('an answer that was kept for a list is not given to an address outside', async (t) => {
  const space = await workspace(t, app)
  const key = await space.key()
  await switchOn(space)
  for (const _twice of [1, 2]) assert.equal(await status(key, office), 200)
  assert.equal(await status(key, elsewhere), 403)
})

test('nobody signs in from outside, and their password tells them why', async (t) => {
  const space = await workspace(t, app)
  await switchOn(space)
  const { email } = (await space.owner.get('/api/v1/auth/session', office)).data.user
  const login = (headers: Record<string, string>, password = 'three quiet herons') =>
    space.anybody.post('/api/v1/auth/login', { email, password }, headers)
  assert.equal((await login(elsewhere)).body.code, 'address_not_allowed')
  assert.equal((await login(elsewhere, 'wrong')).body.code, 'wrong_password')
  assert.equal((await login(office)).status, 200)
})

test('IPv4 written as IPv6 is IPv4, and an IPv6 network holds no IPv4 address', async (t) => {
  const space = await workspace(t, app)
  await switchOn(space, '2001:db8:1::/48', '::/8')
  for (const address of [
    '::ffff:203.0.113.77',
    '::FFFF:cb00:714d',
    '0:0:0:0:0:ffff:cb00:714d',
    '[2001:db8:1:2::3]',
    '2001:DB8:1::',
  ])
    assert.equal(await status(space.owner, from(address)), 200, address)
  for (const address of ['::ffff:198.51.100.7', '::ffff:c633:6407', '2001:db8:2::1', '198.51.100.7'])
    assert.equal(await status(space.owner, from(address)), 403, address)
})

test('an address that somebody only claims opens nothing', async (t) => {
  const space = await workspace(t, app)
  await switchOn(space)
  // The proxy adds what it sees at the right; what stands left of it anybody can write.
  assert.equal(await status(space.owner, from('203.0.113.9, 198.51.100.7')), 403)
  const direct = await startTestApp({}, { work: false })
  const other = await workspace(t, direct)
  await add(other.owner, '127.0.0.0/8')
  await other.owner.post(`${path}/toggle`, { enabled: true })
  assert.equal(await status(other.owner, office), 200, 'nobody is trusted, so nobody is believed')
  const entry = (await other.owner.get(path)).data[0]
  await add(other.owner, '203.0.113.0/24')
  const refused = await other.owner.delete(`${path}/${entry.id}`, office)
  assert.equal(refused.body.code, 'allowlist_locks_you_out')
})

test('nobody locks themselves out: not by switching on, not by removing their own network', async (t) => {
  const { owner } = await workspace(t, app)
  const toggle = (headers = office) => owner.post(`${path}/toggle`, { enabled: true }, headers)
  assert.match((await toggle()).body.error, /no network.*203\.0\.113\.9/)
  const entry = await add(owner, '203.0.113.0/24')
  const refused = await toggle(elsewhere)
  assert.deepEqual([refused.status, refused.body.code], [409, 'allowlist_locks_you_out'])
  assert.match(refused.body.error, /198\.51\.100\.7/)
  assert.equal((await toggle()).status, 200)
  assert.equal((await owner.delete(`${path}/${entry.id}`, office)).status, 409)
  const wider = await add(owner, '203.0.0.0/16')
  assert.equal((await owner.delete(`${path}/${entry.id}`, office)).status, 204)
  assert.equal((await owner.delete(`${path}/${wider.id}`, office)).status, 409)
  assert.equal(await status(owner, from('203.0.200.1')), 200, 'what is added and removed holds at once')
})

test('a dry run tells which keys and people of the last day would be refused, and changes nothing', async (t) => {
  const space = await workspace(t, app)
  const [inside, outside] = [await space.key(), await space.key()]
  for (const _time of [1, 2, 3])
    await outside.get('/api/v1/ops/aircraft', { ...elsewhere, 'user-agent': 'robot' })
  await inside.get('/api/v1/ops/aircraft', office)
  const { email } = (await space.owner.get('/api/v1/auth/session')).data.user
  await space.anybody.post('/api/v1/auth/login', { email, password: 'three quiet herons' }, elsewhere)
  await add(space.owner, '203.0.113.0/24')
  const { data } = await space.owner.post(`${path}/toggle?dry_run=true`, { enabled: true }, office)
  assert.deepEqual(
    data.would_refuse.api_keys.map((one: Record<string, unknown>) => [
      one.id,
      one.address,
      one.user_agent,
      one.requests,
    ]),
    [[outside.keyId, '198.51.100.7', 'robot', 3]],
  )
  const people = data.would_refuse.people.map((one: Record<string, unknown>) => one.signed_in_from)
  assert.ok(people.includes('198.51.100.7'))
  assert.equal((await space.owner.get(`${path}/status`)).data.enabled, false)
  // Of a caller from before that day it is not known how many of its requests fell into it.
  await app.sql("update api_key_callers set first_seen_at = now() - interval '3 days' where key_id = $1", [
    outside.keyId,
  ])
  const again = await space.owner.post(`${path}/toggle?dry_run=true`, { enabled: true }, office)
  assert.equal(again.data.would_refuse.api_keys[0].requests, null)
})

test('unconfirmed, it goes off by itself at its minute, and the audit log says so', async (t) => {
  const space = await workspace(t, app)
  await add(space.owner, '203.0.113.0/24')
  const { data } = await space.owner.post(`${path}/toggle`, { enabled: true }, office)
  assert.equal(Math.round((Date.parse(data.confirm_by) - Date.now()) / 60_000), 5)
  assert.equal(await status(space.owner, elsewhere), 403)
  await app.sql(
    "update workspaces set allowlist_until = now() - interval '1 second' where workspace_id = $1",
    [space.uuid],
  )
  assert.equal(await status(space.owner, elsewhere), 200, 'with no work of ours having run')
  assert.equal((await space.owner.get(`${path}/status`)).data.enabled, false)
  const late = await space.owner.post(`${path}/confirm`)
  assert.deepEqual([late.status, late.body.code], [409, 'conflict'])
  await recordEndedTrials.at(app.services, new Date())
  await recordEndedTrials.at(app.services, new Date())
  const log = (await space.owner.get('/api/v1/admin/audit-log')).data.items
  const entries = log.filter((entry: { action: string }) => entry.action === 'ip_allowlist.reverted')
  assert.deepEqual([entries.length, entries[0].actor.type], [1, 'system'])
})

test('confirmed from a new request, it stays on', async (t) => {
  const space = await workspace(t, app)
  await add(space.owner, '203.0.113.0/24')
  await space.owner.post(`${path}/toggle`, { enabled: true }, office)
  assert.equal((await space.owner.post(`${path}/confirm`, undefined, elsewhere)).status, 403)
  assert.equal((await space.owner.post(`${path}/confirm`, undefined, office)).data.enabled, true)
  const now = (await space.owner.get(`${path}/status`, office)).data
  assert.deepEqual([now.enabled, now.confirm_by], [true, null])
})

test('the status counts the entries, and knows when the list was last applied', async (t) => {
  const space = await workspace(t, app)
  assert.deepEqual((await space.owner.get(`${path}/status`, office)).data, {
    enabled: false,
    applies_to: ['api', 'ui'],
    entry_count: 0,
    last_evaluated_at: null,
    confirm_by: null,
    your_address: '203.0.113.9',
  })
  await switchOn(space, '2001:db8::/32')
  await status(space.owner, elsewhere)
  const { data } = await space.owner.get(`${path}/status`, office)
  assert.deepEqual([data.enabled, data.entry_count], [true, 2])
  assert.ok(Date.now() - Date.parse(data.last_evaluated_at) < 60_000)
})

test('only admins touch it, and nobody sees another workspace’s', async (t) => {
  const [space, other] = [await workspace(t, app), await workspace(t, app)]
  const entry = await add(space.owner, '203.0.113.0/24')
  assert.equal((await other.owner.delete(`${path}/${entry.id}`)).status, 404)
  assert.deepEqual((await other.owner.get(path)).data, [])
  const chief = await space.as('chief', { roles: ['chief_pilot'] })
  assert.equal((await chief.post(`${path}/toggle`, { enabled: true })).status, 403)
  assert.equal(
    (await (await space.key({ scopes: ['settings:read'] })).post(`${path}/toggle`, { enabled: true })).status,
    403,
  )
})
