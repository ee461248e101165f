import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { type TestMember, type TestWorkspace, workspace } from '../testing/workspace.ts'

const app = await testApp()

const memberOf = async (space: TestWorkspace, { userId }: TestMember) =>
  (await space.owner.get('/api/v1/admin/members?page_size=100')).data.items.find(
    (item: { userId: string }) => item.userId === userId,
  )

/** An admin who has made a key, and an endpoint with the session and one with the key. */
async function busyAdmin(space: TestWorkspace) {
  const admin = await space.as('busy', { roles: ['admin'] })
  const key = await admin.post('/api/user/api-keys', { name: 'Website', scopes: ['*'] })
  const byKey = client(app.origin, { authorization: `Bearer ${key.data.secret}` })
  const made = await admin.post('/api/v1/webhooks/endpoints', {
    url: 'https://receiver.example.com/one',
    events: ['*'],
    description: 'Board',
  })
  assert.equal(made.status, 201, made.text)
  return { admin, key: key.data, byKey, endpoint: made.data, member: await memberOf(space, admin) }
}

test('an admin can preview what a removed member leaves behind, and what stays continues to work', async (t) => {
  const space = await workspace(t, app)
  const { admin, key, byKey, endpoint, member } = await busyAdmin(space)
  const at = `/api/v1/admin/members/${member.id}`
  const { data } = await space.owner.get(`${at}/removal`)
  assert.equal(data.sessions, 1)
  const labels = Object.fromEntries(
    data.leftBehind.map((one: { kind: string; records: { id: string; label: string }[] }) => [
      one.kind,
      one.records.map(({ id, label }) => [id, label]),
    ]),
  )
  assert.deepEqual(labels, {
    api_keys: [[key.id, 'Website']],
    webhook_endpoints: [[endpoint.id, 'Board']],
    notification_channels: [],
    board_links: [],
    calendar_feeds: [],
  })
  assert.equal((await space.owner.delete(`${at}?revoke_keys=false`)).status, 204)
  assert.equal((await admin.get('/api/v1/auth/session')).status, 401)
  assert.equal((await byKey.get('/api/projects')).status, 200)
  const again = await space.owner.delete(at)
  assert.equal(again.status, 409)
  assert.match(again.body.error, /^This member is removed/)
  const [entry] = (await space.owner.get('/api/v1/admin/audit-log?action=member.removed')).data.items
  const change = (field: string) => entry.changes.find((change: { field: string }) => change.field === field)
  assert.deepEqual([change('sessions').before, change('sessions').after], [1, 0])
  assert.deepEqual(change('api_keys').after, [`Website (${key.id})`])
})

test('the keys of a removed member end at the same moment', async (t) => {
  const space = await workspace(t, app)
  const { key, byKey, member } = await busyAdmin(space)
  const others = await space.key()
  assert.equal((await space.owner.delete(`/api/v1/admin/members/${member.id}`)).status, 204)
  assert.equal((await byKey.get('/api/projects')).status, 401)
  assert.equal((await others.get('/api/projects')).status, 200)
  assert.equal((await space.owner.get(`/api/user/api-keys/${key.id}`)).data.status, 'revoked')
  const log = (await space.owner.get(`/api/v1/admin/audit-log?subject=${key.id}`)).data.items
  assert.ok(log.some((entry: { action: string }) => entry.action === 'api_key.revoked'))
})

test('the owner hands the workspace over after a fresh proof, and there is always exactly one', async (t) => {
  const space = await workspace(t, app)
  const [first, second, chief] = [
    await space.as('first', { roles: ['admin'] }),
    await space.as('second', { roles: ['pilot'] }),
    await space.as('chief', { roles: ['chief_pilot'] }),
  ]
  const at = async (who: TestMember) => `/api/v1/admin/members/${(await memberOf(space, who)).id}/hand-over`
  const refused = await first.post(await at(second))
  assert.deepEqual([refused.status, refused.body.code], [403, 'role_missing'])
  const stale = () =>
    app.sql("update sessions set authenticated_at = now() - interval '1 hour' where workspace_id = $1", [
      space.uuid,
    ])
  await stale()
  const old = await space.owner.post(await at(first))
  assert.deepEqual([old.status, old.body.code], [403, 'reauthentication_required'])
  assert.equal(
    (await space.owner.post('/api/user/reauthenticate', { password: 'three quiet herons' })).status,
    200,
  )
  const answers = await Promise.all(
    await Promise.all([first, second, chief].map(async (one) => space.owner.post(await at(one)))),
  )
  assert.deepEqual(
    answers.map((answer) => (answer.status === 403 ? 409 : answer.status)).sort(),
    [200, 409, 409],
    answers.map((answer) => answer.text).join('\n'),
  )
  const owners = (await space.owner.get('/api/v1/admin/members?role=account_owner')).data.items
  assert.equal(owners.length, 1)
  assert.deepEqual((await space.owner.get('/api/user/profile')).data.roles, ['admin'])
  const winner = answers.find((answer) => answer.status === 200)
  assert.equal(winner?.data.userId, owners[0].userId)
  const [entry] = (await space.owner.get('/api/v1/admin/audit-log?action=ownership.handed_over')).data.items
  assert.equal(entry.subject.id, owners[0].id)
  const mails = await app.sql('select 1 from mails where recipient = $1 and subject like $2', [
    owners[0].email,
    'You are now the owner%',
  ])
  assert.equal(mails.length, 1)
})
