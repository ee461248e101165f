import { defineLimit } from '../kernel/entitlement.ts'
import type { Services } from '../kernel/installation.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { conflict, invalidRequest, problem } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, oneOf, Type } from '../kernel/schema.ts'
import { stateMachine } from '../kernel/state-machine.ts'
import { endCredentials } from './credentials/end-credentials.ts'

export const ownerStays = problem('owner_stays', 409, {
  meaning: 'A workspace has exactly one account owner, who cannot be removed or lose that role',
  fix: 'Give the member other roles beside it. The role itself moves only with a hand-over by the owner.',
})

export const memberLimit = defineLimit({
  name: 'max_members',
  title: 'Members',
  counted: 'members and open invitations',
  used: `((select count(*) from members m where m.workspace_id = w.workspace_id and m.status = 'active') + (
          select count(*)
            from invitations i
           where i.workspace_id = w.workspace_id and i.status = 'pending' and i.expires_at > now()))`,
  fix: 'Remove members who have left, withdraw invitations, or ask the owner of the installation for more.',
  most: { self_hosted: 10_000, starter: 10, professional: 100, enterprise: 10_000 },
})

export const Member = resource({
  name: 'member',
  prefix: 'mem',
  title: { one: 'member', many: 'members' },
  page: '/settings/members',
  table: 'members',
  label: 'email',
  schema: Type.Object({
    id: id('mem'),
    userId: id('usr'),
    email: Type.String(),
    displayName: Type.String(),
    roles: Type.Array(Type.String()),
    status: oneOf(['active', 'removed']),
    joinedAt: instant(),
    mfaEnabled: Type.Boolean({ description: 'Whether the account has a second factor.' }),
    version: Type.Integer(),
  }),
  joins: 'join users u on u.id = t.user_id',
  expressions: { email: 'u.email', displayName: 'u.display_name', mfaEnabled: 'u.mfa_enabled' },
})

/** Who was removed comes back through a new invitation. */
export const memberStates = stateMachine({
  of: Member,
  moves: {
    edit: { from: ['active'], verb: 'change their roles' },
    signOut: { from: ['active'], verb: 'end their sessions', label: 'End sessions' },
    handOver: { from: ['active'], verb: 'make them the owner', label: 'Make owner' },
    remove: { from: ['active'], to: 'removed', verb: 'remove them', label: 'Remove member' },
    join: { from: ['removed'], to: 'active', isAutomatic: true },
  },
  refusal: conflict,
})

export const rolesField = Type.Array(Type.String(), {
  minItems: 1,
  maxItems: 20,
  uniqueItems: true,
  description: 'Rights add up.',
})

/** Refuses roles that do not exist, and the one that only a hand-over gives. */
export function checkRoles(
  wanted: readonly string[],
  services: Services,
  held: readonly string[] = [],
): void {
  const unknown = wanted.find((role) => !services.roles.includes(role))
  if (unknown)
    throw invalidRequest(`There is no role "${unknown}". Roles are ${services.roles.join(', ')}`, {
      details: [{ field: 'roles', message: `"${unknown}" does not exist` }],
    })
  if (wanted.includes('account_owner') !== held.includes('account_owner')) throw ownerStays()
}

export const listMembers = operation({
  id: 'listMembers',
  method: 'GET',
  path: '/api/v1/admin/members',
  summary: 'List members',
  description: 'The members of the workspace, with their roles, status and two-factor authentication.',
  scope: 'members:read',
  roles: ['auditor'],
  response: Member.schema,
  list: list({
    of: Member,
    defaultSort: 'displayName',
    overJoins: true,
    volatile: true,
    search: ['u.display_name', 'u.email'],
    sorts: {
      displayName: { sql: 'lower(u.display_name)', type: 'text' },
      joinedAt: { sql: 't.joined_at', type: 'timestamptz' },
    },
    filters: {
      status: { schema: oneOf(['active', 'removed']), sql: (value) => `t.status = ${value}` },
      role: {
        schema: Type.String({ description: 'Only members with this role.' }),
        sql: (value) => `${value} = any(t.roles)`,
      },
    },
  }),
})

export const updateMember = operation({
  id: 'updateMember',
  method: 'PATCH',
  path: '/api/v1/admin/members/:id',
  summary: 'Update the roles of a member',
  description:
    'Replaces the roles of a member. Their sessions use the new roles from the next request on. The API keys of a member who is no longer an admin are revoked.',
  access: 'session',
  roles: [],
  on: Member,
  move: memberStates.edit,
  body: Type.Object({
    roles: rolesField,
    revokeKeys: Type.Optional(
      Type.Boolean({
        description:
          'Whether the API keys of a member who is no longer an admin are revoked; `true` by default.',
      }),
    ),
  }),
  response: Member.schema,
  audits: 'member.updated',
  async handle({ tx, body, record, principal, services, request, now, emit, move }) {
    checkRoles(body.roles, services, record.roles)
    await move.make({ roles: body.roles })
    // Only admins make keys, so an admin's keys end with the role.
    if (
      record.roles.includes('admin') &&
      !body.roles.some((role) => role === 'admin' || role === 'account_owner')
    )
      await endCredentials(tx, 'role_lowered', record, {
        by: principal.userId,
        keepKeys: body.revokeKeys === false,
        request,
        now,
        emit,
      })
    return Member.get(tx, record.id)
  },
})
