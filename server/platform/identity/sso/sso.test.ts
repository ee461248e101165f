import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { mailedToken } from '../../testing/mailed.ts'
import { type TestWorkspace, workspace } from '../../testing/workspace.ts'
import { startTestProvider } from './testing/provider.ts'
import { joinByInvitation, settingsOf, visitProvider } from './testing/sign-in.ts'

const app = await testApp()
const provider = await startTestProvider(`${app.origin}/app/sso/callback`)

const settings = () => settingsOf(provider)

async function withProvider(more: object = {}): Promise<TestWorkspace> {
  const made = await workspace()
  const answer = await made.owner.put('/api/settings/sso', { ...settings(), ...more })
  assert.equal(answer.status, 200, answer.text)
  return made
}

async function signIn(made: TestWorkspace, who: typeof provider.next) {
  const begun = await visitProvider(provider, made, who)
  const { ticket, response } = begun
  return { ...begun, answer: await made.anybody.post('/api/v1/auth/sso/finish', { ticket, response }) }
}

/** Signs in for the first time with an account that the provider did not make: confirms the link with its password. */
async function link(made: TestWorkspace, who: typeof provider.next, more: object = {}) {
  const { answer } = await signIn(made, who)
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual([answer.data.linkRequired, answer.data.accessToken], [true, undefined])
  return made.anybody.post('/api/v1/auth/sso/link', {
    linkToken: answer.data.linkToken,
    password: 'three quiet herons',
    ...more,
  })
}

async function invited(made: TestWorkspace, name: string, secret?: string) {
  const { email, userId, accessToken } = await joinByInvitation(made, name, secret)
  return { email, userId, session: bearer(accessToken) }
}

const bearer = (token: string) => client(app.origin, { authorization: `Bearer ${token}` })

test('a member links their account once with their own password, and is known by subject from then on', async () => {
  const made = await withProvider()
  const { email, userId } = await invited(made, 'ines')
  const who = { sub: `ines ${made.slug}`, email, email_verified: true, name: 'Ines' }
  const wrong = await link(made, who, { password: 'not the password' })
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'wrong_password'])
  const first = await link(made, who)
  assert.equal(first.status, 200, first.text)
  assert.deepEqual([first.data.user.id, first.data.workspace.slug], [userId, made.slug])
  const again = await signIn(made, { ...who, email: 'changed@example.com' })
  assert.equal(again.answer.data.user.id, userId)
  const changed = { current_password: 'three quiet herons', new_password: 'four loud herons' }
  assert.equal((await bearer(first.data.accessToken).post('/api/user/password', changed)).status, 204)
  assert.equal(
    (await signIn(made, who)).answer.data.linkRequired,
    true,
    'a changed password asks for the link again',
  )
})

test('a link token opens nothing twice, nor after the password was changed', async () => {
  const made = await withProvider()
  const { email, session } = await invited(made, 'nora')
  const who = { sub: 'nora', email, email_verified: true }
  const body = { password: 'three quiet herons' }
  const post = (linkToken: string) => made.anybody.post('/api/v1/auth/sso/link', { linkToken, ...body })
  const { linkToken } = (await signIn(made, who)).answer.data
  assert.equal((await post(linkToken)).status, 200)
  const twice = await post(linkToken)
  assert.deepEqual([twice.status, twice.body.code], [401, 'sso_failed'])
  const late = (await signIn(made, { ...who, sub: 'nora two' })).answer.data.linkToken
  const changed = { current_password: 'three quiet herons', new_password: 'four loud herons' }
  assert.equal((await session.post('/api/user/password', changed)).status, 204)
  body.password = 'four loud herons'
  assert.equal((await post(late)).status, 401)
})

test('what came back is used once, in the browser that began, and within its time', async () => {
  const made = await withProvider({ default_roles: ['pilot'] })
  const email = `otto-${made.slug}@example.com`
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
  const separate = await signIn(open, { sub: 'mara', email, email_verified: true })
  assert.equal(separate.answer.status, 200, separate.answer.text)
  assert.notEqual(separate.answer.data.user.id, elsewhere.userId, 'the provider made an account of its own')
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
  const { email, userId } = await invited(made, 'lena')
  await app.sql(
    "insert into members (workspace_id, id, user_id, roles) values ($1, 'mem_' || md5($2), $2, '{pilot}')",
    [other.uuid, userId],
  )
  const who = { sub: 'lena', email, email_verified: true }
  assert.equal((await link(made, who)).status, 200)
  const lena = bearer((await signIn(made, who)).answer.data.accessToken)
  const moved = await lena.post('/api/v1/auth/switch', { workspaceId: other.id })
  assert.deepEqual([moved.status, moved.body.code], [403, 'sso_session_bound'])
  const { workspaces } = (await lena.get('/api/v1/auth/session')).data
  assert.deepEqual(
    workspaces.map(({ id }: { id: string }) => id),
    [made.id],
  )
  for (const attempt of [
    await lena.put('/api/user/profile', { display_name: 'Somebody else' }),
    await lena.delete('/api/user/profile/avatar'),
    await lena.put('/api/user-preferences/console.scheme', { value: 'dark' }),
    await lena.delete('/api/user-preferences/console.scheme'),
    await lena.get('/api/user/passkeys'),
    await lena.get('/api/user/mfa'),
  ])
    assert.deepEqual([attempt.status, attempt.body.code], [403, 'reauthentication_required'])
  assert.equal((await lena.post('/api/user/reauthenticate', { password: 'three quiet herons' })).status, 200)
  assert.equal((await lena.put('/api/user/profile', { display_name: 'Lena' })).status, 200)
})

