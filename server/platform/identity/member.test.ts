import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { mailedToken } from '../testing/mailed.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'

const app = await testApp()
const anybody = client(app.origin)
const invitations = '/api/v1/admin/invitations'
let count = 0

/** Invites somebody, and reads the token from the mail as they would. */
async function invite(space: TestWorkspace, fields: object = {}) {
  const email = `guest-${++count}@example.org`
  const answer = await space.owner.post(invitations, { email, roles: ['pilot'], ...fields })
  assert.equal(answer.status, 201, answer.text)
  return { id: answer.data.id, email: answer.data.email, token: await newestToken(answer.data.email) }
}

const newestToken = (email: string) => mailedToken(app, email, 'invitation')

const accept = (token: string, fields: object = {}) =>
  anybody.post('/api/v1/invitations/accept', { token, password: 'three quiet herons', ...fields })

test('somebody who is invited by mail chooses a password and is a member', async (t) => {
  const space = await workspace(t, app)
  const { email, token, id } = await invite(space, {
    displayName: 'Guy Guest',
    roles: ['pilot', 'instructor'],
  })
  const shown = await anybody.get(`/api/v1/invitations/${token}`)
  assert.deepEqual(
    [shown.status, shown.data.email, shown.data.displayName, shown.data.hasAccount],
    [200, email, 'Guy Guest', false],
  )
  assert.match((await accept(token, { password: 'password1234' })).body.error, /lists that leaked/)
  const joined = await accept(token)
  assert.equal(joined.status, 200)
  const session = await client(app.origin, { authorization: `Bearer ${joined.data.accessToken}` }).get(
    '/api/v1/auth/session',
  )
  const profile = await client(app.origin, { authorization: `Bearer ${joined.data.accessToken}` }).get(
    '/api/user/profile',
  )
  assert.equal(profile.data.email_verified, true, 'the link came by mail')
  assert.deepEqual(
    [session.data.user.displayName, session.data.roles, session.data.workspace.id],
    ['Guy Guest', ['pilot', 'instructor'], space.id],
  )
  assert.equal((await space.owner.get(`${invitations}?status=accepted`)).data.items[0].id, id)
  assert.deepEqual(
    [(await accept(token)).status, (await accept(token)).body.code],
    [404, 'invitation_invalid'],
  )
})

test('a user with an account accepts an invitation with only its password', async (t) => {
  const [mine, theirs] = [await workspace(t, app), await workspace(t, app)]
  const { email } = (await theirs.owner.get('/api/v1/auth/session')).data.user
  const { token } = await invite(mine, { email })
  assert.equal((await anybody.get(`/api/v1/invitations/${token}`)).data.hasAccount, true)
  assert.equal((await accept(token, { password: 'not the password' })).status, 401)
  const joined = await accept(token)
  assert.deepEqual([joined.status, joined.data.workspace.id], [200, mine.id])
})

test('an invitation ends when it is withdrawn, sent again or a week old', async (t) => {
  const space = await workspace(t, app)
  const withdrawn = await invite(space)
  assert.equal((await space.owner.delete(`${invitations}/${withdrawn.id}`)).status, 204)
  assert.equal((await accept(withdrawn.token)).status, 404)
  const resent = await invite(space)
  assert.equal((await space.owner.post(`${invitations}/${resent.id}/resend`)).status, 200)
  assert.equal((await accept(resent.token)).status, 404)
  assert.equal((await accept(await newestToken(resent.email))).status, 200)
  const old = await invite(space)
  await app.sql("update invitations set expires_at = now() - interval '1 second' where id = $1", [old.id])
  assert.equal((await accept(old.token)).status, 404)
  assert.equal((await space.owner.get(`${invitations}?status=expired`)).data.items[0].id, old.id)
})

test('an invitation that is accepted twice at once makes one member', async (t) => {
  const space = await workspace(t, app)
  const { token } = await invite(space)
  const answers = await Promise.all([accept(token), accept(token), accept(token)])
  assert.ok(
    answers.every((answer) => [200, 404, 409].includes(answer.status)),
    answers.map((answer) => answer.text).join(),
  )
  assert.equal((await app.sql('select 1 from members where workspace_id = $1', [space.uuid])).length, 2)
})

