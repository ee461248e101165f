import { refuseSignInFromOutside } from '../access/allowlist.ts'
import { signSessionToken } from '../access/session-token.ts'
import { bindWorkspace } from '../database/bind-workspace.ts'
import { db, sql, type Tx } from '../database/database.ts'
import { type EventContext, recordEvent } from '../events/record.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { nameOf } from '../kernel/principal.ts'
import { Problem, problem } from '../kernel/problem.ts'
import { id, Type } from '../kernel/schema.ts'
import { sessionKind } from '../kernel/user-kind.ts'

export const wrongPassword = problem('wrong_password', 401, {
  meaning: 'The email address or the password is wrong',
  fix: 'Check both. The answer is the same for an address without an account.',
})
export const notAMember = problem('not_a_member', 403, {
  meaning: 'You are not a member of that workspace',
  fix: 'Ask one of its admins for an invitation.',
})

const ssoRequired = problem('sso_required', 403, {
  meaning: 'This workspace wants its members to sign in through its own identity provider',
  fix: 'On the sign-in page choose "Sign in with your organization". The owner of the workspace may still use the password.',
})
const noWorkspaceOpen = problem('no_workspace_open', 403, {
  meaning:
    'Each workspace of this account refuses this sign-in: by the address it comes from, or because it wants its own identity provider',
  fix: 'The message says of each why. Come from a network that it allows, or choose "Sign in with your organization" on the sign-in page.',
})
export const WorkspaceForm = Type.Object(
  {
    id: id('org'),
    uuid: Type.String({ format: 'uuid' }),
    name: Type.String(),
    slug: Type.String(),
    timezone: Type.String(),
    modules: Type.Array(Type.String()),
    apiKeysEnabled: Type.Boolean(),
  },
  { title: 'SessionWorkspace' },
)
export const UserForm = Type.Object(
  {
    id: id('usr'),
    email: Type.String(),
    displayName: Type.String(),
    timezone: Type.String(),
    locale: Type.String(),
    isInstallationOwner: Type.Boolean(),
  },
  { title: 'SessionUser' },
)
export const SignedIn = Type.Object(
  {
    accessToken: Type.Optional(
      Type.String({
        description:
          'The same token as in the cookie, for `Authorization: Bearer`. Programs get it; a page of this server, whose browser sends its `Origin`, does not.',
      }),
    ),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds.' }),
    user: UserForm,
    workspace: WorkspaceForm,
  },
  { title: 'NewSession' },
)

export interface Account {
  id: string
  email: string
  displayName: string
  timezone: string
  locale: string
}

export const accountQuery = db
  .selectFrom('users as u')
  .select(['u.id', 'u.email', 'u.display_name as displayName', 'u.timezone', 'u.locale'])

/** The account of an address, however it is spelled. One that an identity provider made does not occupy its address. */
export const accountByEmail = (address: string) =>
  accountQuery
    .where('u.provider_workspace_id', 'is', null)
    .where((eb) => eb(eb.fn<string>('lower', ['u.email']), '=', address.trim().toLowerCase()))

export interface SessionContext {
  request: RequestInfo
  services: Services
  now: Date
  setSession: (token: string | null, maxAgeSeconds?: number) => void
}

/** What somebody has proved themselves with, and when. */
export interface Proof {
  factors: readonly string[]
  at: Date
  /** The name of the identity provider that vouches for them. */
  vouchedBy?: string
}

/** Refuses where the workspace lets nobody in from this address, or not by these factors. */
export async function refuseEntry(
  tx: Tx,
  userId: string,
  workspaceUuid: string,
  factors: readonly string[],
  request: RequestInfo,
): Promise<void> {
  await refuseSignInFromOutside(tx, workspaceUuid, request.address)
  if (!factors.includes('sso')) await refuseWhereSsoIsRequired(tx, workspaceUuid, userId)
}

/**
 * The workspace that somebody goes to who has proved these factors: the one they name, else of theirs the
 * one used last that lets them in. @throws Problem why not, where none does.
 */
