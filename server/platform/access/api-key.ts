import type { Tx } from '../database/database.ts'
import { db, sql } from '../database/database.ts'
import { defineLimit, requireFeature, requireRoom } from '../kernel/entitlement.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import type { Workspace } from '../kernel/principal.ts'
import { invalidRequest, problem } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { date, id, instant, integer, nullable, oneOf, Type, text } from '../kernel/schema.ts'
import { requireFreshProof } from './authorize.ts'
import { hashSecret, newKeySecret, visiblePrefix } from './key-secret.ts'
import { grants, scopePattern } from './scope.ts'

export const apiKeyLimit = defineLimit({
  name: 'max_api_keys',
  title: 'API keys',
  counted: 'API keys that are neither revoked nor expired',
  used: `(select count(*) from api_keys k
           where k.workspace_id = w.workspace_id and k.revoked_at is null
             and (k.expires_at is null or k.expires_at > now()))`,
  fix: 'Revoke keys that nobody uses, or ask the owner of the installation for more.',
  most: { self_hosted: 1_000, starter: 3, professional: 25, enterprise: 1_000 },
})

const keysDisabled = problem('api_keys_disabled', 403, {
  meaning: 'The management of API keys is switched off in this workspace',
  fix: 'An admin can switch it on under Settings → Organisation.',
})
export const keyRevoked = problem('api_key_revoked', 409, {
  meaning: 'This API key was revoked, and a revoked key never works again',
  fix: 'Create a new one.',
})

export const ApiKey = resource({
  name: 'api_key',
  prefix: 'key',
  title: { one: 'API key', many: 'API keys' },
  page: '/settings/integrations/api-keys/:id',
  table: 'api_keys',
  label: 'name',
  schema: Type.Object({
    id: id('key'),
    name: Type.String(),
    prefix: Type.String({ description: 'How the current secret begins.' }),
    scopes: Type.Array(Type.String()),
    access: oneOf(['read', 'read_write', 'custom']),
    projects: Type.Union([Type.Literal('all'), Type.Array(id('prj'))]),
    status: oneOf(['active', 'expired', 'revoked']),
    created_at: instant(),
    created_by: nullable(Type.String()),
    last_used_at: nullable(instant()),
    last_used_ip: nullable(Type.String()),
    expires_at: nullable(instant('null: never')),
    revoked_at: nullable(instant()),
    rotated_at: nullable(instant()),
    overlap_until: nullable(instant('Until when the secret before works too.')),
  }),
  joins: `
    join lateral (
      select s.prefix from api_key_secrets s
       where s.workspace_id = t.workspace_id and s.key_id = t.id and s.ends_at is null
       order by s.secret_version desc limit 1) current on true
    left join lateral (
      select max(s.last_used_at) as at,
             (array_agg(s.last_used_ip order by s.last_used_at desc nulls last))[1] as ip,
             max(s.ends_at) filter (where s.ends_at > now()) as overlap
        from api_key_secrets s where s.workspace_id = t.workspace_id and s.key_id = t.id) used on true
    left join users creator on creator.id = t.created_by`,
  expressions: {
    prefix: 'current.prefix',
    last_used_at: 'used.at',
    last_used_ip: 'used.ip',
    overlap_until: 'used.overlap',
    created_by: 'creator.display_name',
    projects: "case when t.project_ids is null then to_jsonb('all'::text) else to_jsonb(t.project_ids) end",
    status:
      "case when t.revoked_at is not null then 'revoked' when t.expires_at <= now() then 'expired' else 'active' end",
    access: `case t.scopes when '{*:read}' then 'read' when '{*}' then 'read_write' when '{*:*}' then 'read_write'
         else 'custom' end`,
  },
})

/** Refuses where the workspace has switched key management off. */
export function requireEnabled(workspace: Workspace): void {
  if (!workspace.apiKeysEnabled) throw keysDisabled()
}

const scopes = Type.Array(
  Type.String({
    pattern: scopePattern,
    maxLength: 100,
    examples: ['flights:read'],
    'x-hint': 'a scope such as flights:read',
  }),
  { minItems: 1, maxItems: 100, uniqueItems: true, description: '`resource:action`; `*` stands for any.' },
)
const projects = Type.Union(
  [Type.Literal('all'), Type.Array(id('prj'), { minItems: 1, maxItems: 500, uniqueItems: true })],
  { description: 'All projects, or the ids of those that the key may reach.' },
)
const access = oneOf(['read', 'read_write'], {
  description: 'Instead of `scopes`: everything, to read or to write.',
})

export const listApiKeys = operation({
  id: 'listApiKeys',
  method: 'GET',
  path: '/api/user/api-keys',
  summary: 'List API keys',
  description: 'All API keys of the workspace, including revoked ones.',
  scope: 'api_keys:read',
  roles: ['auditor'],
  response: Type.Array(ApiKey.schema),
  async handle({ tx, services }) {
    await services.usage.flush()
    return tx.composed(`${ApiKey.select} order by t.created_at desc, t.id desc limit 1000`, [])
  },
})

export const getApiKey = operation({
  id: 'getApiKey',
  method: 'GET',
  path: '/api/user/api-keys/:id',
  summary: 'Get an API key',
  description: 'Returns the scopes, limits and last use of a key, never its secret.',
  scope: 'api_keys:read',
  roles: ['auditor'],
  on: ApiKey,
  response: ApiKey.schema,
  async handle({ tx, record, services }) {
    await services.usage.flush()
    return ApiKey.get(tx, record.id)
  },
})

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
    expires_in_days: Type.Optional(nullable(integer(1, 3650))),
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
        created_at: now,
      }),
    )
    const secret = await addSecret(tx, principal.workspace.uuid, keyId, services, now)
    return { ...(await ApiKey.get(tx, keyId)), secret }
  },
})

