import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grants } from '../access/scope.ts'
import { workspace } from '../testing/workspace.ts'
import { app, at, channel, emit, engine, path, queued, services } from './testing/rules.ts'

const ruleOn = (event: string, channelId: string, fields: object = {}) => ({
  name: `Rule on ${event}`,
  event,
  channel_ids: [channelId],
  ...fields,
})

test('a key makes and previews rules on the events that its scopes read, of every type, and on no other', async (t) => {
  const space = await workspace(t, app)
  const channelId = await channel(space)
  const scopes = ['notifications:write', 'notifications:read', 'flights:read']
  const key = await space.key({ scopes })
  for (const { type, scope } of services.eventTypes) {
    const isReadable = grants(scopes, scope)
    const made = await key.post(`${path}/rules?dry_run=true`, ruleOn(type, channelId))
    assert.equal(made.status, isReadable ? 201 : 403, type)
    const { status, body } = await key.post(`${path}/rules/preview`, { event: type })
    assert.equal(status, isReadable ? 200 : 403, type)
    if (!isReadable) assert.match(body.error, new RegExp(`need the scope ${scope}`))
  }
})

test('a rule sends no more than the key that set it may read now', async (t) => {
  const space = await workspace(t, app)
  const key = await space.key({ scopes: ['notifications:write', 'flights:read'] })
  const channelId = await channel(space)
  for (const digest of ['none', 'hourly'])
    await key.post(`${path}/rules`, ruleOn('flight.approved', channelId, { name: digest, digest }))
  await engine()
  await emit(space, [at(1)])
  await engine(2)
  assert.equal((await queued(space)).length, 1)
  await app.sql("update api_keys set scopes = '{notifications:write}' where id = $1", [key.keyId])
  await emit(space, [at(3)])
  await engine(120)
  assert.equal((await queued(space)).length, 1)
})

test('a key changes neither the rule nor the address of a channel that carries more than it can read', async (t) => {
  const space = await workspace(t, app)
  const channelId = await channel(space)
  const rule = (await space.owner.post(`${path}/rules`, ruleOn('hazard.identified', channelId))).data
  const key = await space.key({ scopes: ['notifications:write', 'flights:read'] })
  const { data: other } = await key.post(`${path}/channels`, {
    type: 'email',
    name: 'Mine',
    config: { recipients: ['me@example.com'] },
  })
  for (const answer of [
    await key.put(`${path}/rules/${rule.id}`, { channel_ids: [other.id] }),
    await key.put(`${path}/channels/${channelId}`, { config: { recipients: ['me@example.com'] } }),
  ]) {
    assert.deepEqual([answer.status, answer.body.code], [403, 'scope_missing'])
    assert.match(answer.body.error, /hazard\.identified need the scope safety:read/)
  }
  assert.equal((await key.put(`${path}/channels/${channelId}`, { name: 'Renamed' })).status, 200)
  assert.equal((await key.put(`${path}/rules/${rule.id}`, ruleOn('flight.approved', channelId))).status, 200)
})
