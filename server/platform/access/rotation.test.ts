import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client } from '../testing/client.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'

const keys = '/api/user/api-keys'
const works = async ({ app }: TestWorkspace, secret: string) =>
  (await client(app.origin, { 'x-api-key': secret }).get('/api/projects')).status === 200

test('regenerating keeps the key and ends its old secret at once', async (t) => {
  const space = await workspace(t)
  const one = await space.key()
  const answer = await space.owner.post(`${keys}/${one.keyId}/regenerate`, {})
  assert.equal(answer.status, 200)
  assert.deepEqual(Object.keys(answer.data).sort(), ['id', 'overlap_until', 'prefix', 'rotated_at', 'secret'])
  assert.deepEqual([answer.data.id, answer.data.overlap_until], [one.keyId, null])
  assert.ok(answer.data.secret.startsWith(answer.data.prefix))
  assert.deepEqual([await works(space, one.secret), await works(space, answer.data.secret)], [false, true])
})

test('with an overlap both secrets work, until the rotation is finished', async (t) => {
  const space = await workspace(t)
  const one = await space.key()
  const { data } = await space.owner.post(`${keys}/${one.keyId}/regenerate`, { overlap_hours: 72 })
  assert.ok(Math.abs(Date.parse(data.overlap_until) - Date.now() - 72 * 3_600_000) < 10_000)
  assert.deepEqual([await works(space, one.secret), await works(space, data.secret)], [true, true])
  assert.equal((await space.owner.post(`${keys}/${one.keyId}/rotation/finish`)).status, 204)
  assert.deepEqual([await works(space, one.secret), await works(space, data.secret)], [false, true])
  assert.equal((await space.owner.post(`${keys}/${one.keyId}/rotation/finish`)).status, 409)
})

test('an overlap is at most 72 hours, and never goes past the end of the key', async (t) => {
  const space = await workspace(t)
  const one = await space.key({ expires_in_days: 1 })
  assert.equal((await space.owner.post(`${keys}/${one.keyId}/regenerate`, { overlap_hours: 73 })).status, 400)
  const { data } = await space.owner.post(`${keys}/${one.keyId}/regenerate`, { overlap_hours: 72 })
  assert.equal(data.overlap_until, (await space.owner.get(`${keys}/${one.keyId}`)).data.expires_at)
})

test('at most two secrets of a key work at once', async (t) => {
  const space = await workspace(t)
  const one = await space.key()
  const second = (await space.owner.post(`${keys}/${one.keyId}/regenerate`, { overlap_hours: 24 })).data
    .secret
  const third = (await space.owner.post(`${keys}/${one.keyId}/regenerate`, { overlap_hours: 24 })).data.secret
  assert.deepEqual(await Promise.all([one.secret, second, third].map((secret) => works(space, secret))), [
    false,
    true,
    true,
  ])
})

test('regenerating at the same moment leaves one current secret', async (t) => {
  const space = await workspace(t)
  const one = await space.key()
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => space.owner.post(`${keys}/${one.keyId}/regenerate`, {})),
  )
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 200, 200, 200],
  )
  const working = await Promise.all(
    [one.secret, ...answers.map((answer) => answer.data.secret)].map((secret) => works(space, secret)),
  )
  assert.equal(working.filter(Boolean).length, 1)
})

