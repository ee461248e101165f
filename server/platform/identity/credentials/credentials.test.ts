import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { newId } from '../../kernel/id.ts'
import { testApp } from '../../testing/app.ts'
import { authenticator } from '../../testing/authenticator.ts'
import { type Client, client } from '../../testing/client.ts'
import { mailedToken, mailedTokens } from '../../testing/mailed.ts'
import { workspace } from '../../testing/workspace.ts'
import { resetTwoFactor } from '../mfa/reset-command.ts'
import { startTestProvider } from '../sso/testing/provider.ts'
import { type Credential, credentials, fateOf, type SecurityEvent, securityEvents } from './table.ts'

const app = await testApp()
// Passkeys belong to a host name.
const origin = app.origin.replace('127.0.0.1', 'localhost')
const nobody = client(origin)
const password = 'three quiet herons'
const otherPassword = 'four loud herons'
const signedIn = (token: string) => client(origin, { authorization: `Bearer ${token}` })
const provider = await startTestProvider(`${origin}/app/sso/callback`)
const ok = <T extends { status: number; text: string }>(answer: T): T => {
  assert.ok(answer.status < 300, answer.text)
  return answer
}

/** As if the last code had been used long ago. */
const forgetSteps = () => app.sql('update totp_secrets set last_step = 0')
const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate()

async function addPasskey(who: Client) {
  const device = authenticator(origin)
  const { options } = ok(await who.get('/api/user/passkeys/options')).data
  const added = ok(await who.post('/api/user/passkeys', { name: 'Key', passkey: device.register(options) }))
  return { device, id: added.data.id as string }
}

/** An account that holds one of each credential, and is an admin in a workspace of somebody else. */
async function holder() {
  const [own, host, inviter] = [await workspace(), await workspace(), await workspace()]
  const first = (await own.owner.get('/api/user/profile')).data.email as string
  const email = `now-${first}`
  ok(await own.owner.post('/api/user/email', { email, current_password: password }))
  const verify = (token: string) => own.owner.post('/api/v1/auth/email/verify', { token })
  ok(await verify(await mailedToken(app, email, 'verify-email')))
  const undoLink = await mailedToken(app, first, 'restore-email')

  for (const { owner } of [host, inviter])
    ok(await owner.post('/api/v1/admin/invitations', { email, roles: ['pilot'] }))
  const invitationToHost = await invitationOf(email, host.id)
  const invitationToInviter = await invitationOf(email, inviter.id)
  const { id: userId } = (await own.owner.get('/api/user/profile')).data
  const memberId = newId('mem')
  await app.sql("insert into members (workspace_id, id, user_id, roles) values ($1, $2, $3, '{admin}')", [
    host.uuid,
    memberId,
    userId,
  ])

  const login = ok(await nobody.post('/api/v1/auth/login', { email, password })).data
  const session = signedIn(login.accessToken)
  const begun = ok(await session.post('/api/user/mfa/enable', { method: 'totp' })).data
  const enrollment = { enrollment_id: begun.enrollment_id, code: codeOf(begun.secret) }
  const codes = ok(await session.post('/api/user/mfa/verify', enrollment)).data.backup_codes as string[]
  const { device: passkey } = await addPasskey(session)
  const { id: extraPasskey } = await addPasskey(session)
  const step = async () =>
    (await nobody.post('/api/v1/auth/login', { email, password, workspaceId: host.id })).data
  const other = ok(
    await nobody.post('/api/auth/mfa', {
      challenge_token: (await step()).challengeToken,
      backup_code: codes[0],
    }),
  ).data
  const otherSession = signedIn(other.accessToken)
  const apiKey = ok(await otherSession.post('/api/user/api-keys', { name: 'Key', scopes: ['*'] })).data.secret
  const guest = `guest-${first}`
  ok(await otherSession.post('/api/v1/admin/invitations', { email: guest, roles: ['admin'] }))
  const sentInvitation = await mailedToken(app, guest, 'invitation')
  const cookies = (await session.get('/api/v1/auth/session')).headers.getSetCookie()
  const device = /^apron_device=[^;]+/.exec(
    cookies.find((line) => line.startsWith('apron_device')) ?? '',
  )?.[0]
  ok(await nobody.post('/api/v1/auth/password/forgot', { email }))
  const resetLink = await mailedToken(app, email, 'reset-password')
  ok(await session.post('/api/user/email', { email: `next-${first}`, current_password: password }))
  const emailLink = await mailedToken(app, `next-${first}`, 'verify-email')
  const settings = { name: 'Login', issuer: provider.issuer, client_id: provider.clientId }
  ok(await host.owner.put('/api/settings/sso', { ...settings, client_secret: provider.clientSecret }))
  const { linkToken } = ok(await signInByProvider(host.slug, email)).data
  ok(await nobody.post('/api/v1/auth/sso/link', { linkToken, password, backupCode: codes[3] }))
  const { challengeToken } = await step()
  return {
    ...{ host, memberId, email, first, session, otherSession, passkey, extraPasskey, codes, apiKey, device },
    ...{ resetLink, emailLink, undoLink, challengeToken, invitationToHost, invitationToInviter },
    sentInvitation,
    secret: begun.secret as string,
  }
}

