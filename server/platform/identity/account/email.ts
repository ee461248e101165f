import { sql } from '../../database/database.ts'
import { operation } from '../../kernel/operation.ts'
import { conflict, rateLimited } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { requireLinkOrigin } from '../../mail/link-origin.ts'
import { enqueueMail, inOneLine } from '../../mail/mail.ts'
import { email } from '../create-account.ts'
import { endCredentials } from '../credentials/end-credentials.ts'
import { issueToken, linkInvalid, token, useToken } from './account-token.ts'
import { currentPassword, proveCurrentPassword, refuseWrongPassword } from './change-password.ts'
import { mailVerification, verifyLink } from './email-verification.ts'
import { isStillProven, type Proven } from './proof.ts'
import { recordInWorkspaces } from './record-in-workspaces.ts'
import { mailUndo } from './restore-email.ts'

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
    'Mails a link to the new address. The address changes when you open the link in a session of your account. The old address gets a notice. With two-factor authentication on, you must have confirmed your identity in the last 30 minutes.',
  access: 'session',
  roles: 'members',
  system: true,
  limit: 'auth',
  audits: 'email.change_requested',
  status: 202,
  body: Type.Object({ email, current_password: currentPassword }),
  response: Type.Object({ pending_email: Type.String() }),
  async prepare({ body, principal, services, now }) {
    if (principal?.kind !== 'user') return null
    return proveCurrentPassword(services, principal, body.current_password, now)
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
    const taken = await tx.first(sql`
      select 1 from users where lower(email) = ${wanted.toLowerCase()} and provider_workspace_id is null`)
    if (!taken)
      await enqueueMail(tx, {
        recipient: wanted,
        subject: 'Confirm your new address for Apron',
        body: (link) =>
          `${inOneLine(principal.displayName)} wants to use this address for Apron instead of ${principal.email}.\n\nConfirm it here, within three days:\n${link}\n\nIf you do not know what this is about, do nothing.\n`,
        link: { url: verifyLink(origin, text), secrets: services.secrets },
      })
    await enqueueMail(tx, {
      recipient: principal.email,
      subject: 'Your Apron address is about to change',
      body: `Somebody who knows your password asked to change the address of your Apron account from ${principal.email} to ${wanted}. It changes once the new address is confirmed in a session of your account.\n\nIf it was not you, change your password at once: that ends every other session and this change.\n`,
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
  withoutMfa: true,
  ownFactor: true,
  limit: 'auth',
  audits: 'email.verification_sent',
  async handle({ tx, principal, request, services, emit }) {
    const verified = await tx.first(
      sql`select 1 from users where id = ${principal.userId} and email_verified_at is not null`,
    )
    if (verified) throw conflict(`${principal.email} is confirmed already`)
    const origin = requireLinkOrigin(request, services.config)
    if (
      !(await mailVerification(
        tx,
        { id: principal.userId, email: principal.email },
        origin,
        services.secrets,
      ))
    )
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
  description:
    'Confirms the address with the token of the mailed link, in a session of the account that asked for it. If the address changes, the old one gets a link that restores it within seven days.',
  worksInMaintenance: true,
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  stepUp: true,
  ownFactor: true,
  limit: 'auth',
  audits: 'email.verified',
  body: Type.Object({ token }),
  response: Type.Object({ email: Type.String() }),
  refusals: {
    users_email: () => conflict('This address belongs to another account by now. Ask for another address'),
  },
  async handle({ tx, body, principal, request, services, now, emit }) {
    const { userId, email: proved } = await useToken(tx, body.token, 'email')
    if (userId !== principal.userId)
      throw linkInvalid('This link belongs to another account. Sign in to that account, and open it again')
    const before = await tx.one(sql<'userBeforeEmail'>`
      select email, email_verified_at is not null as "isProved" from users where id = ${userId} for update`)
    const address = proved ?? before.email
    await tx.run(sql`
      update users set email = ${address}, email_verified_at = now(), provider_workspace_id = null
       where id = ${userId}`)
    const hasChanged = address !== before.email
    const account = { ...principal, email: address }
    if (hasChanged) {
      const circumstances = { session: principal.sessionId, request, now, emit }
      await endCredentials(tx, 'address_changed', account, circumstances)
      // An address that nobody proved may be a stranger's. Without a mail server, the operator hands out the links.
      if (before.isProved || services.config.smtpUrl === null)
        await mailUndo(
          tx,
          { userId, from: before.email, to: address },
          requireLinkOrigin(request, services.config),
          services.secrets,
        )
    }
    await recordInWorkspaces(tx, account, hasChanged ? 'email.changed' : 'email.verified', {
      request,
      now,
      emit,
      changes: hasChanged ? [{ field: 'email', before: before.email, after: address }] : [],
    })
    return { email: address }
  },
})