test('the rotation view says who still uses the old secret, and when nobody does', async (t) => {
  const space = await workspace(t)
  const one = await space.key()
  const view = async () => (await space.owner.get(`${keys}/${one.keyId}/rotation`)).data
  assert.deepEqual([(await view()).safe_to_finish, (await view()).overlap_until], [true, null])
  const { secret } = (await space.owner.post(`${keys}/${one.keyId}/regenerate`, { overlap_hours: 24 })).data
  assert.equal((await view()).reason, 'Nobody has used the old secret')
  for (const [used, agent] of [
    [one.secret, 'nightly-sync/1.2'],
    [one.secret, 'nightly-sync/1.2'],
    [secret, 'website/2'],
  ] as const) {
    await client(space.app.origin, { 'x-api-key': used, 'user-agent': agent }).get('/api/projects')
  }
  const { safe_to_finish: safe, reason, secrets } = await view()
  assert.equal(safe, false)
  assert.match(reason, /within the last minute, by 127\.0\.0\.1/)
  assert.deepEqual(
    secrets.map((each: { version: number; status: string }) => [each.version, each.status]),
    [
      [2, 'current'],
      [1, 'previous'],
    ],
  )
  assert.deepEqual(
    secrets[1].callers.map((caller: Record<string, unknown>) => [
      caller.address,
      caller.user_agent,
      caller.requests,
    ]),
    [['127.0.0.1', 'nightly-sync/1.2', 2]],
  )
  await space.app.sql(
    "update api_key_secrets set last_used_at = now() - interval '2 hours' where key_id = $1 and secret_version = 1",
    [one.keyId],
  )
  const quiet = await view()
  assert.deepEqual(
    [quiet.safe_to_finish, quiet.reason],
    [true, 'Nobody has used the old secret for 120 minutes'],
  )
})

test('an expired key is not regenerated', async (t) => {
  const space = await workspace(t)
  const one = await space.key({ expires_in_days: 1 })
  await space.app.sql("update api_keys set expires_at = now() - interval '1 minute' where id = $1", [
    one.keyId,
  ])
  const answer = await space.owner.post(`${keys}/${one.keyId}/regenerate`, {})
  assert.deepEqual(
    [answer.status, (await space.owner.get(`${keys}/${one.keyId}`)).data.status],
    [409, 'expired'],
  )
})

test('the rotation of a revoked key shows no secret as working, and cannot be finished', async (t) => {
  const space = await workspace(t)
  const key = await space.key()
  await space.owner.post(`${keys}/${key.keyId}/regenerate`, { overlap_hours: 24 })
  assert.equal((await space.owner.delete(`${keys}/${key.keyId}`)).status, 204)
  const { data: revoked } = await space.owner.get(`${keys}/${key.keyId}`)
  assert.deepEqual([revoked.status, revoked.overlap_until], ['revoked', null])
  const { data: rotation } = await space.owner.get(`${keys}/${key.keyId}/rotation`)
  assert.deepEqual(
    [rotation.safe_to_finish, rotation.overlap_until, rotation.reason],
    [false, null, 'This key was revoked; none of its secrets works'],
  )
  assert.deepEqual(
    rotation.secrets.map((secret: { status: string; ends_at: string }) => [secret.status, secret.ends_at]),
    [
      ['ended', revoked.revoked_at],
      ['ended', revoked.revoked_at],
    ],
  )
  const finished = await space.owner.post(`${keys}/${key.keyId}/rotation/finish`)
  assert.deepEqual([finished.status, finished.body.code], [409, 'api_key_revoked'])
  const { data: usage } = await space.owner.get(`${keys}/${key.keyId}/scope-usage`)
  assert.deepEqual([usage.suggestion, usage.advice], [null, 'This key was revoked'])
})

test('the rotation of an expired key shows no secret as working', async (t) => {
  const space = await workspace(t)
  const key = await space.key({ expires_in_days: 1 })
  await space.owner.post(`${keys}/${key.keyId}/regenerate`, { overlap_hours: 24 })
  await space.app.sql("update api_keys set expires_at = now() - interval '1 minute' where id = $1", [
    key.keyId,
  ])
  const { data: rotation } = await space.owner.get(`${keys}/${key.keyId}/rotation`)
  assert.deepEqual([rotation.safe_to_finish, rotation.overlap_until], [false, null])
  assert.deepEqual(
    rotation.secrets.map((secret: { status: string }) => secret.status),
    ['ended', 'ended'],
  )
})

test('a revoked key names who revoked it', async (t) => {
  const space = await workspace(t)
  const key = await space.key()
  const admin = await space.as('Ada', { roles: ['admin'] })
  assert.equal((await admin.delete(`${keys}/${key.keyId}`)).status, 204)
  const [user] = await space.app.sql<{ name: string }>(
    'select display_name as name from users where id = $1',
    [admin.userId],
  )
  const { data: revoked } = await space.owner.get(`${keys}/${key.keyId}`)
  assert.equal(revoked.revoked_by, user?.name)
})
