import { sql, type Tx } from '../../database/database.ts'
import { changesBetween } from '../../events/record.ts'
import { requireFeature } from '../../kernel/entitlement.ts'
import { newId } from '../../kernel/id.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import { conflict, invalidRequest, notFound } from '../../kernel/problem.ts'
import { recordKind } from '../../kernel/record-kind.ts'
import { id, instant, nullable, Type, text } from '../../kernel/schema.ts'
import { sealedColumn } from '../../kernel/sealed.ts'
import { checkRoles } from '../member.ts'
import { discover, type Provider } from './oidc.ts'

const ProviderForm = Type.Object({
  id: id('idp'),
  name: Type.String(),
  issuer: Type.String(),
  client_id: Type.String(),
  default_roles: nullable(Type.Array(Type.String())),
  enabled: Type.Boolean(),
  redirect_uri: Type.String({ description: 'To be entered at the provider as the allowed redirect.' }),
  created_at: instant(),
  updated_at: instant(),
})

/** Where a provider sends the browser back to: a page of the console, which hands the code on. */
export const redirectUriOf = (origin: string) => `${origin}/app/sso/callback`
export const secretContext = (providerId: string) => `client secret of ${providerId}`

export const sealedClientSecret = sealedColumn({
  table: 'identity_providers',
  column: 'sealed_secret',
  key: ['workspace_id', 'id'],
  context: "'client secret of ' || t.id",
})

const columns = sql`p.id, p.name, p.issuer, p.client_id, p.default_roles, p.enabled,
  to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
  to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at`

const find = (tx: Tx) => tx.first(sql<'identityProvider'>`select ${columns} from identity_providers p`)

export type EnabledProvider = Provider & {
  id: string
  name: string
  workspaceUuid: string
  defaultRoles: string[] | null
}

/** The provider of a workspace with its secret, for talking to it; undefined where there is none that is enabled. */
export async function enabledProvider(
  tx: Tx,
  slug: string,
  services: Services,
): Promise<EnabledProvider | undefined> {
  const row = await tx.first(sql<'enabledProvider'>`
    select p.id, p.name, p.issuer, p.client_id, p.sealed_secret, p.workspace_id, p.default_roles
      from identity_providers p join workspaces w on w.workspace_id = p.workspace_id
     where w.slug = ${slug} and p.enabled`)
  return (
    row && {
      id: row.id,
      name: row.name,
      issuer: row.issuer,
      clientId: row.client_id,
      clientSecret: services.secrets.open(row.sealed_secret, secretContext(row.id)),
      workspaceUuid: row.workspace_id,
      defaultRoles: row.default_roles,
    }
  )
}

export const getIdentityProvider = operation({
  id: 'getIdentityProvider',
  method: 'GET',
  path: '/api/settings/sso',
  summary: 'Get the identity provider',
  description: 'Returns the identity provider of the workspace, never its secret.',
  access: 'session',
  roles: ['auditor'],
  response: Type.Object({
    provider: nullable(ProviderForm),
    redirect_uri: Type.String(),
    required: Type.Boolean(),
  }),
  async handle({ tx, principal, request }) {
    const redirectUri = redirectUriOf(request.origin)
    const found = await find(tx)
    const { required } = await tx.one(sql<'ssoRequired'>`
      select sso_required as required from workspaces where id = ${principal.workspace.id}`)
    return {
      provider: found ? { ...found, redirect_uri: redirectUri } : null,
      redirect_uri: redirectUri,
      required,
    }
  },
})