test('an admin who chooses the provider becomes by it neither owner of the workspace nor of the installation', async () => {
  const made = await withProvider()
  const admin = await made.as('mallory', { roles: ['admin'] })
  const { data: owner } = await made.owner.get('/api/v1/auth/session')
  await app.sql('update installation set owner_user_id = $1', [owner.user.id])
  const who = { sub: 'someone-else', email: owner.user.email, email_verified: true }
  const unlinked = await signIn(made, who)
  assert.equal(unlinked.answer.data.accessToken, undefined, 'the owner has not agreed')
  assert.equal((await link(made, who)).status, 200)
  const { answer } = await signIn(made, who)
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
  assert(mails.some(({ subject }) => subject === 'Your Apron account was linked to an identity provider'))
  const key = await posing.post('/api/user/api-keys', { name: 'Posing', scopes: ['*'] })
  assert.match(key.data.created_by, /, vouched for by Heron Air Login$/)
  const log = (await made.owner.get('/api/v1/admin/audit-log?page_size=50')).data.items
  const byPosing = log.filter(({ action }: { action: string }) =>
    ['api_key.created', 'session.started'].includes(action),
  )
  assert.match(byPosing[0].actor.name, /, vouched for by Heron Air Login$/)
  // The real owner can still sign in with their own password.
  const proved = await posing.post('/api/user/reauthenticate', { password: 'three quiet herons' })
  assert.equal(proved.status, 200, proved.text)
  assert.equal((await posing.get('/api/system/mails')).status, 200)
})

test('where sign-in through the provider is required, a password opens no session but the owner’s', async () => {
  const made = await withProvider()
  const password = 'four patient storks'
  const { email, session } = await invited(made, 'paul', password)
  const provided = { sub: 'paul', email, email_verified: true }
  const linked = await link(made, provided, { password })
  assert.equal((await session.get('/api/v1/auth/session')).status, 200)
  assert.equal((await made.owner.post('/api/settings', { require_sso: true })).status, 200)
  assert.equal((await session.get('/api/v1/auth/session')).status, 401, 'a session by password ends at once')
  assert.equal((await bearer(linked.data.accessToken).get('/api/v1/auth/session')).status, 200)
  assert.equal((await made.owner.get('/api/v1/auth/session')).status, 200)
  const refused = await made.anybody.post('/api/v1/auth/login', { email, password })
  assert.deepEqual([refused.status, refused.body.code], [403, 'sso_required'])
  assert.match(refused.body.error, new RegExp(made.slug))
  assert.equal((await signIn(made, provided)).answer.status, 200)
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

test('an account that a provider made occupies no address, and takes it only with a mail', async () => {
  const made = await withProvider({ default_roles: ['pilot'] })
  const email = `ceo-${made.slug}@bigcorp.test`
  const who = { sub: 'ceo', email, email_verified: true }
  const minted = bearer((await signIn(made, who)).answer.data.accessToken)
  const signup = await made.anybody.post('/api/v1/signup', {
    email,
    password: 'three quiet herons',
    displayName: 'The real one',
    workspaceName: 'Big Corp',
  })
  assert.equal(signup.status, 201, signup.text)
  assert.equal((await minted.put('/api/user/profile', { display_name: 'Mine alone' })).status, 200)
  assert.equal(
    (await bearer(signup.data.accessToken).get('/api/user/profile')).data.display_name,
    'The real one',
  )
  assert.equal((await minted.post('/api/user/email/verification')).status, 204)
  const token = await mailedToken(app, email, 'verify-email', { count: 2 })
  assert.equal(
    (await minted.post('/api/v1/auth/email/verify', { token })).status,
    409,
    'it belongs to another',
  )
})

test('every write that concerns an account in all its workspaces needs more than a provider', () => {
  const exceptions = [
    // Each checks a proof of its own, or concerns this session alone.
    'changePassword',
    'disableMfa',
    'endOtherSessions',
    'endOwnSession',
    'reauthenticate',
    'requestEmailChange',
    'switchWorkspace',
    'verifyMfa',
  ]
  const open = app.services.operations.filter(
    ({ module, access, roles, system, writes, ownFactor, stepUp }) =>
      ['identity', 'mfa'].includes(module) &&
      access === 'session' &&
      roles === 'members' &&
      system &&
      writes &&
      !ownFactor &&
      stepUp !== 'account',
  )
  assert.deepEqual(open.map(({ id }) => id).toSorted(), exceptions)
})
