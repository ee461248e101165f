import { createHash, randomBytes } from 'node:crypto'
import { sql, type Tx } from '../database/database.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { requireRoom } from '../kernel/entitlement.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import type { SessionPrincipal } from '../kernel/principal.ts'
import { conflict } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '../kernel/schema.ts'
import { stateMachine } from '../kernel/state-machine.ts'
import { requireMailBudget } from '../mail/budget.ts'
import { requireLinkOrigin } from '../mail/link-origin.ts'
import { enqueueMail, inOneLine } from '../mail/mail.ts'
import { email } from './create-account.ts'
import { checkRoles, rolesField } from './member.ts'
import { isVerifiedWorkspace } from './verified-workspace.ts'

const validDays = 7

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

export const invitationStates = stateMachine({
  of: Invitation,
  moves: {
    accept: { from: ['pending'], to: 'accepted', isAutomatic: true },
    resend: { from: ['pending', 'expired'], verb: 'send it again', label: 'Send again' },
    revoke: { from: ['pending', 'expired'], to: 'revoked', verb: 'withdraw it', label: 'Withdraw' },
  },
  // An invitation expires by the calendar.
  stored: { expired: 'pending' },
  refusal: conflict,
})

export const listInvitations = operation({
  id: 'listInvitations',
  method: 'GET',
  path: '/api/v1/admin/invitations',
  summary: 'List invitations',
  description: 'The invitations of the workspace, with their roles and status.',
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
  summary: 'Create an invitation',
  description: 'Mails a link with which the person becomes a member with the given roles.',
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
  async handle({ tx, body, principal, services, request }) {
    checkRoles(body.roles, services)
    await requireRoom(tx, services, principal.workspace.uuid, 'max_members')
    const member = await tx.first(sql`
      select m.id
        from members m
        join users u on u.id = m.user_id
       where lower(u.email) = lower(${body.email}) and m.status = 'active'`)
    if (member) throw conflict(`${body.email} is a member already. Change the roles there`)
    const token = randomBytes(32).toString('base64url')
    const invitationId = newId('inv')
    await tx.run(sql`
      insert into invitations (workspace_id, id, email, display_name, roles, crew_id, token_hash, invited_by,
        expires_at)
      values (${principal.workspace.uuid}, ${invitationId}, ${body.email}, ${body.displayName ?? null},
        ${body.roles}, ${body.crewId ?? null}, ${hashToken(token)}, ${principal.userId},
        now() + make_interval(days => ${validDays}))`)
    await mailInvitation(tx, { recipient: body.email, token, principal, request, services })
    return Invitation.get(tx, invitationId)
  },
})

export const resendInvitation = operation({
  id: 'resendInvitation',
  method: 'POST',
  path: '/api/v1/admin/invitations/:id/resend',
  summary: 'Resend an invitation',
  description: 'Mails a new link; the old one stops working.',
  access: 'session',
  roles: [],
  on: Invitation,
  move: invitationStates.resend,
  response: Invitation.schema,
  audits: 'invitation.sent',
  async handle({ tx, record, principal, request, services, now, move }) {
    // One that has expired takes no room until it is sent again.
    if (Date.parse(record.expiresAt) <= now.getTime())
      await requireRoom(tx, services, principal.workspace.uuid, 'max_members')
    const token = randomBytes(32).toString('base64url')
    const expiresAt = new Date(now.getTime() + validDays * 86_400_000)
    await move.make({ token_hash: hashToken(token), expires_at: expiresAt, invited_by: principal.userId })
    await mailInvitation(tx, { recipient: record.email, token, principal, request, services })
    return Invitation.get(tx, record.id)
  },
})

export const revokeInvitation = operation({
  id: 'revokeInvitation',
  method: 'DELETE',
  path: '/api/v1/admin/invitations/:id',
  summary: 'Withdraw an invitation',
  description: 'Ends the invitation, so its link no longer works.',
  access: 'session',
  roles: [],
  // It only ever takes a way in away.
  effect: 'none',
  on: Invitation,
  move: invitationStates.revoke,
  audits: 'invitation.revoked',
  handle: ({ move }) => move.make(),
})

interface InvitationMail {
  recipient: string
  token: string
  principal: SessionPrincipal
  request: RequestInfo
  services: Services
}

async function mailInvitation(
  tx: Tx,
  { recipient, token, principal, request, services }: InvitationMail,
): Promise<void> {
  const origin = requireLinkOrigin(request, services.config)
  const { workspace } = principal
  await requireMailBudget(services, {
    workspaceUuid: workspace.uuid,
    recipients: [recipient],
    areConfirmed: false,
  })
  const [inviter, name] = [inOneLine(principal.displayName), inOneLine(workspace.name)]
  const isKnown = await isVerifiedWorkspace(tx, workspace.uuid)
  await enqueueMail(tx, {
    recipient,
    subject: isKnown
      ? `${inviter} invites you to ${name} on Apron`
      : 'You are invited to a workspace on Apron',
    body: (link) =>
      `${inviter} invites you to the workspace "${name}".\n\nAccept here, within ${validDays} days:\n${link}\n\nIf you do not know what this is about, do nothing.\n`,
    link: { url: `${origin}/app/invitation/${token}`, secrets: services.secrets },
  })
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