export const putIdentityProvider = operation({
  id: 'putIdentityProvider',
  method: 'PUT',
  path: '/api/settings/sso',
  summary: 'Update the identity provider',
  description:
    'Sets up or changes the identity provider of the workspace. Its configuration is fetched first; if that fails, the request is refused with the reason. Without `client_secret` the stored one is kept.',
  access: 'session',
  roles: [],
  stepUp: true,
  audits: 'sso.updated',
  body: Type.Object({
    name: text(1, 100, 'As the sign-in page shows it.'),
    issuer: Type.String({ maxLength: 500, description: 'Its address, such as https://login.example.com' }),
    client_id: text(1, 300),
    client_secret: Type.Optional(text(1, 1_000)),
    default_roles: Type.Optional(nullable(Type.Array(Type.String(), { minItems: 1, uniqueItems: true }))),
    enabled: Type.Optional(Type.Boolean()),
  }),
  response: ProviderForm,
  async prepare({ body, services, principal }) {
    const stored = await storedSecret(principal?.workspace.uuid ?? '', services)
    const clientSecret = body.client_secret ?? stored?.secret
    if (clientSecret === undefined)
      throw invalidRequest('A new identity provider needs its client_secret', {
        details: [{ field: 'client_secret', message: 'is missing' }],
      })
    // Another issuer must not be handed a secret that was entered for the one before.
    if (body.client_secret === undefined && stored?.issuer !== body.issuer)
      throw invalidRequest('For another issuer its client_secret has to be given too', {
        details: [{ field: 'client_secret', message: 'is missing' }],
      })
    await discover({ issuer: body.issuer, clientId: body.client_id, clientSecret }, services)
    return clientSecret
  },
  async handle({ tx, body, principal, services, emit, prepared, request }) {
    await requireFeature(tx, services, principal.workspace.uuid, 'single_sign_on')
    if (body.default_roles) checkDefaultRoles(body.default_roles, services)
    const before = await find(tx)
    const providerId = before?.id ?? newId('idp')
    const sealed = services.secrets.seal(String(prepared), secretContext(providerId))
    const roles = body.default_roles === undefined ? (before?.default_roles ?? null) : body.default_roles
    await tx.run(sql`
      insert into identity_providers (workspace_id, id, name, issuer, client_id, sealed_secret, default_roles,
          enabled)
      values (${principal.workspace.uuid}, ${providerId}, ${body.name}, ${body.issuer}, ${body.client_id},
          ${sealed}, ${roles}, ${body.enabled ?? before?.enabled ?? true})
      on conflict (workspace_id)
        do update set name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id,
          sealed_secret = excluded.sealed_secret, default_roles = excluded.default_roles,
          enabled = excluded.enabled`)
    const after = await find(tx)
    if (!after) throw notFound()
    if (!after.enabled) await refuseWhileRequired(tx, principal.workspace.id)
    emit({
      type: 'sso.updated',
      subject: { type: identityProviderKind.name, id: after.id, label: after.name },
      changes: changesBetween(before ?? null, after),
    })
    return { ...after, redirect_uri: redirectUriOf(request.origin) }
  },
})

const identityProviderKind = recordKind({
  name: 'identity_provider',
  prefix: 'idp',
  title: { one: 'identity provider', many: 'identity providers' },
  page: '/settings/single-sign-on',
})

export const deleteIdentityProvider = operation({
  id: 'deleteIdentityProvider',
  method: 'DELETE',
  path: '/api/settings/sso',
  summary: 'Delete the identity provider',
  description:
    'Removes the identity provider of the workspace and its secret. Members then sign in with a password or passkey.',
  access: 'session',
  roles: [],
  stepUp: true,
  audits: 'sso.deleted',
  async handle({ tx, principal, emit }) {
    const before = await find(tx)
    if (!before) throw notFound('There is no identity provider')
    await refuseWhileRequired(tx, principal.workspace.id)
    await tx.run(sql`delete from identity_providers where id = ${before.id}`)
    emit({
      type: 'sso.deleted',
      subject: { type: identityProviderKind.name, id: before.id, label: before.name },
      changes: changesBetween(before, null),
    })
  },
})

// Nobody but the owner could come in any more.
async function refuseWhileRequired(tx: Tx, workspaceId: string): Promise<void> {
  const { required } = await tx.one(
    sql<'ssoRequiredOf'>`select sso_required as required from workspaces where id = ${workspaceId}`,
  )
  if (required)
    throw conflict(
      'Everybody has to sign in through this provider (require_sso). Switch that off first, or nobody could come in any more',
    )
}

function checkDefaultRoles(roles: readonly string[], services: Services): void {
  checkRoles(roles, services)
  if (roles.includes('admin'))
    throw invalidRequest('Nobody becomes an admin by signing in for the first time. Choose lesser roles', {
      details: [{ field: 'default_roles', message: 'must not hold admin' }],
    })
}

async function storedSecret(workspaceUuid: string, { database, secrets }: Services) {
  return database.tenant({ workspaceId: workspaceUuid }, async (tx) => {
    const row = await tx.first(
      sql<'providerSecret'>`select id, issuer, sealed_secret from identity_providers`,
    )
    return row && { issuer: row.issuer, secret: secrets.open(row.sealed_secret, secretContext(row.id)) }
  })
}
