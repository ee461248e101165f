import { db, sql, type Tx } from '../database/database.ts'
import { requireFeature, requireRoom } from '../kernel/entitlement.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { isVouchedOnly } from '../kernel/principal.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { date, instant, integer, nullable, Type, text } from '../kernel/schema.ts'
import { ApiKey, requireEnabled } from './api-key.ts'
import { access, checkScopes, projectIdsOf, projects, scopes, scopesOf } from './key-reach.ts'
import { hashSecret, newKeySecret, visiblePrefix } from './key-secret.ts'

export const createApiKey = operation({
  id: 'createApiKey',
  method: 'POST',
  path: '/api/user/api-keys',
  summary: 'Create an API key',
  description: 'Creates a key with the given scopes. The response has the secret, which is shown only once.',
  access: 'session',
  roles: [],
  creates: ApiKey,
  stepUp: true,
  audits: 'api_key.created',
  secret: true,
  body: Type.Object({
    name: text(1, 100),
    scopes: Type.Optional(scopes),
    access: Type.Optional(access),
    projects: Type.Optional(projects),
    expires_in_days: Type.Optional(nullable(integer(1, 3650, 'Null: the key does not expire.'))),
    expires_at: Type.Optional(
      Type.Union([instant(), date('The last day on which the key works (UTC).'), Type.Null()]),
    ),
  }),
  response: Type.Object({ ...ApiKey.schema.properties, secret: Type.String() }),
  async handle({ tx, body, principal, services, now }) {
    requireEnabled(principal.workspace)
    await requireFeature(tx, services, principal.workspace.uuid, 'api_keys')
    await requireRoom(tx, services, principal.workspace.uuid, 'max_api_keys')
    const wanted = scopesOf(body)
    checkScopes(wanted, services)
    const projectIds = projectIdsOf(body.projects ?? 'all')
    const expiresAt = expiryOf(body, now)
    const keyId = newId('key')
    await tx.run(
      db.insertInto('api_keys').values({
        workspace_id: principal.workspace.uuid,
        id: keyId,
        name: body.name.trim(),
        scopes: wanted,
        project_ids: projectIds,
        expires_at: expiresAt,
        created_by: principal.userId,
        vouched_by: isVouchedOnly(principal) ? principal.vouchedBy : null,
        created_at: now,
      }),
    )
    const secret = await addSecret(tx, principal.workspace.uuid, keyId, services, now)
    return { ...(await ApiKey.get(tx, keyId)), secret }
  },
})

/** Makes the next secret of a key the current one. */
export async function addSecret(
  tx: Tx,
  workspaceUuid: string,
  keyId: string,
  services: Services,
  now: Date,
): Promise<string> {
  const secret = newKeySecret(services.config.keyPrefix)
  await tx.run(sql`
    insert into api_key_secrets (workspace_id, key_id, secret_version, hash, prefix, created_at)
    select ${workspaceUuid}, ${keyId}, coalesce(max(secret_version), 0) + 1, ${hashSecret(secret)},
           ${visiblePrefix(secret, services.config.keyPrefix)}, ${now}
      from api_key_secrets where key_id = ${keyId}`)
  return secret
}

function expiryOf(
  body: { expires_in_days?: number | null; expires_at?: string | null },
  now: Date,
): Date | null {
  if (typeof body.expires_in_days === 'number' && typeof body.expires_at === 'string') {
    throw invalidRequest('Give either expires_in_days or expires_at, not both', {
      details: [{ field: 'expires_at', message: 'says the same as expires_in_days' }],
    })
  }
  if (typeof body.expires_in_days === 'number')
    return new Date(now.getTime() + body.expires_in_days * 86_400_000)
  if (typeof body.expires_at !== 'string') return null
  const isDay = body.expires_at.length === 10
  const expiresAt = new Date(isDay ? `${body.expires_at}T23:59:59Z` : body.expires_at)
  if (expiresAt <= now)
    throw invalidRequest('expires_at lies in the past', {
      details: [{ field: 'expires_at', message: 'must lie in the future' }],
    })
  return expiresAt
}
