import { sql, type Tx } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { nullable, Type, text } from '../kernel/schema.ts'
import { checkTimezone } from '../kernel/timezone.ts'
import { locale, localeOf } from './account/locale.ts'
import { isStillProven, type Proven } from './account/proof.ts'
import { createAccount } from './create-account.ts'
import { invitationInvalid } from './destination.ts'
import { hashToken } from './invitation.ts'
import { provePassword } from './log-in.ts'
import { SignInAnswer, signIn } from './mfa/sign-in.ts'
import { hashPassword } from './password.ts'
import { checkPassword, newPassword } from './password-policy.ts'
import { wrongPassword } from './session.ts'
import { accountRefusals } from './sign-up.ts'
import { requireNewAccounts } from './sign-up-mode.ts'

export const getInvitation = operation({
  id: 'getInvitation',
  method: 'GET',
  path: '/api/v1/invitations/:token',
  summary: 'Get an invitation',
  description: 'Returns the workspace and email address of an invitation, by the token of its link.',
  access: 'public',
  system: true,
  limit: 'auth',
  params: Type.Object({ token: Type.String({ minLength: 20, maxLength: 100 }) }),
  response: Type.Object({
    workspaceName: Type.String(),
    email: Type.String(),
    displayName: nullable(Type.String()),
    hasAccount: Type.Boolean(),
  }),
  async handle({ tx, params }) {
    const { workspaceName, email: address, displayName, hasAccount } = await findPending(tx, params.token)
    return { workspaceName, email: address, displayName, hasAccount }
  },
})

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/api/v1/invitations/accept',
  summary: 'Accept an invitation',
  description:
    'Makes the invited user a member and signs them in. A user with an account sends its password; a new user chooses one. A new account gets the time zone of the workspace by default.',
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({
    token: Type.String({ minLength: 20, maxLength: 100 }),
    password: newPassword,
    displayName: Type.Optional(text(1, 200)),
    timezone: Type.Optional(text(1, 64)),
    locale: Type.Optional(locale),
  }),
  response: SignInAnswer,
  refusals: accountRefusals,
  async prepare({ body, services, request }) {
    if (body.timezone !== undefined) checkTimezone(body.timezone)
    if (body.locale !== undefined) localeOf(body.locale)
    const invitation = await services.database.system((tx) => findPending(tx, body.token))
    if (invitation.hasAccount) return provePassword(services, request, invitation.email, body.password)
    requireNewAccounts(services)
    checkPassword(body.password, { email: invitation.email, displayName: nameOf(invitation, body) })
    return { account: null, hash: await hashPassword(body.password) }
  },
  async handle({ tx, body, prepared, ...context }) {
    const invitation = await findPending(tx, body.token)
    const who = prepared as Proven | { account: null; hash: string }
    if (who.account && !(await isStillProven(tx, who))) throw wrongPassword()
    const account =
      who.account ??
      (await createAccount(tx, {
        email: invitation.email,
        displayName: nameOf(invitation, body),
        passwordHash: who.hash,
        timezone: body.timezone ?? invitation.timezone,
        locale: body.locale,
      }))
    const destination = { kind: 'invitation', id: invitation.id, uuid: invitation.workspace_id } as const
    return signIn(tx, account, destination, ['password'], context)
  },
})

async function findPending(tx: Tx, token: string) {
  const invitation = await tx.first(sql<'pendingInvitation'>`
    select i.id, i.status, i.workspace_id, w.name as "workspaceName", w.timezone, i.email,
           i.display_name as "displayName", i.roles, i.crew_id,
           exists (select from users u where lower(u.email) = lower(i.email) and u.provider_workspace_id is null) as
             "hasAccount"
      from invitations i
      join workspaces w on w.workspace_id = i.workspace_id
     where i.token_hash = ${hashToken(token)} and i.status = 'pending' and i.expires_at > now()`)
  if (!invitation) throw invitationInvalid()
  return invitation
}

function nameOf(invitation: { email: string; displayName: string | null }, body: { displayName?: string }) {
  return body.displayName ?? invitation.displayName ?? invitation.email.split('@')[0] ?? invitation.email
}
