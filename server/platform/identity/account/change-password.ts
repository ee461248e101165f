import { requireSecondFactor } from '../../access/authorize.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import type { SessionPrincipal } from '../../kernel/principal.ts'
import { problem } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { endCredentials } from '../credentials/end-credentials.ts'
import { attempt, endLocks, sessionBucket } from '../mfa/sign-in-guard.ts'
import { hashPassword } from '../password.ts'
import { checkPassword, newPassword } from '../password-policy.ts'
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
export async function proveCurrentPassword(
  services: Services,
  principal: SessionPrincipal,
  password: string,
  now: Date,
): Promise<Proven> {
  requireSecondFactor(principal, now)
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
  description:
    'Sets a new password and ends every other session of your account. With two-factor authentication on, you must have confirmed your identity in the last 30 minutes.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  limit: 'auth',
  audits: 'password.changed',
  body: Type.Object({ current_password: currentPassword, new_password: newPassword }),
  async prepare({ body, principal, services, now }) {
    if (principal?.kind !== 'user') return null
    const proven = await proveCurrentPassword(services, principal, body.current_password, now)
    checkPassword(body.new_password, principal, 'new_password')
    return { proven, hash: await hashPassword(body.new_password) }
  },
  async handle({ tx, principal, prepared, request, now, emit }) {
    const { proven, hash } = prepared as { proven: Proven; hash: string }
    if (!(await isStillProven(tx, proven))) refuseWrongPassword()
    await endCredentials(tx, 'password_changed', principal, {
      session: principal.sessionId,
      passwordHash: hash,
      request,
      now,
      emit,
    })
    await endLocks(tx, principal.userId)
    await enqueueMail(tx, passwordChangedMail(principal.email))
    emit({
      type: 'password.changed',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
    })
  },
})

/** @param more what else changed, and what did not: a paragraph. */
export const passwordChangedMail = (recipient: string, more = '') => ({
  recipient,
  subject: 'Your Apron password was changed',
  body: `The password of your Apron account was just changed, and every other session was signed out.\n${more && `\n${more}\n`}\nIf this was not you, choose "Forgot your password?" on the sign-in page at once, and tell an admin of your workspace.\n`,
})