test('an invitation takes no role from who is a member by now, and no workspace its owner', async (t) => {
  const space = await workspace(t, app)
  const { email, token } = await invite(space)
  const { data: session } = await space.owner.get('/api/v1/auth/session')
  await app.sql('update users set email = $1 where id = $2', [email, session.user.id])
  const accepted = await accept(token)
  assert.deepEqual([accepted.status, accepted.body.code], [409, 'conflict'])
  assert.deepEqual(await app.sql('select roles from members where workspace_id = $1', [space.uuid]), [
    { roles: ['account_owner'] },
  ])
})

test('who comes back as another person than before is a member all the same', async (t) => {
  const space = await workspace(t, app)
  const [before, now] = [await space.person(), await space.person()]
  const { email, token } = await invite(space, { crewId: before.id })
  assert.equal((await accept(token)).status, 200)
  const { items } = (await space.owner.get(`/api/v1/admin/members?search=${email}`)).data
  assert.equal((await space.owner.delete(`/api/v1/admin/members/${items[0].id}`)).status, 204)
  const again = await invite(space, { email, crewId: now.id })
  const answer = await accept(again.token)
  assert.equal(answer.status, 200, answer.text)
})

test('an open, forgotten session invites nobody, and changes or removes no member', async (t) => {
  const space = await workspace(t, app)
  await space.as('ines')
  const { items } = (await space.owner.get('/api/v1/admin/members?search=ines')).data
  const old = "update sessions set authenticated_at = now() - interval '31 minutes' where workspace_id = $1"
  await app.sql(old, [space.uuid])
  for (const attempt of [
    await space.owner.post(invitations, { email: 'new-admin@example.org', roles: ['admin'] }),
    await space.owner.patch(`/api/v1/admin/members/${items[0].id}`, { roles: ['admin'] }),
    await space.owner.delete(`/api/v1/admin/members/${items[0].id}`),
  ])
    assert.deepEqual([attempt.status, attempt.body.code], [403, 'reauthentication_required'])
})

test('an admin ends the sessions of a member, who stays a member and keeps their other workspaces', async (t) => {
  const [space, elsewhere] = [await workspace(t, app), await workspace(t, app)]
  const ines = await space.as('ines')
  const { items } = (await space.owner.get('/api/v1/admin/members?search=ines')).data
  const path = `/api/v1/admin/members/${items[0].id}/sessions`
  const pilot = await space.as('pete', { roles: ['pilot'] })
  assert.equal((await pilot.delete(path)).status, 403)
  assert.equal((await elsewhere.owner.delete(path)).status, 404)
  assert.equal((await ines.get('/api/v1/auth/session')).status, 200)
  assert.equal((await space.owner.delete(path)).status, 204)
  assert.equal((await ines.get('/api/v1/auth/session')).status, 401)
  assert.equal((await pilot.get('/api/v1/auth/session')).status, 200)
  const [entry] = (await space.owner.get('/api/v1/admin/audit-log?action=member.sessions_ended')).data.items
  assert.deepEqual(entry.changes, [{ field: 'sessions', before: 1, after: 0 }])
  const own = (await space.owner.get('/api/v1/admin/members?role=account_owner')).data.items[0]
  assert.equal((await space.owner.delete(`/api/v1/admin/members/${own.id}/sessions`)).status, 204)
  assert.equal((await space.owner.get('/api/v1/auth/session')).status, 200)
})

test('nobody is invited twice, or while they are a member', async (t) => {
  const space = await workspace(t, app)
  const { email, token } = await invite(space)
  assert.equal(
    (await space.owner.post(invitations, { email: email.toUpperCase(), roles: ['pilot'] })).status,
    409,
  )
  await accept(token)
  assert.equal((await space.owner.post(invitations, { email, roles: ['pilot'] })).status, 409)
})

