import { authenticator } from '../../testing/authenticator.ts'
import { client } from '../../testing/client.ts'
import type { ModuleFixtures } from '../../testing/fixtures.ts'
import { imageOf } from '../../testing/image.ts'
import { mailedToken } from '../../testing/mailed.ts'
import { ownInstallation } from '../../testing/own-installation.ts'
import type { TestWorkspace } from '../../testing/workspace.ts'
import { codeOf, withTwoFactor } from '../mfa/testing/authenticator-app.ts'
import type { TestProvider } from '../sso/testing/provider.ts'
import { joinByInvitation, settingsOf, visitProvider } from '../sso/testing/sign-in.ts'

const password = 'three quiet herons'
const otherPassword = 'four loud herons'

/** Another workspace of the installation: its owner may change everything about the account. */
async function another(of: TestWorkspace) {
  const space = await of.another()
  const { user } = (await space.owner.get('/api/v1/auth/session')).data
  return { space, email: user.email as string, caller: space.owner }
}

/** A member of the workspace whom nothing depends on. */
async function aMember(space: TestWorkspace): Promise<string> {
  const { userId } = await space.as(`member ${space.next()}`)
  const [row] = await space.app.sql<{ id: string }>('select id from members where user_id = $1', [userId])
  return `/api/v1/admin/members/${row?.id}`
}

async function signUpLink(): Promise<{ token: string; caller: TestWorkspace['anybody'] }> {
  const { app, anybody, next } = await ownInstallation()
  const email = `newcomer-${next()}@example.com`
  const body = { email, password, displayName: 'Newcomer', workspaceName: 'A new workspace' }
  await anybody.post('/api/v1/signup', body)
  return { token: await mailedToken(app, email, 'sign-up'), caller: anybody }
}

async function invitation(space: TestWorkspace): Promise<string> {
  const email = `guest-${space.next()}@example.com`
  await space.made('/api/v1/admin/invitations', { email, roles: ['pilot'] })
  return mailedToken(space.app, email, 'invitation')
}

async function shownPicture({ owner }: TestWorkspace): Promise<string> {
  const headers = { 'content-type': 'image/png' }
  const { data } = await owner.send('PUT', '/api/user/profile/avatar', {
    headers,
    body: await imageOf(60, 40),
  })
  return data.avatar_url
}

async function newAddress(of: TestWorkspace) {
  const { space, email: first, caller } = await another(of)
  const email = `next-${first}`
  await space.made('/api/user/email', { email, current_password: password })
  return { space, first, caller, token: await mailedToken(space.app, email, 'verify-email') }
}

/** A session of the same account on another device. */
async function otherSession(of: TestWorkspace) {
  const { space, email, caller } = await another(of)
  await space.anybody.post('/api/v1/auth/login', { email, password })
  const { data } = await caller.get('/api/user/sessions')
  const other = data.find(({ current }: { current: boolean }) => !current)
  return { path: `/api/user/sessions/${other.id}`, caller }
}

let provider: Promise<TestProvider> | null = null

/** A workspace that signs in at an OpenID provider on this machine. */
async function withProvider(of: TestWorkspace, more: object = {}) {
  provider ??= import('../sso/testing/provider.ts').then(({ startTestProvider }) =>
    startTestProvider(`${of.app.origin}/app/sso/callback`),
  )
  const at = await provider
  const { space, caller } = await another(of)
  await caller.put('/api/settings/sso', { ...settingsOf(at), ...more })
  return { space, caller, at }
}

async function linkToken(of: TestWorkspace): Promise<string> {
  const { space, at } = await withProvider(of)
  const { email } = await joinByInvitation(space, 'ines')
  const who = { sub: `ines ${space.slug}`, email, email_verified: true }
  const { ticket, response } = await visitProvider(at, space, who)
  const { data } = await space.anybody.post('/api/v1/auth/sso/finish', { ticket, response })
  return data.linkToken
}

async function ofTwoFactorOwner(of: TestWorkspace) {
  const { space, caller } = await another(of)
  return { space, caller, ...(await withTwoFactor(space)) }
}

/** An owner with a passkey, under the name of this machine: passkeys belong to a name, and 127.0.0.1 is none. */
async function ofPasskeyOwner({ app, another }: TestWorkspace) {
  const origin = app.origin.replace('127.0.0.1', 'localhost')
  const space = await another(origin)
  const device = authenticator(origin)
  const register = async () => {
    const { options } = (await space.owner.get('/api/user/passkeys/options')).data
    return { name: 'Laptop', passkey: device.register(options) }
  }
  return { caller: space.owner, anybody: client(origin), device, register }
}

async function passkeyOf(of: TestWorkspace) {
  const { caller, anybody, device, register } = await ofPasskeyOwner(of)
  const { data } = await caller.post('/api/user/passkeys', await register())
  return { path: `/api/user/passkeys/${data.id}`, caller, anybody, device }
}

