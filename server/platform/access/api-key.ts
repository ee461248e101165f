import { sql } from '../database/database.ts'
import { defineLimit } from '../kernel/entitlement.ts'
import { eventType } from '../kernel/event-type.ts'
import { operation } from '../kernel/operation.ts'
import type { Workspace } from '../kernel/principal.ts'
import { problem } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, Type } from '../kernel/schema.ts'

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
  fix: 'An admin can switch it on under Settings → Organization.',
})

export const keyRevoked = problem('api_key_revoked', 409, {
  meaning: 'This API key was revoked, and a revoked key never works again',
  fix: 'Create a new one.',
})

/** How a key that no longer works has ended, for sentences that begin with "This key". */
export const endedWords = { revoked: 'was revoked', expired: 'has expired' }

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
    revoked_by: nullable(Type.String({ description: 'Who revoked it; null: unknown, or not revoked.' })),
    rotated_at: nullable(instant()),
    overlap_until: nullable(instant('Until when the secret before works too; null once the key has ended.')),
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
    left join users creator on creator.id = t.created_by
    left join users revoker on revoker.id = t.revoked_by`,
  expressions: {
    prefix: 'current.prefix',
    last_used_at: 'used.at',
    last_used_ip: 'used.ip',
    overlap_until:
      'case when t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) then used.overlap end',
    created_by: `creator.display_name || coalesce(', vouched for by ' || t.vouched_by, '')`,
    revoked_by: 'revoker.display_name',
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

/** What events say of a key: not from which address it was used. */
export const ApiKeyData = Type.Pick(ApiKey.schema, [
  'id',
  'name',
  'prefix',
  'scopes',
  'access',
  'projects',
  'status',
  'created_at',
  'created_by',
  'last_used_at',
  'expires_at',
  'revoked_at',
  'revoked_by',
  'rotated_at',
  'overlap_until',
])
export const apiKeyRevoked = eventType('api_key.revoked', {
  stability: 'beta',
  when: 'an API key is revoked',
  subject: 'api_key',
  data: ApiKeyData,
  scope: 'api_keys:read',
})

export const revokeApiKey = operation({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/api/user/api-keys/:id',
  summary: 'Revoke an API key',
  description: 'Revokes the key immediately and permanently. It stays in the list.',
  access: 'session',
  roles: [],
  // A key that has leaked must be stoppable at once.
  effect: 'none',
  on: ApiKey,
  emits: apiKeyRevoked,
  // Even where management is switched off: a key that has leaked must be stoppable at any time.
  async handle({ tx, record, principal }) {
    await tx.run(sql`
      update api_keys set revoked_at = now(), revoked_by = ${principal.userId}
       where id = ${record.id} and revoked_at is null`)
  },
})