export const updateApiKey = operation({
  id: 'updateApiKey',
  method: 'PATCH',
  path: '/api/user/api-keys/:id',
  summary: 'Update an API key',
  description:
    'Changes the name, scopes or limits of a key. To extend its rights, you must have confirmed your identity in the last 30 minutes.',
  access: 'session',
  roles: [],
  on: ApiKey,
  audits: 'api_key.updated',
  response: ApiKey.schema,
  body: Type.Object({
    name: Type.Optional(text(1, 100)),
    scopes: Type.Optional(scopes),
    projects: Type.Optional(projects),
  }),
  async handle({ tx, body, record, principal, services, now }) {
    requireEnabled(principal.workspace)
    if (record.revoked_at) throw keyRevoked()
    if (body.scopes) checkScopes(body.scopes, services)
    const projectIds = body.projects === undefined ? undefined : projectIdsOf(body.projects)
    // As much as creating another key: what an open, forgotten session must not do.
    if (widens(body, record)) requireFreshProof(principal, now)
    const changes = {
      ...(body.name ? { name: body.name.trim() } : {}),
      ...(body.scopes ? { scopes: body.scopes } : {}),
      ...(projectIds !== undefined ? { project_ids: projectIds } : {}),
    }
    if (Object.keys(changes).length > 0)
      await tx.run(db.updateTable('api_keys').set(changes).where('id', '=', record.id))
    return ApiKey.get(tx, record.id)
  },
})

export const revokeApiKey = operation({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/api/user/api-keys/:id',
  summary: 'Revoke an API key',
  description: 'Revokes the key immediately and permanently. It stays in the list.',
  access: 'session',
  roles: [],
  on: ApiKey,
  audits: 'api_key.revoked',
  // Even where management is switched off: a key that has leaked must be stoppable at any time.
  async handle({ tx, record }) {
    await tx.run(sql`update api_keys set revoked_at = now() where id = ${record.id} and revoked_at is null`)
  },
})

export const listScopes = operation({
  id: 'listScopes',
  method: 'GET',
  path: '/api/user/api-keys/scopes',
  summary: 'List scopes',
  description: 'Every scope with the operations that it allows, and the presets.',
  access: 'session',
  roles: [],
  response: Type.Object({
    scopes: Type.Array(
      Type.Object({
        scope: Type.String(),
        module: Type.String(),
        action: Type.String(),
        description: Type.String(),
        operations: Type.Array(Type.String()),
      }),
    ),
    presets: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        description: Type.String(),
        scopes: Type.Array(Type.String()),
      }),
    ),
  }),
  handle: ({ services }) => ({ scopes: scopeCatalogue(services), presets }),
})

const presets = [
  { id: 'read', name: 'Read-only', description: 'Reads everything, changes nothing.', scopes: ['*:read'] },
  {
    id: 'read_write',
    name: 'Read and write',
    description: 'Everything that a key may do at all.',
    scopes: ['*'],
  },
  { id: 'public', name: 'Public API', description: 'Reads the public API.', scopes: ['public.*:read'] },
]

/** The scopes, derived from the operations that want them. */
export function scopeCatalogue(services: Services) {
  const found = new Map<
    string,
    { scope: string; module: string; action: string; description: string; operations: string[] }
  >()
  for (const { scope, module, method, path, summary, access: who } of services.operations) {
    if (!scope || who !== 'any') continue
    const entry = found.get(scope) ?? {
      scope,
      module: services.modules.find((one) => one.name === module)?.title ?? module,
      action: scope.split(':')[1] ?? '',
      description: summary,
      operations: [],
    }
    entry.operations.push(`${method} ${path}`)
    found.set(scope, entry)
  }
  return [...found.values()].sort((a, b) => a.scope.localeCompare(b.scope))
}

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

function scopesOf(body: { scopes?: string[]; access?: 'read' | 'read_write' }): string[] {
  if (body.scopes && body.access)
    throw invalidRequest('Give either scopes or access, not both', {
      details: [{ field: 'access', message: 'says the same as scopes' }],
    })
  if (body.access) return body.access === 'read' ? ['*:read'] : ['*']
  if (body.scopes) return body.scopes
  throw invalidRequest('scopes is required: say what the key may do, or give access', {
    details: [{ field: 'scopes', message: 'is required' }],
  })
}

/** A scope that opens nothing is a mistake, and the right moment to say so is now. */
function checkScopes(wanted: readonly string[], services: Services): void {
  const known = scopeCatalogue(services).map((entry) => entry.scope)
  const useless = wanted.find((scope) => !known.some((one) => grants([scope], one)))
  if (useless)
    throw invalidRequest(
      `The scope "${useless}" opens nothing. See GET /api/user/api-keys/scopes for those that do`,
      { details: [{ field: 'scopes', message: `"${useless}" is not a scope` }] },
    )
}

/** Whether a key would reach something that it does not reach now. */
function widens(
  wanted: { scopes?: string[]; projects?: 'all' | string[] },
  { scopes: held, projects: reached }: { scopes: string[]; projects: 'all' | string[] },
): boolean {
  if (wanted.scopes?.some((scope) => !grants(held, scope))) return true
  if (wanted.projects === undefined || reached === 'all') return false
  return wanted.projects === 'all' || wanted.projects.some((project) => !reached.includes(project))
}

/** As it is kept: null is every project. */
const projectIdsOf = (wanted: 'all' | string[]) => (wanted === 'all' ? null : wanted)

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
