import { sql } from '../../database/database.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import type { SessionPrincipal } from '../../kernel/principal.ts'
import { problem } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { attempt, endLocks, sessionBucket } from '../mfa/sign-in-guard.ts'
import { hashPassword } from '../password.ts'
import { checkPassword, newPassword } from '../password-policy.ts'
import { revokeTokens } from './account-token.ts'
import { endSessions } from './end-sessions.ts'
import { isStillProven, type Proven, proveByPassword } from './proof.ts'

export const wrongCurrentPassword = problem('wrong_current_password', 403, {
  meaning: 'This is not your current password',
  fix: 'Type the password that you signed in with. Without it, ask for a link by mail: "Forgot your password?" on the sign-in page.',
})

/** Of a password that is given again before something dangerous. */
export const currentPassword = Type.String({ minLength: 1, maxLength: 200 })

/** @throws Problem naming the field, where the password is not the account's. */
export function refuseWrongPassword(field = 'current_password'): never {
  throw wrongCurrentPassword(undefined, {
    details: [{ field, message: 'is not your current password' }],
  })
}

/** For `prepare`: stops password guessing in an open session after some failures. */
export function proveCurrentPassword(
  services: Services,
  principal: SessionPrincipal,
  password: string,
): Promise<Proven> {
  return attempt(
    services,
    sessionBucket(principal),
    async () =>
      (await proveByPassword(services, { userId: principal.userId }, password)) ?? refuseWrongPassword(),
  )
}

export const changePassword = operation({
  id: 'changePassword',
  method: 'POST',
  path: '/api/user/password',
  summary: 'Change your password',
  description: 'Sets a new password and ends every other session of your account.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  limit: 'auth',
  audits: 'password.changed',
  body: Type.Object({ current_password: currentPassword, new_password: newPassword }),
  async prepare({ body, principal, services }) {
    if (principal?.kind !== 'user') return null
    const proven = await proveCurrentPassword(services, principal, body.current_password)
    checkPassword(body.new_password, principal, 'new_password')
    return { proven, hash: await hashPassword(body.new_password) }
  },
  async handle({ tx, principal, prepared, request, now, emit }) {
    const { proven, hash } = prepared as { proven: Proven; hash: string }
    if (!(await isStillProven(tx, proven))) refuseWrongPassword()
    await tx.run(
      sql`update user_passwords set hash = ${hash}, changed_at = now() where user_id = ${principal.userId}`,
    )
    // A link that was mailed before must not change it again.
    await revokeTokens(tx, principal.userId, 'password_reset')
    await endLocks(tx, principal.userId)
    await enqueueMail(tx, passwordChangedMail(principal.email))
    emit({
      type: 'password.changed',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
    })
    await endSessions(tx, principal, { except: principal.sessionId, request, now, emit })
  },
})

export const passwordChangedMail = (recipient: string) => ({
  recipient,
  subject: 'Your Apron password was changed',
  body: 'The password of your Apron account was just changed, and every other session was signed out.\n\nIf this was not you, choose "Forgot your password?" on the sign-in page at once, and tell an admin of your workspace.\n',
})
