import { type RowOf, sql, type Tx } from '../../database/database.ts'
import { leasedWork } from '../../jobs/leased-work.ts'
import type { RunningWork } from '../../jobs/work-loop.ts'
import { newId } from '../../kernel/id.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import { Type } from '../../kernel/schema.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { requireLinkOrigin } from '../../mail/link-origin.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { endCredentials } from '../credentials/end-credentials.ts'
import { endLocks } from '../mfa/sign-in-guard.ts'
import { hashPassword } from '../password.ts'
import { checkPassword, newPassword } from '../password-policy.ts'
import { issueToken, ownerOf, type TokenOwner, token, useToken } from './account-token.ts'
import { passwordChangedMail } from './change-password.ts'
import { proveAddress } from './prove-address.ts'
import { recordInWorkspaces } from './record-in-workspaces.ts'

export const forgotPassword = operation({
  id: 'forgotPassword',
  method: 'POST',
  path: '/api/v1/auth/password/forgot',
  summary: 'Request a password reset',
  description:
    'Mails a link that sets a new password. The response and its timing are the same whether the address has an account or not. An account gets at most five mails an hour.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({ email: Type.String({ minLength: 3, maxLength: 254 }) }),
  async handle({ tx, body, request, services }) {
    const origin = requireLinkOrigin(request, services.config)
    await tx.run(sql`
      insert into password_reset_requests (id, email, origin, address)
      values (${newId('prr')}, ${body.email.trim()}, ${origin}, ${request.address})`)
    tx.afterCommit(() => services.wake('password_resets'))
  },
})

export const resetPassword = operation({
  id: 'resetPassword',
  method: 'POST',
  path: '/api/v1/auth/password/reset',
  summary: 'Reset a password',
  description:
    'Sets a new password with the token of the mailed link, and ends every session of the account.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({ token, password: newPassword }),
  async prepare({ body, services }) {
    const owner = await services.database.system((tx) => ownerOf(tx, body.token, 'password_reset'))
    checkPassword(body.password, owner)
    return owner
  },
  async handle({ tx, body, prepared, request, now, services }) {
    const owner = prepared as TokenOwner
    await useToken(tx, body.token, 'password_reset')
    // Only now, and while the others who hold the same link wait: of a thousand tries one is hashed.
    const hash = await hashPassword(body.password)
    await proveAddress(tx, owner, { request, now })
    await endCredentials(tx, 'password_reset', owner, { passwordHash: hash, request, now })
    await endLocks(tx, owner.userId)
    await enqueueMail(tx, passwordChangedMail(owner.email, await listFactors(tx, owner.userId)))
    await recordInWorkspaces(tx, owner, 'password.reset', { request, now })
    tx.afterCommit(() => services.wake('events'))
  },
})

/** A sentence with the second factors that a reset keeps, so that its owner notices one of somebody else's. */
async function listFactors(tx: Tx, userId: string): Promise<string> {
  const factors = await tx.rows(sql<'factorNames'>`
    select 'the passkey "' || name || '"' as name from passkeys where user_id = ${userId}
     union all
    select 'an authenticator app' from totp_secrets where user_id = ${userId}`)
  if (factors.length === 0) return ''
  return `Your second factors stay: ${factors.map(({ name }) => name).join(', ')}. Remove what you do not know under Account → Security.`
}

type ResetRequest = RowOf<'passwordResetRequest'>

/** Mails a link to those who asked for one and have an account. */
export function startPasswordResets(services: Services): RunningWork {
  return leasedWork<ResetRequest>(services, {
    name: 'password resets',
    table: 'password_reset_requests',
    waiting: sql`true`,
    topics: ['password_resets'],
    pollMs: 10_000,
    leaseSeconds: 60,
    maxAttempts: 8,
    backoffSeconds: (attempts) => 5 * 2 ** (attempts - 1),
    read: (tx, { id }) =>
      tx.one(sql<'passwordResetRequest'>`
        select email, origin, address from password_reset_requests where id = ${id}`),
    work:
      async (asked, { lease: { id } }) =>
      async (tx) => {
        await answer(tx, asked, services.secrets)
        await tx.run(sql`delete from password_reset_requests where id = ${id}`)
        tx.afterCommit(() => services.wake('events'))
      },
    fail: async (tx, _asked, { isLast, lease: { id } }) => {
      if (isLast) await tx.run(sql`delete from password_reset_requests where id = ${id}`)
    },
  }).start()
}

async function answer(tx: Tx, { email, origin, address }: ResetRequest, secrets: Secrets): Promise<void> {
  const account = await tx.first(
    sql<'accountToReset'>`
      select id, email from users
       where lower(email) = ${email.toLowerCase()} and provider_workspace_id is null for update`,
  )
  const text = account ? await issueToken(tx, { userId: account.id, purpose: 'password_reset' }) : null
  if (!account || !text) return
  await enqueueMail(tx, {
    recipient: account.email,
    subject: 'A new password for Apron',
    body: (link) =>
      `Somebody asked for a new password of the Apron account ${account.email}${address ? `, from the address ${address}` : ''}.\n\nChoose it here, within an hour:\n${link}\n\nIf it was not you, do nothing: the password stays as it is.\n`,
    link: { url: `${origin}/app/reset-password/${text}`, secrets },
  })
}
