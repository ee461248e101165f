import { offeredOperations } from '../access/offered-operations.ts'
import { bindWorkspace } from '../database/bind-workspace.ts'
import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { invalidSession, problem } from '../kernel/problem.ts'
import { id, instant, nullable, Type } from '../kernel/schema.ts'
import { sessionKind } from '../kernel/user-kind.ts'
import { linkedPerson } from './linked-person.ts'
import { rememberDevice } from './mfa/sign-in-guard.ts'
import {
  accountQuery,
  notAMember,
  openSession,
  SignedIn,
  UserForm,
  WorkspaceForm,
  workspacesOf,
} from './session.ts'

const boundSession = problem('sso_session_bound', 403, {
  meaning: 'A session that an identity provider opened holds for its own workspace alone',
  fix: 'Sign out, and sign in to the other workspace in its own way.',
})

export const logOut = operation({
  id: 'logOut',
  method: 'POST',
  path: '/api/v1/auth/logout',
  summary: 'Sign out',
  description: 'Ends the session of this request and clears its cookie.',
  worksInMaintenance: true,
  access: 'session',
  roles: 'members',
  withoutMfa: true,
  limit: 'auth',
  audits: 'session.ended',
  async handle({ tx, principal, emit, setSession }) {
    await tx.run(sql`update sessions set ended_at = now() where id = ${principal.sessionId}`)
    emit({
      type: 'session.ended',
      subject: { type: sessionKind.name, id: principal.sessionId, label: principal.email },
    })
    setSession(null)
  },
})

export const getSession = operation({
  id: 'getSession',
  method: 'GET',
  path: '/api/v1/auth/session',
  summary: 'Get the current session',
  description:
    'Returns the signed-in user, the workspace, and what the user may do there. A session of an identity provider sees only its own workspace.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  limit: 'default',
  response: Type.Object({
    user: UserForm,
    workspace: WorkspaceForm,
    roles: Type.Array(Type.String()),
    memberId: id('mem'),
    crewId: nullable(Type.String()),
    workspaces: Type.Array(
      Type.Object({
        id: id('org'),
        name: Type.String(),
        slug: Type.String(),
        roles: Type.Array(Type.String()),
      }),
    ),
    allowedOperations: Type.Array(Type.String({ description: 'An operationId of the reference.' })),
    expiresAt: instant(),
    maintenance: nullable(
      Type.String({ description: 'Why nothing can be changed just now; null: everything can.' }),
    ),
    authenticatedAt: instant('When the user last proved who they are in this session.'),
    factors: Type.Array(Type.String(), {
      description: 'By what: password, totp, backup_code, passkey, sso.',
    }),
    mfaEnabled: Type.Boolean(),
    mfaRequiredFrom: nullable(instant('From when on the workspace requires a second factor.')),
  }),
  async handle({ tx, principal, services, request, setDevice }) {
    await rememberDevice(tx, services, request, principal.userId, setDevice)
    return {
      user: {
        id: principal.userId,
        email: principal.email,
        displayName: principal.displayName,
        timezone: principal.timezone,
        locale: principal.locale,
        isInstallationOwner: principal.isInstallationOwner,
      },
      workspace: { ...principal.workspace, modules: [...principal.workspace.modules] },
      roles: [...principal.roles],
      memberId: principal.memberId,
      crewId: (await linkedPerson(services)?.find(tx, principal.workspace.uuid, principal.userId)) ?? null,
      workspaces: (await workspacesOf(tx, principal.userId)).filter(
        ({ uuid }) => !principal.factors.includes('sso') || uuid === principal.workspace.uuid,
      ),
      allowedOperations: offeredOperations(services, principal).map((operation) => operation.id),
      expiresAt: principal.expiresAt.toISOString(),
      maintenance: principal.maintenance,
      authenticatedAt: principal.authenticatedAt.toISOString(),
      factors: [...principal.factors],
      mfaEnabled: principal.mfaEnabled,
      mfaRequiredFrom: principal.mfaRequiredFrom?.toISOString() ?? null,
    }
  },
})

export const switchWorkspace = operation({
  id: 'switchWorkspace',
  method: 'POST',
  path: '/api/v1/auth/switch',
  summary: 'Switch to another workspace',
  description: 'Moves this session to another workspace of the signed-in user.',
  worksInMaintenance: true,
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  limit: 'auth',
  audits: 'session.started',
  secret: true,
  body: Type.Object({ workspaceId: id('org') }),
  response: SignedIn,
  async handle({ tx, body, principal, emit, ...context }) {
    // The operator of one workspace's provider must not be able to enter another workspace with it.
    if (principal.factors.includes('sso')) throw boundSession()
    const target = (await workspacesOf(tx, principal.userId)).find((one) => one.id === body.workspaceId)
    if (!target) throw notAMember()
    const account = await tx.first(accountQuery.where('u.id', '=', principal.userId))
    if (!account) throw invalidSession()
    await tx.run(sql`update sessions set ended_at = now() where id = ${principal.sessionId}`)
    // Nothing new was proved: what counts is when and how that was done in the session before.
    const proof = { factors: principal.factors, at: principal.authenticatedAt }
    const signedIn = await openSession(tx, account, target.uuid, proof, context)
    // The event of leaving belongs to the workspace that is left.
    await bindWorkspace(tx, principal.workspace.uuid)
    emit({
      type: 'session.ended',
      subject: { type: sessionKind.name, id: principal.sessionId, label: principal.email },
    })
    return signedIn
  },
})