export async function chooseWorkspace(
  tx: Tx,
  userId: string,
  wantedId: string | undefined,
  factors: readonly string[],
  request: RequestInfo,
): Promise<string> {
  const all = await workspacesOf(tx, userId)
  if (wantedId !== undefined) {
    const wanted = all.find((one) => one.id === wantedId)
    if (!wanted) throw notAMember()
    return wanted.uuid
  }
  const refusals: Problem[] = []
  for (const { uuid } of all) {
    try {
      await refuseEntry(tx, userId, uuid, factors, request)
      return uuid
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refusals.push(error)
    }
  }
  const [first] = refusals
  if (!first)
    throw notAMember('You are not a member of any workspace any more. Ask an admin for an invitation')
  if (refusals.length === 1) throw first
  throw noWorkspaceOpen(
    `None of your ${refusals.length} workspaces can be entered like this. ${refusals.map(({ message }) => message).join('. ')}`,
  )
}

/** Opens a session in the workspace and signs the token that names it. Whether more is wanted is for `signIn` to say. */
export async function openSession(
  tx: Tx,
  account: Account,
  workspaceUuid: string,
  proof: Proof,
  { request, services, now, setSession }: SessionContext,
) {
  await bindWorkspace(tx, workspaceUuid)
  await refuseEntry(tx, account.id, workspaceUuid, proof.factors, request)
  const sessionId = newId('ses')
  await tx.run(
    db.insertInto('sessions').values({
      workspace_id: workspaceUuid,
      id: sessionId,
      user_id: account.id,
      address: request.address,
      user_agent: request.userAgent.slice(0, 300),
      factors: [...proof.factors],
      authenticated_at: proof.at,
      vouched_by: proof.vouchedBy ?? null,
    }),
  )
  const workspace = await tx.one(sql<'sessionWorkspace'>`
    select w.id, w.workspace_id as uuid, w.name, w.slug, w.timezone, w.modules,
           w.api_keys_enabled as "apiKeysEnabled", w.absolute_timeout_minutes * 60 as lifetime,
           coalesce((select owner_user_id = ${account.id} from installation), false) as owner
      from workspaces w where w.workspace_id = ${workspaceUuid}`)
  const { lifetime, owner, ...form } = workspace
  const token = await signSessionToken(sessionId, account.id, services.secrets, lifetime)
  setSession(token, lifetime)
  await recordEvent(
    tx,
    { type: 'session.started', subject: { type: sessionKind.name, id: sessionId, label: account.email } },
    userContext(form.id, { id: account.id, displayName: nameOf({ ...account, ...proof }) }, request, now),
  )
  return {
    accessToken: token,
    tokenType: 'Bearer' as const,
    expiresIn: lifetime,
    user: { ...account, isInstallationOwner: owner },
    workspace: form,
  }
}

// The owner may come in all the same: a provider that fails must not lock everybody out.
async function refuseWhereSsoIsRequired(tx: Tx, workspaceUuid: string, userId: string): Promise<void> {
  const found = await tx.first(sql<'ssoWorkspace'>`
    select w.name, w.slug from workspaces w where w.workspace_id = ${workspaceUuid} and w.sso_required
       and not exists (select from members m where m.workspace_id = w.workspace_id and m.user_id = ${userId}
                          and m.status = 'active' and 'account_owner' = any (m.roles))`)
  if (found)
    throw ssoRequired(
      `${found.name} wants you to sign in through its own identity provider. On the sign-in page choose your organization: ${found.slug}`,
    )
}

export function userContext(
  workspaceId: string,
  account: { id: string; displayName: string },
  request: RequestInfo,
  now: Date,
): EventContext {
  return { workspaceId, actor: { type: 'user', id: account.id, name: account.displayName }, request, now }
}

/** The workspaces of a user, the one that was used last first. */
export async function workspacesOf(tx: Tx, userId: string) {
  return tx.rows(sql<'workspacesOfMember'>`
    select w.id, w.workspace_id as uuid, w.name, w.slug, m.roles
      from members m
      join workspaces w on w.workspace_id = m.workspace_id
     where m.user_id = ${userId} and m.status = 'active'
     order by (select max(s.created_at)
                 from sessions s where s.workspace_id = w.workspace_id and s.user_id = m.user_id) desc nulls
         last, w.name`)
}