export const prepared: ModuleFixtures['prepared'] = {
  async getSignUp() {
    const { token, caller } = await signUpLink()
    return { path: `/api/v1/signup/${token}`, caller }
  },
  async completeSignUp() {
    const { token, caller } = await signUpLink()
    return { path: '/api/v1/signup/complete', caller, body: { token, password: otherPassword } }
  },
  async logIn(space) {
    const { email } = await another(space)
    return { path: '/api/v1/auth/login', body: { email, password } }
  },
  async logOut(space) {
    return { path: '/api/v1/auth/logout', caller: (await another(space)).caller }
  },
  updateMember: async (space) => ({ path: await aMember(space), body: { roles: ['pilot', 'instructor'] } }),
  removeMember: async (space) => ({ path: await aMember(space) }),
  async handOverOwnership(of) {
    const { space, caller } = await another(of)
    return { path: `${await aMember(space)}/hand-over`, caller }
  },
  getInvitation: async (space) => ({ path: `/api/v1/invitations/${await invitation(space)}` }),
  acceptInvitation: async (space) => ({
    path: '/api/v1/invitations/accept',
    body: { token: await invitation(space), password },
  }),
  putAvatar: async () => ({
    path: '/api/user/profile/avatar',
    headers: { 'content-type': 'image/png' },
    body: await imageOf(60, 40),
  }),
  getAvatar: async (space) => ({ path: await shownPicture(space) }),
  async changePassword(space) {
    const body = { current_password: password, new_password: otherPassword }
    return { path: '/api/user/password', caller: (await another(space)).caller, body }
  },
  async resetPassword(of) {
    const { space, email } = await another(of)
    await space.anybody.post('/api/v1/auth/password/forgot', { email })
    const token = await mailedToken(space.app, email, 'reset-password')
    return { path: '/api/v1/auth/password/reset', body: { token, password: otherPassword } }
  },
  async requestEmailChange(space) {
    const { email, caller } = await another(space)
    return { path: '/api/user/email', caller, body: { email: `new-${email}`, current_password: password } }
  },
  async verifyEmail(space) {
    const { caller, token } = await newAddress(space)
    return { path: '/api/v1/auth/email/verify', caller, body: { token } }
  },
  async restoreEmail(of) {
    const { space, first, token } = await newAddress(of)
    await space.made('/api/v1/auth/email/verify', { token })
    const undo = await mailedToken(space.app, first, 'restore-email')
    return { path: '/api/v1/auth/email/restore', body: { token: undo, password: otherPassword } }
  },
  endOwnSession: otherSession,
  async getPreference({ owner }) {
    const path = '/api/user-preferences/canvas.grid'
    await owner.put(path, { value: true })
    return { path }
  },
  getSso: async (of) => ({ path: `/api/v1/auth/sso/${(await withProvider(of)).space.slug}` }),
  async startSso(of) {
    return { path: '/api/v1/auth/sso/start', body: { workspace: (await withProvider(of)).space.slug } }
  },
  async finishSso(of) {
    const { space, at } = await withProvider(of, { default_roles: ['pilot'] })
    const who = { sub: `otto ${space.slug}`, email: `otto-${space.slug}@example.com`, email_verified: true }
    const { ticket, response } = await visitProvider(at, space, who)
    return { path: '/api/v1/auth/sso/finish', body: { ticket, response } }
  },
  linkSso: async (of) => ({
    path: '/api/v1/auth/sso/link',
    body: { linkToken: await linkToken(of), password },
  }),
  async putIdentityProvider(of) {
    const { caller, at } = await withProvider(of)
    return { path: '/api/settings/sso', caller, body: settingsOf(at) }
  },
  async deleteIdentityProvider(of) {
    return { path: '/api/settings/sso', caller: (await withProvider(of)).caller }
  },
  async completeSignIn(of) {
    const { space, email, secret } = await ofTwoFactorOwner(of)
    const { data } = await space.anybody.post('/api/v1/auth/login', { email, password })
    return {
      path: '/api/auth/mfa',
      body: { challenge_token: data.challengeToken, code: codeOf(secret) },
    }
  },
  async verifyMfa(of) {
    const { space, caller } = await another(of)
    const { secret, enrollment_id } = await space.made('/api/user/mfa/enable', { method: 'totp' })
    return { path: '/api/user/mfa/verify', caller, body: { enrollment_id, code: codeOf(secret) } }
  },
  async disableMfa(of) {
    const { caller, secret } = await ofTwoFactorOwner(of)
    return { path: '/api/user/mfa/disable', caller, body: { password, code: codeOf(secret) } }
  },
  async regenerateBackupCodes(of) {
    return { path: '/api/user/mfa/backup-codes', caller: (await ofTwoFactorOwner(of)).caller }
  },
  async getPasskeySignInOptions(of) {
    return { path: '/api/auth/passkey/options', caller: (await ofPasskeyOwner(of)).anybody }
  },
  async signInWithPasskey(of) {
    const { anybody, device } = await passkeyOf(of)
    const { options } = (await anybody.post('/api/auth/passkey/options')).data
    return { path: '/api/auth/passkey', caller: anybody, body: { passkey: device.assert(options) } }
  },
  async getPasskeyOptions(of) {
    return { path: '/api/user/passkeys/options', caller: (await ofPasskeyOwner(of)).caller }
  },
  async addPasskey(of) {
    const { caller, register } = await ofPasskeyOwner(of)
    return { path: '/api/user/passkeys', caller, body: await register() }
  },
  renamePasskey: async (of) => ({ ...(await passkeyOf(of)), body: { name: 'Desk' } }),
  removePasskey: passkeyOf,
}
