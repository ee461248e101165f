import { createHash, randomBytes } from 'node:crypto'
import { requireFreshProof } from '../access/authorize.ts'
import { bindWorkspace } from '../database/bind-workspace.ts'
import { sql, type Tx } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import { requireRoom } from '../kernel/entitlement.ts'
import { idFromUuid, newId } from '../kernel/id.ts'
import { list } from '../kernel/list.ts'
import { operation, type RequestInfo } from '../kernel/operation.ts'
import type { SessionPrincipal } from '../kernel/principal.ts'
import { conflict, problem } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '../kernel/schema.ts'
import { checkTimezone } from '../kernel/timezone.ts'
import { enqueueMail, inOneLine } from '../mail/mail.ts'
import { locale, localeOf } from './account/locale.ts'
import { isStillProven, type Proven } from './account/proof.ts'
import { linkedPerson } from './linked-person.ts'
import { provePassword } from './log-in.ts'
import { checkRoles, rolesField } from './member.ts'
import { SignInAnswer, signIn } from './mfa/sign-in.ts'
import { hashPassword } from './password.ts'
import { checkPassword, newPassword } from './password-policy.ts'
import { userContext, wrongPassword } from './session.ts'
import { accountRefusals, createAccount, email } from './sign-up.ts'

const validDays = 7

const invitationInvalid = problem('invitation_invalid', 404, {
  meaning: 'This invitation does not exist, was used or withdrawn, or is older than seven days',
  mend: 'Ask an admin of the workspace to send a new one.',
})

const status = oneOf(['pending', 'accepted', 'revoked', 'expired'])

