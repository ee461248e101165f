import { sql, type Tx } from '../../database/database.ts'
import { newId } from '../../kernel/id.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import { Type } from '../../kernel/schema.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { endLocks } from '../mfa/sign-in-guard.ts'
import { hashPassword } from '../password.ts'
import { checkPassword, newPassword } from '../password-policy.ts'
import { issueToken, ownerOf, revokeTokens, type TokenOwner, token, useToken } from './account-token.ts'
import { passwordChangedMail } from './change-password.ts'
import { endSessions } from './end-sessions.ts'
import { requireLinkOrigin } from './link-origin.ts'
import { tellWorkspaces } from './tell-workspaces.ts'

export const forgotPassword = operation({
  id: 'forgotPassword',
  method: 'POST',
  path: '/api/v1/auth/password/forgot',
  summary: 'Ask for a link by mail that sets a new password',
  description:
    'The answer is the same, and takes as long, whether the address has an account or not. At most five mails an hour are sent to an account.',
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
  summary: 'Set a new password with the link that was mailed; every session ends',
  description: 'The link works once, for an hour, and until the password is changed otherwise.',
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
    await tx.run(sql`
      insert into user_passwords (user_id, hash) values (${owner.userId}, ${hash})
      on conflict (user_id) do update set hash = excluded.hash, changed_at = now()`)
    // The link came by mail to this address, so it is theirs.
    await tx.run(
      sql`update users set email_verified_at = now() where id = ${owner.userId} and email_verified_at is null`,
    )
    await revokeTokens(tx, owner.userId, 'password_reset')
    await endLocks(tx, owner.userId)
    await enqueueMail(tx, passwordChangedMail(owner.email))
    await endSessions(tx, owner, { request, now })
    await tellWorkspaces(tx, owner, 'password.reset', { request, now })
    tx.afterCommit(() => services.wake('events'))
  },
})

/** Mails a link to whoever asked for one and has an account. */
export function startPasswordResets(services: Services): { stop(): Promise<void> } {
  const { database, log } = services
  let running: Promise<void> | null = null
  let stopped = false
  const run = async (): Promise<void> => {
    try {
      while (!stopped && (await database.system(answerNext)));
      services.wake('events')
    } catch (error) {
      log.error({ err: error }, 'requests for a new password could not be answered')
    }
  }
  const kick = () => {
    running ??= run().finally(() => {
      running = null
    })
  }
  services.onWake('password_resets', kick)
  const timer = setInterval(kick, 10_000)
  kick()
  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}

/** One request a transaction: what fails is asked again, and two nodes never answer the same. */
async function answerNext(tx: Tx): Promise<boolean> {
  const asked = await tx.first(sql<'nextResetRequest'>`
    delete from password_reset_requests where id = (
      select id from password_reset_requests order by id limit 1 for update skip locked)
    returning email, origin, address`)
  if (!asked) return false
  const account = await tx.first(
    sql<'accountToReset'>`select id, email from users where lower(email) = ${asked.email.toLowerCase()} for update`,
  )
  const text = account ? await issueToken(tx, { userId: account.id, purpose: 'password_reset' }) : null
  if (account && text)
    await enqueueMail(tx, {
      recipient: account.email,
      subject: 'A new password for Apron',
      body: `Somebody asked for a new password of the Apron account ${account.email}${asked.address ? `, from the address ${asked.address}` : ''}.\n\nChoose it here, within an hour:\n${asked.origin}/app/reset-password/${text}\n\nIf it was not you, do nothing: the password stays as it is.\n`,
    })
  return true
}