async function signInByProvider(workspace: string, email: string) {
  provider.next = { sub: `subject of ${workspace}`, email, email_verified: true }
  const { data: begun } = await nobody.post('/api/v1/auth/sso/start', { workspace })
  const response = await provider.visit(begun.authorizationUrl)
  return nobody.post('/api/v1/auth/sso/finish', { ticket: begun.ticket, response })
}

type Holder = Awaited<ReturnType<typeof holder>>

async function invitationOf(email: string, workspaceId: string): Promise<string> {
  const tokens = await mailedTokens(app, email, 'invitation')
  const { name } =
    (await app.sql<{ name: string }>('select name from workspaces where id = $1', [workspaceId]))[0] ?? {}
  for (const token of tokens)
    if ((await nobody.get(`/api/v1/invitations/${token}`)).data.workspaceName === name) return token
  throw new Error(`No invitation to ${name}`)
}

interface After {
  email: string
  password: string
}

/** Makes the event happen, in the way that people do. */
const cause: Record<SecurityEvent, (held: Holder) => Promise<Partial<After>>> = {
  async address_proved({ email, invitationToInviter: token, secret }) {
    await app.sql('update users set email_verified_at = null where email = $1', [email])
    const { challengeToken } = ok(await nobody.post('/api/v1/invitations/accept', { token, password })).data
    await forgetSteps()
    ok(await nobody.post('/api/auth/mfa', { challenge_token: challengeToken, code: codeOf(secret) }))
    return {}
  },
  async password_changed({ session }) {
    const body = { current_password: password, new_password: otherPassword }
    ok(await session.post('/api/user/password', body))
    return { password: otherPassword }
  },
  async password_reset({ email }) {
    ok(await nobody.post('/api/v1/auth/password/forgot', { email }))
    const token = await mailedToken(app, email, 'reset-password', { count: 2 })
    ok(await nobody.post('/api/v1/auth/password/reset', { token, password: otherPassword }))
    return { password: otherPassword }
  },
  async factor_added({ session, host }) {
    await app.sql("update sessions set factors = '{password}' where workspace_id = $1", [host.uuid])
    await addPasskey(session)
    return {}
  },
  async factor_removed({ session, extraPasskey }) {
    ok(await session.delete(`/api/user/passkeys/${extraPasskey}`))
    return {}
  },
  async factors_reset({ email }) {
    await resetTwoFactor(app.services, email)
    return {}
  },
  async address_changed({ session, emailLink, first }) {
    ok(await session.post('/api/v1/auth/email/verify', { token: emailLink }))
    return { email: `next-${first}` }
  },
  async address_restored({ undoLink, first }) {
    ok(await nobody.post('/api/v1/auth/email/restore', { token: undoLink, password: otherPassword }))
    return { email: first, password: otherPassword }
  },
  async member_removed({ host, memberId }) {
    ok(await host.owner.delete(`/api/v1/admin/members/${memberId}`))
    return {}
  },
  async role_lowered({ host, memberId }) {
    ok(await host.owner.patch(`/api/v1/admin/members/${memberId}`, { roles: ['pilot'] }))
    return {}
  },
}

const isAlive = (status: number, [alive, dead]: [number, number]) => {
  assert.ok(status === alive || status === dead, String(status))
  return status === alive
}

/** Signs in with the password of now and this second factor. @returns the token, or null if it was refused. */
async function complete({ email, password }: After, second: object): Promise<string | null> {
  await forgetSteps()
  const login = ok(await nobody.post('/api/v1/auth/login', { email, password })).data
  if (login.accessToken) return null
  const answer = await nobody.post('/api/auth/mfa', { challenge_token: login.challengeToken, ...second })
  return answer.status === 200 ? answer.data.accessToken : null
}

