import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { type TestWorkspace, workspace } from '../../testing/workspace.ts'
import { startTestProvider } from './testing/provider.ts'

const app = await testApp()
const provider = await startTestProvider(`${app.origin}/app/sso/callback`)

const settings = () => ({
  name: 'Heron Air Login',
  issuer: provider.issuer,
  client_id: provider.clientId,
  client_secret: provider.clientSecret,
})

async function withProvider(more: object = {}): Promise<TestWorkspace> {
  const made = await workspace()
  const answer = await made.owner.put('/api/settings/sso', { ...settings(), ...more })
  assert.equal(answer.status, 200, answer.text)
  return made
}

async function signIn({ anybody, slug }: TestWorkspace, who: typeof provider.next) {
  provider.next = who
  const { data: begun } = await anybody.post('/api/v1/auth/sso/start', { workspace: slug })
  const response = await provider.visit(begun.authorizationUrl)
  return {
    ...begun,
    response,
    answer: await anybody.post('/api/v1/auth/sso/finish', { ticket: begun.ticket, response }),
  }
}

const bearer = (token: string) => client(app.origin, { authorization: `Bearer ${token}` })

test('a member whom the provider vouches for is signed in, by address first and by subject from then on', async () => {
  const made = await withProvider()
  const pilot = await made.as('ines')
  const { data: profile } = await pilot.get('/api/v1/auth/session')
  const who = { sub: `ines ${made.slug}`, email: profile.user.email, email_verified: true, name: 'Ines' }
  const first = await signIn(made, who)
  assert.equal(first.answer.status, 200, first.answer.text)
  assert.equal(first.answer.data.user.id, pilot.userId)
  assert.equal(first.answer.data.workspace.slug, made.slug)
  const session = await bearer(first.answer.data.accessToken).get('/api/v1/auth/session')
  assert.equal(session.status, 200)
  const again = await signIn(made, { ...who, email: 'changed@example.com' })
  assert.equal(again.answer.data.user.id, pilot.userId)
})

test('what came back is used once, in the browser that began, and within its time', async () => {
  const made = await withProvider()
  const pilot = await made.as('otto')
  const email = (await pilot.get('/api/v1/auth/session')).data.user.email
  const { ticket, response, answer } = await signIn(made, { sub: 'otto', email, email_verified: true })
  assert.equal(answer.status, 200, answer.text)
  const replayed = await made.anybody.post('/api/v1/auth/sso/finish', { ticket, response })
  assert.equal(replayed.status, 401)
  const { data: other } = await made.anybody.post('/api/v1/auth/sso/start', { workspace: made.slug })
  const crossed = await provider.visit(other.authorizationUrl)
  const elsewhere = await made.anybody.post('/api/v1/auth/sso/finish', { ticket, response: crossed })
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [401, 'sso_failed'])
  const forged = await made.anybody.post('/api/v1/auth/sso/finish', {
    ticket: `${ticket.slice(0, -4)}AAAA`,
    response: crossed,
  })
  assert.deepEqual([forged.status, forged.body.code], [401, 'sso_failed'])
})

test('an address that the provider has not verified makes nobody a member', async () => {
  const made = await withProvider({ default_roles: ['pilot'] })
  const pilot = await made.as('rosa')
  const email = (await pilot.get('/api/v1/auth/session')).data.user.email
  const unverified = await signIn(made, { sub: 'thief', email, email_verified: false })
  assert.deepEqual([unverified.answer.status, unverified.answer.body.code], [401, 'sso_failed'])
  const several = { sub: 'list', email: `${email}, thief@example.com`, email_verified: true }
  assert.equal((await signIn(made, several)).answer.status, 401)
})

test('who is no member joins only where the workspace wants that, and an account elsewhere is never taken over', async () => {
  const closed = await withProvider()
  const stranger = { sub: 'kim', email: `kim-${closed.slug}@example.com`, email_verified: true, name: 'Kim' }
  const refused = await signIn(closed, stranger)
  assert.deepEqual([refused.answer.status, refused.answer.body.code], [403, 'sso_not_a_member'])

  const open = await withProvider({ default_roles: ['student'] })
  const joined = await signIn(open, stranger)
  assert.equal(joined.answer.status, 200, joined.answer.text)
  const session = await bearer(joined.answer.data.accessToken).get('/api/v1/auth/session')
  assert.deepEqual(session.data.roles, ['student'])

  const elsewhere = await closed.as('mara')
  const email = (await elsewhere.get('/api/v1/auth/session')).data.user.email
  const taken = await signIn(open, { sub: 'mara', email, email_verified: true })
  assert.deepEqual([taken.answer.status, taken.answer.body.code], [403, 'sso_not_a_member'])
})

test('a member who was removed is out, whatever the provider says', async () => {
  const made = await withProvider({ default_roles: ['pilot'] })
  const who = { sub: 'jon', email: `jon-${made.slug}@example.com`, email_verified: true, name: 'Jon' }
  const first = await signIn(made, who)
  const member = bearer(first.answer.data.accessToken)
  const { data: session } = await member.get('/api/v1/auth/session')
  assert.equal((await made.owner.delete(`/api/v1/admin/members/${session.memberId}`)).status, 204)
  assert.equal((await member.get('/api/v1/auth/session')).status, 401)
  assert.equal((await signIn(made, who)).answer.status, 403)
})