export const Invitation = resource({
  name: 'invitation',
  prefix: 'inv',
  title: { one: 'invitation', many: 'invitations' },
  page: '/settings/members',
  alsoChanges: ['member'],
  table: 'invitations',
  label: 'email',
  schema: Type.Object({
    id: id('inv'),
    email: Type.String(),
    displayName: nullable(Type.String()),
    roles: Type.Array(Type.String()),
    status,
    expiresAt: instant(),
    createdAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    status: "case when t.status = 'pending' and t.expires_at <= now() then 'expired' else t.status end",
  },
})

export const listInvitations = operation({
  id: 'listInvitations',
  method: 'GET',
  path: '/api/v1/admin/invitations',
  summary: 'List invitations',
  access: 'session',
  roles: [],
  response: Invitation.schema,
  list: list({
    of: Invitation,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    volatile: true,
    filters: {
      status: {
        schema: status,
        sql: (value) =>
          `case when t.status = 'pending' and t.expires_at <= now() then 'expired' else t.status end = ${value}`,
      },
    },
  }),
})

export const inviteMember = operation({
  id: 'inviteMember',
  method: 'POST',
  path: '/api/v1/admin/invitations',
  summary: 'Invite somebody by mail',
  description:
    'Who is to be an admin is invited with a proof of who you are that is not older than 30 minutes.',
  access: 'session',
  roles: [],
  creates: Invitation,
  audits: 'invitation.sent',
  body: Type.Object({
    email,
    displayName: Type.Optional(text(1, 200)),
    roles: rolesField,
    crewId: Type.Optional(id('crw')),
  }),
  response: Invitation.schema,
  refusals: {
    invitations_pending: ({ body, details }) =>
      conflict(`${body.email} has been invited already. Send that invitation again instead`, { details }),
  },
  async handle({ tx, body, principal, services, request, now }) {
    checkRoles(body.roles, services)
    if (body.roles.includes('admin')) requireFreshProof(principal, now)
    await requireRoom(tx, services, principal.workspace.uuid, 'max_members')
    const member = await tx.first(
      sql`select m.id from members m join users u on u.id = m.user_id where lower(u.email) = lower(${body.email}) and m.status = 'active'`,
    )
    if (member) throw conflict(`${body.email} is a member already. Change the roles there`)
    const token = randomBytes(32).toString('base64url')
    const invitationId = newId('inv')
    await tx.run(sql`
      insert into invitations (workspace_id, id, email, display_name, roles, crew_id, token_hash, invited_by,
        expires_at)
      values (${principal.workspace.uuid}, ${invitationId}, ${body.email}, ${body.displayName ?? null},
        ${body.roles}, ${body.crewId ?? null}, ${hashToken(token)}, ${principal.userId},
        now() + make_interval(days => ${validDays}))`)
    await mailInvitation(tx, body.email, token, principal, request)
    return Invitation.get(tx, invitationId)
  },
})

export const resendInvitation = operation({
  id: 'resendInvitation',
  method: 'POST',
  path: '/api/v1/admin/invitations/:id/resend',
  summary: 'Send an invitation again; the old link stops working',
  access: 'session',
  roles: [],
  on: Invitation,
  response: Invitation.schema,
  audits: 'invitation.sent',
  async handle({ tx, record, principal, request, services }) {
    if (record.status === 'accepted' || record.status === 'revoked')
      throw conflict(`This invitation was ${record.status}. Make a new one`)
    // One that has expired takes no room until it is sent again.
    if (record.status === 'expired') await requireRoom(tx, services, principal.workspace.uuid, 'max_members')
    const token = randomBytes(32).toString('base64url')
    await tx.run(
      sql`update invitations set token_hash = ${hashToken(token)}, expires_at = now() + make_interval(days => ${validDays}) where id = ${record.id}`,
    )
    await mailInvitation(tx, record.email, token, principal, request)
    return Invitation.get(tx, record.id)
  },
})

export const revokeInvitation = operation({
  id: 'revokeInvitation',
  method: 'DELETE',
  path: '/api/v1/admin/invitations/:id',
  summary: 'Withdraw an invitation',
  access: 'session',
  roles: [],
  on: Invitation,
  audits: 'invitation.revoked',
  async handle({ tx, record }) {
    const changed = await tx.run(
      sql`update invitations set status = 'revoked' where id = ${record.id} and status = 'pending'`,
    )
    if (changed === 0) throw conflict(`This invitation was ${record.status} already`)
  },
})

export const getInvitation = operation({
  id: 'getInvitation',
  method: 'GET',
  path: '/api/v1/invitations/:token',
  summary: 'What an invitation is for',
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
  summary: 'Accept an invitation and sign in',
  description:
    'Somebody who has an account gives its password; anybody else chooses one. A new account is in the zone of the workspace unless it names its own.',
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
    // The link came by mail to this address, so it is theirs.
    await tx.run(
      sql`update users set email_verified_at = now() where id = ${account.id} and email_verified_at is null`,
    )
    await bindWorkspace(tx, invitation.workspace_id)
    // The invitation has taken its room already; only a limit that was lowered since can refuse.
    await requireRoom(tx, context.services, invitation.workspace_id, 'max_members', 0)
    // Of several who bring it at once one gets past this, and nobody once it was withdrawn.
    const taken = await tx.run(
      sql`update invitations set status = 'accepted' where workspace_id = ${invitation.workspace_id} and id = ${invitation.id} and status = 'pending'`,
    )
    if (taken === 0) throw invitationInvalid()
    const joined =
      await tx.run(sql`insert into members as m (workspace_id, id, user_id, roles) values (${invitation.workspace_id}, ${newId('mem')}, ${account.id}, ${invitation.roles})
      on conflict (workspace_id, user_id) do update set status = 'active', roles = excluded.roles, joined_at = now() where m.status = 'removed'`)
    // With other roles than they have by now, perhaps as the owner, whom every workspace needs.
    if (joined === 0)
      throw conflict(
        `You are a member of ${invitation.workspaceName} already. Sign in; an admin changes roles`,
      )
    if (invitation.crew_id)
      await linkedPerson(context.services)?.link(tx, invitation.workspace_id, invitation.crew_id, account.id)
    const signedIn = await signIn(tx, account, invitation.workspace_id, ['password'], context)
    await recordEvent(
      tx,
      { type: 'member.joined', subject: { type: 'invitation', id: invitation.id, label: account.email } },
      userContext(idFromUuid('org', invitation.workspace_id), account, context.request, context.now),
    )
    return signedIn
  },
})

async function findPending(tx: Tx, token: string) {
  const invitation = await tx.first(sql<'pendingInvitation'>`
    select i.id, i.workspace_id, w.name as "workspaceName", w.timezone, i.email, i.display_name as "displayName", i.roles, i.crew_id,
           exists (select from users u where lower(u.email) = lower(i.email)) as "hasAccount"
      from invitations i join workspaces w on w.workspace_id = i.workspace_id
     where i.token_hash = ${hashToken(token)} and i.status = 'pending' and i.expires_at > now()`)
  if (!invitation) throw invitationInvalid()
  return invitation
}

function nameOf(invitation: { email: string; displayName: string | null }, body: { displayName?: string }) {
  return body.displayName ?? invitation.displayName ?? invitation.email.split('@')[0] ?? invitation.email
}

async function mailInvitation(
  tx: Tx,
  recipient: string,
  token: string,
  principal: SessionPrincipal,
  request: RequestInfo,
): Promise<void> {
  const [inviter, workspace] = [inOneLine(principal.displayName), inOneLine(principal.workspace.name)]
  await enqueueMail(tx, {
    recipient,
    subject: `${inviter} invites you to ${workspace} on Apron`,
    body: `${inviter} invites you to the workspace "${workspace}".\n\nAccept here, within ${validDays} days:\n${request.origin}/app/invitation/${token}\n\nIf you do not know what this is about, do nothing.\n`,
  })
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