test('an invitation gives only roles that exist, and never the ownership', async (t) => {
  const { owner } = await workspace(t, app)
  assert.equal((await owner.post(invitations, { email: 'x@example.org', roles: ['wizard'] })).status, 400)
  assert.equal(
    (await owner.post(invitations, { email: 'x@example.org', roles: ['account_owner'] })).body.code,
    'owner_stays',
  )
})

test('a token of an invitation is kept only in its mail', async (t) => {
  const space = await workspace(t, app)
  const { token } = await invite(space)
  const [row] = await app.sql<{ text: string }>(
    `
      select (select string_agg(i::text, '') from invitations i) || (select string_agg(e::text, '')
                                                                       from events e) as text`,
  )
  assert.ok(!row?.text.includes(token))
})

test('roles change at the next request, and the owner stays the owner', async (t) => {
  const space = await workspace(t, app)
  const pilot = await space.as('pilot', { roles: ['pilot'] })
  const members = (await space.owner.get('/api/v1/admin/members')).data.items
  const [mine, theirs] = [
    members.find((one: { roles: string[] }) => one.roles.includes('account_owner')),
    members.find((one: { userId: string }) => one.userId === pilot.userId),
  ]
  assert.equal((await pilot.post('/api/projects', { name: 'x' })).status, 403)
  assert.equal(
    (await space.owner.patch(`/api/v1/admin/members/${theirs.id}`, { roles: ['dispatcher'] })).status,
    200,
  )
  assert.equal((await pilot.post('/api/projects', { name: 'x' })).status, 201)
  for (const refused of [
    await space.owner.patch(`/api/v1/admin/members/${theirs.id}`, { roles: ['account_owner'] }),
    await space.owner.patch(`/api/v1/admin/members/${mine.id}`, { roles: ['admin'] }),
    await (await space.as('admin', { roles: ['admin'] })).delete(`/api/v1/admin/members/${mine.id}`),
  ])
    assert.deepEqual([refused.status, refused.body.code], [409, 'owner_stays'])
  const admin = await space.as('admin')
  const self = (await space.owner.get('/api/v1/admin/members?search=admin')).data.items[0]
  assert.equal((await admin.delete(`/api/v1/admin/members/${self.id}`)).status, 409)
})

test('a removed member is out at once, stays listed, and can be invited again', async (t) => {
  const space = await workspace(t, app)
  const { email, token } = await invite(space)
  const joined = client(app.origin, { authorization: `Bearer ${(await accept(token)).data.accessToken}` })
  const { id } = (await space.owner.get(`/api/v1/admin/members?search=${email}`)).data.items[0]
  assert.equal((await space.owner.delete(`/api/v1/admin/members/${id}`)).status, 204)
  assert.equal((await joined.get('/api/v1/auth/session')).status, 401)
  assert.equal(
    (await anybody.post('/api/v1/auth/login', { email, password: 'three quiet herons' })).status,
    403,
  )
  assert.equal((await space.owner.get('/api/v1/admin/members?status=removed')).data.items[0].id, id)
  const again = await invite(space, { email, roles: ['mechanic'] })
  assert.equal((await accept(again.token)).status, 200)
  assert.deepEqual(
    (await space.owner.get(`/api/v1/admin/members?search=${email}`)).data.items.map(
      (one: { id: string; roles: string[]; status: string }) => [one.id, one.roles, one.status],
    ),
    [[id, ['mechanic'], 'active']],
  )
})

test('without a mail server the owner of the installation reads the mails', async () => {
  const space = await workspace(undefined, app)
  const { email } = await invite(space)
  const [owner] = await app.sql<{ email: string }>(
    'select u.email from installation i join users u on u.id = i.owner_user_id',
  )
  const login = await anybody.post('/api/v1/auth/login', {
    email: owner?.email,
    password: 'three quiet herons',
  })
  const { items } = (
    await client(app.origin, { authorization: `Bearer ${login.data.accessToken}` }).get(
      `/api/system/mails?search=${email}`,
    )
  ).data
  assert.equal(items.length, 1)
  assert.match(items[0].text, /\/app\/invitation\//)
})
