import { sql } from '../../database/database.ts'
import { operation } from '../../kernel/operation.ts'
import { conflict, rateLimited } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { requireLinkOrigin } from '../../mail/link-origin.ts'
import { enqueueMail, inOneLine } from '../../mail/mail.ts'
import { email } from '../sign-up.ts'
import { issueToken, revokeTokens, token, useToken } from './account-token.ts'
import { currentPassword, proveCurrentPassword, refuseWrongPassword } from './change-password.ts'
import { mailVerification, verifyLink } from './email-verification.ts'
import { isStillProven, type Proven } from './proof.ts'
import { tellWorkspaces } from './tell-workspaces.ts'

const enoughMails = () =>
  rateLimited('Five mails were sent within the hour. Look into the folder for junk, or try again later', {
    headers: { 'retry-after': '3600' },
  })

export const requestEmailChange = operation({
  id: 'requestEmailChange',
  method: 'POST',
  path: '/api/user/email',
  summary: 'Request a new email address',
  description:
    'Mails a link to the new address. The address changes when the link is opened. The old address gets a notice.',
  access: 'session',
  roles: 'members',
  system: true,
  limit: 'auth',
  audits: 'email.change_requested',
  status: 202,
  body: Type.Object({ email, current_password: currentPassword }),
  response: Type.Object({ pending_email: Type.String() }),
  async prepare({ body, principal, services }) {
    if (principal?.kind !== 'user') return null
    return proveCurrentPassword(services, principal, body.current_password)
  },
  async handle({ tx, body, principal, prepared, request, services, emit }) {
    if (!(await isStillProven(tx, prepared as Proven))) refuseWrongPassword()
    const wanted = body.email.trim()
    if (wanted.toLowerCase() === principal.email.toLowerCase())
      throw conflict(`${principal.email} is your address already`)
    const origin = requireLinkOrigin(request, services.config)
    const text = await issueToken(tx, { userId: principal.userId, purpose: 'email', email: wanted })
    if (text === null) throw enoughMails()
    // Where the address has an account of its own nothing is mailed, and the answer does not tell.
    const taken = await tx.first(sql`select 1 from users where lower(email) = ${wanted.toLowerCase()}`)
    if (!taken)
      await enqueueMail(tx, {
        recipient: wanted,
        subject: 'Confirm your new address for Apron',
        body: `${inOneLine(principal.displayName)} wants to use this address for Apron instead of ${principal.email}.\n\nConfirm it here, within three days:\n${verifyLink(origin, text)}\n\nIf you do not know what this is about, do nothing.\n`,
      })
    await enqueueMail(tx, {
      recipient: principal.email,
      subject: 'Your Apron address is about to change',
      body: `Somebody who knows your password asked to change the address of your Apron account from ${principal.email} to ${wanted}. It changes once the new address is confirmed.\n\nIf it was not you, change your password at once: that ends every other session.\n`,
    })
    emit({
      type: 'email.change_requested',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
    })
    return { pending_email: wanted }
  },
})

export const sendEmailVerification = operation({
  id: 'sendEmailVerification',
  method: 'POST',
  path: '/api/user/email/verification',
  summary: 'Resend the confirmation of your email address',
  description: 'Mails you a new link that confirms your email address.',
  access: 'session',
  roles: 'members',
  system: true,
  limit: 'auth',
  audits: 'email.verification_sent',
  async handle({ tx, principal, request, services, emit }) {
    const verified = await tx.first(
      sql`select 1 from users where id = ${principal.userId} and email_verified_at is not null`,
    )
    if (verified) throw conflict(`${principal.email} is confirmed already`)
    const origin = requireLinkOrigin(request, services.config)
    if (!(await mailVerification(tx, { id: principal.userId, email: principal.email }, origin)))
      throw enoughMails()
    emit({
      type: 'email.verification_sent',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
    })
  },
})

export const verifyEmail = operation({
  id: 'verifyEmail',
  method: 'POST',
  path: '/api/v1/auth/email/verify',
  summary: 'Confirm an email address',
  description: 'Confirms the address with the token of the mailed link.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({ token }),
  response: Type.Object({ email: Type.String() }),
  refusals: {
    users_email: () => conflict('This address belongs to another account by now. Ask for another address'),
  },
  async handle({ tx, body, request, now }) {
    const { userId, email: proven } = await useToken(tx, body.token, 'email')
    const before = await tx.one(sql<'userBeforeEmail'>`
      select email, display_name as "displayName" from users where id = ${userId} for update`)
    const address = proven ?? before.email
    await tx.run(sql`update users set email = ${address}, email_verified_at = now() where id = ${userId}`)
    const hasChanged = address !== before.email
    // What was mailed to the address before must not open the account any more.
    if (hasChanged) await revokeTokens(tx, userId, 'password_reset')
    const account = { userId, email: address, displayName: before.displayName }
    await tellWorkspaces(tx, account, hasChanged ? 'email.changed' : 'email.verified', {
      request,
      now,
      changes: hasChanged ? [{ field: 'email', before: before.email, after: address }] : [],
    })
    return { email: address }
  },
})