test('the session of a provider holds for its own workspace alone', async () => {
  const made = await withProvider()
  const other = await workspace()
  const pilot = await made.as('lena')
  const email = (await pilot.get('/api/v1/auth/session')).data.user.email
  await app.sql(
    "insert into members (workspace_id, id, user_id, roles) values ($1, 'mem_' || md5($2), $2, '{pilot}')",
    [other.uuid, pilot.userId],
  )
  const { answer } = await signIn(made, { sub: 'lena', email, email_verified: true })
  const moved = await bearer(answer.data.accessToken).post('/api/v1/auth/switch', { workspaceId: other.id })
  assert.deepEqual([moved.status, moved.body.code], [403, 'sso_session_bound'])
})

test('an admin who chooses the provider becomes by it neither owner of the workspace nor of the installation', async () => {
  const made = await withProvider()
  const admin = await made.as('mallory', { roles: ['admin'] })
  const { data: owner } = await made.owner.get('/api/v1/auth/session')
  await app.sql('update installation set owner_user_id = $1', [owner.user.id])
  const who = { sub: 'someone-else', email: owner.user.email, email_verified: true }
  const { answer } = await signIn(made, who)
  assert.equal(answer.status, 200, answer.text)
  const posing = bearer(answer.data.accessToken)
  const { data: session } = await posing.get('/api/v1/auth/session')
  assert.deepEqual(session.roles, ['account_owner'])
  for (const attempt of [
    await posing.post(
      `/api/v1/admin/members/${(await admin.get('/api/v1/auth/session')).data.memberId}/hand-over`,
    ),
    await posing.get('/api/system/mails'),
    await posing.post('/api/system/backups'),
  ])
    assert.deepEqual([attempt.status, attempt.body.code], [403, 'reauthentication_required'])
  const mails = await app.sql<{ subject: string }>('select subject from mails where recipient = $1', [
    owner.user.email,
  ])
  assert(mails.some(({ subject }) => subject.startsWith('You signed in to')))
  // The real owner can still sign in with their own password.
  const proved = await posing.post('/api/user/reauthenticate', { password: 'three quiet herons' })
  assert.equal(proved.status, 200, proved.text)
  assert.equal((await posing.get('/api/system/mails')).status, 200)
})

test('where sign-in through the provider is required, a password opens no session but the owner’s', async () => {
  const made = await withProvider()
  const invited = await made.owner.post('/api/v1/admin/invitations', {
    email: `paul-${made.slug}@example.com`,
    roles: ['pilot'],
  })
  assert.equal(invited.status, 201, invited.text)
  const [mail] = await app.sql<{ body: string }>(
    'select body from mails where recipient = $1 order by id desc limit 1',
    [`paul-${made.slug}@example.com`],
  )
  const token = /invitation\/([\w-]+)/.exec(mail?.body ?? '')?.[1]
  const password = 'four patient storks'
  const accepted = await made.anybody.post('/api/v1/invitations/accept', { token, password })
  assert.equal(accepted.status, 200, accepted.text)
  await app.sql('update workspaces set sso_required = true where workspace_id = $1', [made.uuid])
  const email = `paul-${made.slug}@example.com`
  const refused = await made.anybody.post('/api/v1/auth/login', { email, password })
  assert.deepEqual([refused.status, refused.body.code], [403, 'sso_required'])
  assert.match(refused.body.error, new RegExp(made.slug))
  assert.equal((await signIn(made, { sub: 'paul', email, email_verified: true })).answer.status, 200)
  const owner = (await made.owner.get('/api/v1/auth/session')).data.user.email
  const byPassword = await made.anybody.post('/api/v1/auth/login', {
    email: owner,
    password: 'three quiet herons',
    workspaceId: made.id,
  })
  assert.equal(byPassword.status, 200)
  const off = await made.owner.delete('/api/settings/sso')
  assert.equal(off.status, 409)
})

test('a provider that cannot be used is refused when it is set up, with the reason', async () => {
  const { owner, as } = await workspace()
  const put = (more: object) => owner.put('/api/settings/sso', { ...settings(), ...more })
  const gone = await put({ issuer: 'http://127.0.0.1:1' })
  assert.deepEqual([gone.status, gone.body.code], [422, 'identity_provider_unusable'])
  const inside = await put({ issuer: 'https://10.1.2.3' })
  assert.match(inside.body.error, /private/)
  assert.equal((await put({ client_secret: undefined })).status, 400)
  assert.equal((await put({ default_roles: ['admin'] })).status, 400)
  assert.equal((await put({ default_roles: ['account_owner'] })).status >= 400, true)
  assert.equal((await put({})).status, 200)
  const elsewhere = await put({ issuer: 'https://login.example.com', client_secret: undefined })
  assert.match(elsewhere.body.error, /client_secret/)
  const shown = await owner.get('/api/settings/sso')
  assert.equal(shown.data.provider.issuer, provider.issuer)
  assert(!shown.text.includes(provider.clientSecret))
  assert.equal((await (await as('pilot')).get('/api/settings/sso')).status, 403)
  assert.equal((await owner.delete('/api/settings/sso')).status, 204)
  assert.equal((await owner.get('/api/settings/sso')).data.provider, null)
})