/** Tries each credential as its holder would. */
const opens: Record<Credential, (held: Holder, after: After) => Promise<boolean>> = {
  async session({ otherSession }) {
    return isAlive((await otherSession.get('/api/v1/auth/session')).status, [200, 401])
  },
  async sso_link({ host, email }) {
    const { status, data } = await signInByProvider(host.slug, email)
    return isAlive(status === 200 && data.accessToken ? 200 : 403, [200, 403])
  },
  async api_key({ apiKey }) {
    return isAlive((await signedIn(apiKey).get('/api/projects')).status, [200, 401])
  },
  async invitation({ invitationToHost }) {
    return isAlive((await nobody.get(`/api/v1/invitations/${invitationToHost}`)).status, [200, 404])
  },
  async sent_invitation({ sentInvitation }) {
    return isAlive((await nobody.get(`/api/v1/invitations/${sentInvitation}`)).status, [200, 404])
  },
  async reset_link({ resetLink: token }) {
    const answer = await nobody.post('/api/v1/auth/password/reset', { token, password: 'password1234' })
    return isAlive(answer.status, [400, 404])
  },
  async undo_link({ undoLink: token }) {
    const answer = await nobody.post('/api/v1/auth/email/restore', { token, password: 'password1234' })
    return isAlive(answer.status, [400, 404])
  },
  async second_step({ challengeToken, codes }) {
    const body = { challenge_token: challengeToken, backup_code: codes[1] }
    const { status } = await nobody.post('/api/auth/mfa', body)
    return isAlive(status === 403 ? 401 : status, [200, 401])
  },
  async password(_held, { email }) {
    return isAlive((await nobody.post('/api/v1/auth/login', { email, password })).status, [200, 401])
  },
  async passkey({ passkey }) {
    const { options } = (await nobody.post('/api/auth/passkey/options')).data
    const answer = await nobody.post('/api/auth/passkey', { passkey: passkey.assert(options) })
    return isAlive(answer.status, [200, 401])
  },
  async totp({ secret }, after) {
    return (await complete(after, { code: codeOf(secret) })) !== null
  },
  async backup_code({ codes }, after) {
    return (await complete(after, { backup_code: codes[2] })) !== null
  },
  async device({ device }, after) {
    const session = await sessionOf(after)
    const answer = ok(await session.get('/api/v1/auth/session', { cookie: device ?? '' }))
    // A browser that is not known any more is marked again.
    return !answer.headers.getSetCookie().some((line) => line.startsWith('apron_device='))
  },
  async email_link({ emailLink: token }, after) {
    const session = await sessionOf(after)
    return isAlive((await session.post('/api/v1/auth/email/verify', { token })).status, [200, 404])
  },
}

/** A new session of the account, whose factors are not asked for here. */
async function sessionOf({ email }: After): Promise<Client> {
  const { signSessionToken } = await import('../../access/session-token.ts')
  const sessionId = newId('ses')
  const [row] = await app.sql<{ user_id: string }>(
    `insert into sessions (workspace_id, id, user_id)
     select m.workspace_id, $1, u.id from users u join members m on m.user_id = u.id and m.status = 'active'
      where u.email = $2 limit 1 returning user_id`,
    [sessionId, email],
  )
  return signedIn(await signSessionToken(sessionId, row?.user_id ?? '', app.services.secrets, 3_600))
}

for (const event of securityEvents)
  test(`after ${event.replace('_', ' ')}, each credential is what the table says`, async () => {
    const held = await holder()
    const after = { email: held.email, password, ...(await cause[event](held)) }
    const expected: Record<string, boolean> = {}
    const actual: Record<string, boolean> = {}
    for (const credential of Object.keys(opens) as Credential[]) {
      // Its event asks for the password itself, and ends only the sessions without a second factor.
      const fate = fateOf(credential, event)
      expected[credential] = credential === 'password' ? fate !== 'dead' : fate === 'kept'
      actual[credential] = await opens[credential](held, after)
    }
    assert.deepEqual(actual, expected)
    assert.deepEqual(Object.keys(opens).toSorted(), credentials.toSorted())
  })

test('the documentation shows the table as it is carried out', () => {
  const page = readFileSync(new URL('../../../../docs/account.md', import.meta.url), 'utf8')
  const rows = page.slice(page.indexOf('| Credential')).split('\n\n')[0]?.split('\n').slice(2) ?? []
  const shown = rows.map((row) =>
    row
      .split('|')
      .slice(2, -1)
      .map((cell) => cell.trim()),
  )
  const carriedOut = credentials.map((credential) => securityEvents.map((event) => fateOf(credential, event)))
  assert.deepEqual(shown, carriedOut)
})
