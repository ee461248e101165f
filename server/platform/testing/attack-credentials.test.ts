import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWellFormedKey, newKeySecret } from '../access/key-secret.ts'
import { newId } from '../kernel/id.ts'
import {
  app,
  attackRequests,
  attackTogether,
  forKeys,
  guarded,
  type Headers,
  nobody,
  operations,
  space,
} from './attack.ts'
import { chosen } from './attack-choice.ts'

// Credentials that are missing, wrong, expired, revoked or worth less than what is asked.

const { refusedWith } = attackRequests()

const { keyPrefix } = app.services.config

test('nobody without credentials is let in', () =>
  attackTogether(guarded, refusedWith(nobody, 401, 'Authentication required')))

test('an empty cookie or Authorization header is no credential', async () => {
  for (const headers of [
    { cookie: 'apron_session=' },
    { authorization: '' },
    { cookie: 'other=1' },
  ] as Headers[])
    await attackTogether(guarded, refusedWith(nobody, 401, 'Authentication required', headers))
})

test('what is no key of ours is refused', async () => {
  const wrongSum = `${newKeySecret(keyPrefix).slice(0, -1)}~`
  assert.ok(!isWellFormedKey(wrongSum, keyPrefix))
  for (const secret of ['garbage', keyPrefix, wrongSum, newKeySecret(keyPrefix), newKeySecret('gaf_pk_')]) {
    for (const headers of [{ authorization: `Bearer ${secret}` }, { 'x-api-key': secret }] as Headers[])
      await attackTogether(guarded, refusedWith(nobody, 401, 'Invalid or expired API key', headers))
  }
})

test('an expired key is refused', async () => {
  const key = await space.key({ expires_in_days: 1 })
  await app.sql("update api_keys set expires_at = now() - interval '1 second' where id = $1", [key.keyId])
  await attackTogether(guarded, refusedWith(key, 401, 'Invalid or expired API key'))
})

test('a revoked key is refused', async () => {
  const key = await space.key()
  assert.equal((await space.owner.delete(`/api/user/api-keys/${key.keyId}`)).status, 204)
  await attackTogether(guarded, refusedWith(key, 401, 'Invalid or expired API key'))
})

test('the secret that was regenerated away is refused', async () => {
  const key = await space.key()
  assert.equal((await space.owner.post(`/api/user/api-keys/${key.keyId}/regenerate`, {})).status, 200)
  await attackTogether(guarded, refusedWith(key, 401, 'Invalid or expired API key'))
})

test('a token that we did not sign is no session', async () => {
  const [header, payload] = ['{"alg":"none","typ":"JWT"}', `{"sid":"${newId('ses')}","iss":"apron"}`].map(
    (part) => Buffer.from(part).toString('base64url'),
  )
  for (const token of [
    `${header}.${payload}.x`,
    `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}.${Buffer.alloc(32).toString('base64url')}`,
  ]) {
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { cookie: `apron_session=${token}` },
    ] as Headers[])
      await attackTogether(guarded, refusedWith(nobody, 401, 'Invalid or expired session', headers))
  }
})

test('a key without the scope is refused, though it holds every other', async () => {
  const scopes = [...new Set(forKeys.map((operation) => operation.scope ?? ''))]
  for (const scope of new Set(chosen(forKeys).map((operation) => operation.scope ?? ''))) {
    const key = await space.key({ scopes: scopes.filter((other) => other !== scope) })
    await attackTogether(
      forKeys.filter((operation) => operation.scope === scope),
      refusedWith(key, 403, `This API key does not hold the scope ${scope}`),
    )
  }
})

test('a read-only key changes nothing', async () => {
  for (const scopes of [
    ['*:read'],
    [
      ...new Set(
        forKeys.map((operation) => operation.scope ?? '').filter((scope) => scope.endsWith(':read')),
      ),
    ],
  ]) {
    await attackTogether(
      forKeys.filter((operation) => operation.writes),
      refusedWith(await space.key({ scopes }), 403, 'This API key is read-only'),
    )
  }
})

test('no key does what needs a browser session', async () => {
  await attackTogether(
    guarded.filter((operation) => operation.access === 'session'),
    refusedWith(await space.key(), 403, 'This endpoint requires a browser session'),
  )
})

test('no key signs in, signs up or accepts an invitation', async () => {
  await attackTogether(
    operations.filter((operation) => operation.refusesKeys),
    refusedWith(await space.key(), 403, 'This endpoint requires a browser session'),
  )
})

test('the session of a removed member is over', async () => {
  const member = await space.as('leaver', { roles: ['admin'] })
  const { items } = (await space.owner.get('/api/v1/admin/members?search=leaver')).data
  assert.equal((await space.owner.delete(`/api/v1/admin/members/${items[0].id}`)).status, 204)
  await attackTogether(guarded, refusedWith(member, 401, 'Invalid or expired session'))
})

test('a session that was ended is over', async () => {
  const member = await space.as('signed-out', { roles: ['admin'] })
  assert.equal((await member.post('/api/v1/auth/logout')).status, 204)
  await attackTogether(guarded, refusedWith(member, 401, 'Invalid or expired session'))
})
