import { bindWorkspace } from '../database/bind-workspace.ts'
import { db, sql, type Tx } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import type { Emission } from '../kernel/emission.ts'
import { requireRoom } from '../kernel/entitlement.ts'
import { idFromUuid, newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { conflict, Problem, problem } from '../kernel/problem.ts'
import { proveAddress } from './account/prove-address.ts'
import { createWorkspace } from './create-workspace.ts'
import { invitationStates } from './invitation.ts'
import { linkedPerson } from './linked-person.ts'
import { type Account, notAMember, type SessionContext, userContext } from './session.ts'

export const invitationInvalid = problem('invitation_invalid', 404, {
  meaning: 'This invitation does not exist, was used or withdrawn, or is older than seven days',
  fix: 'Ask an admin of the workspace to send a new one.',
})

/**
 * The workspace that a sign-in leads to. A membership or a new workspace is written only when the sign-in is
 * complete, so a password alone creates neither if the account has a second factor.
 */
export type Destination =
  | { kind: 'workspace'; uuid: string }
  | { kind: 'invitation'; id: string; uuid: string }
  | { kind: 'new workspace'; name: string; timezone: string }

/** Writes what the sign-in creates. @returns the workspace, and the event to record after that of the session. */
export async function enter(
  tx: Tx,
  account: Account,
  destination: Destination,
  context: SessionContext,
): Promise<{ uuid: string; emission: Emission | null }> {
  const { services } = context
  if (destination.kind === 'invitation') return joinByInvitation(tx, account, destination, context)
  if (destination.kind === 'new workspace') return openWorkspace(tx, account, destination, services)
  const member = await tx.first(sql`
    select 1 from members
     where workspace_id = ${destination.uuid} and user_id = ${account.id} and status = 'active'`)
  if (!member) throw notAMember()
  return { uuid: destination.uuid, emission: null }
}

export async function recordEntry(
  tx: Tx,
  account: Account,
  { uuid, emission }: { uuid: string; emission: Emission | null },
  { request, now }: SessionContext,
): Promise<void> {
  if (emission) await recordEvent(tx, emission, userContext(idFromUuid('org', uuid), account, request, now))
}

async function joinByInvitation(
  tx: Tx,
  account: Account,
  destination: { id: string; uuid: string },
  { services, request, now }: SessionContext,
) {
  const { uuid } = destination
  // The link came by mail to this address.
  await proveAddress(tx, { ...account, userId: account.id }, { request, now })
  await bindWorkspace(tx, uuid)
  const invitation = await tx.first(sql<'acceptedInvitation'>`
    select i.id, i.status, i.roles, i.crew_id, w.name as "workspaceName"
      from invitations i
      join workspaces w on w.workspace_id = i.workspace_id
     where i.workspace_id = ${uuid} and i.id = ${destination.id} and i.expires_at > now()`)
  if (!invitation) throw invitationInvalid()
  // The invitation has taken its room already; only a limit that was lowered since can refuse.
  await requireRoom(tx, services, uuid, 'max_members', 0)
  // Of several requests at once, one gets past this, and none after the invitation was withdrawn.
  await invitationStates.accept.apply(tx, invitation).catch((error: unknown) => {
    throw error instanceof Problem ? invitationInvalid() : error
  })
  const joined = await tx.run(sql`
    insert into members as m (workspace_id, id, user_id, roles)
    values (${uuid}, ${newId('mem')}, ${account.id}, ${invitation.roles})
    on conflict (workspace_id, user_id)
      do update set status = 'active', roles = excluded.roles, joined_at = now()
     where m.status = 'removed'`)
  // They may have other roles by now, perhaps that of the owner, whom every workspace needs.
  if (joined === 0)
    throw conflict(`You are a member of ${invitation.workspaceName} already. Sign in; an admin changes roles`)
  if (invitation.crew_id) await linkedPerson(services)?.link(tx, uuid, invitation.crew_id, account.id)
  const subject = { type: 'invitation', id: invitation.id, label: account.email }
  return { uuid, emission: { type: 'member.joined', subject } }
}

async function openWorkspace(
  tx: Tx,
  account: Account,
  { name, timezone }: { name: string; timezone: string },
  services: Services,
) {
  const uuid = await createWorkspace(tx, services, name, timezone)
  await tx.run(
    db.insertInto('members').values({
      workspace_id: uuid,
      id: newId('mem'),
      user_id: account.id,
      roles: ['account_owner'],
    }),
  )
  await tx.run(sql`update installation set owner_user_id = ${account.id} where owner_user_id is null`)
  const subject = { type: 'workspace', id: idFromUuid('org', uuid), label: name }
  return { uuid, emission: { type: 'workspace.created', subject } }
}
