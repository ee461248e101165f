import { hashSecret, newKeySecret, visiblePrefix } from '#platform/access/key-secret.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'

interface DemoKey {
  name: string
  scopes: string[]
  /** How often each scope was used, so many days ago. */
  uses?: { scope: string; daysAgo: number; requests: number }[]
  createdDaysAgo: number
  expiresInDays?: number
  revokedDaysAgo?: number
  /** Its secret was replaced so many days ago, and the old one still works for as many more. */
  rotatedDaysAgo?: number
}

const dayMs = 86_400_000

// One in each state that the page of keys explains.
const keys: DemoKey[] = [
  {
    name: 'Hangar tablet',
    scopes: ['maintenance:read', 'maintenance:write'],
    uses: [
      { scope: 'maintenance:read', daysAgo: 0, requests: 214 },
      { scope: 'maintenance:write', daysAgo: 1, requests: 9 },
    ],
    createdDaysAgo: 84,
    expiresInDays: 6,
  },
  {
    name: 'Old dispatch script',
    scopes: ['flights:read', 'flights:write', 'aircraft:write', 'webhooks:write'],
    uses: [{ scope: 'flights:read', daysAgo: 2, requests: 31 }],
    createdDaysAgo: 210,
    expiresInDays: 155,
  },
  {
    name: 'Insurance report',
    scopes: ['public.flights:read', 'public.fleet:read'],
    uses: [{ scope: 'public.flights:read', daysAgo: 0, requests: 12 }],
    createdDaysAgo: 120,
    expiresInDays: 245,
    rotatedDaysAgo: 1,
  },
  {
    name: 'Former bookkeeper',
    scopes: ['flights:read', 'crew:read'],
    createdDaysAgo: 300,
    revokedDaysAgo: 12,
  },
]

/** Nobody has the secrets of these keys, so they open nothing. */
export async function writeKeys(
  tx: Tx,
  { config }: Services,
  workspaceId: string,
  createdBy: string,
  now: Date,
): Promise<void> {
  const at = (days: number) => new Date(now.getTime() + days * dayMs)
  for (const key of keys) {
    const keyId = newId('key')
    const revokedAt = key.revokedDaysAgo === undefined ? null : at(-key.revokedDaysAgo)
    const rotatedAt = key.rotatedDaysAgo === undefined ? null : at(-key.rotatedDaysAgo)
    const createdAt = at(-key.createdDaysAgo)
    await tx.run(sql`
      insert into api_keys (workspace_id, id, name, scopes, created_by, created_at, scopes_counted_from, expires_at,
                            revoked_at, revoked_by, rotated_at)
      values (${workspaceId}, ${keyId}, ${key.name}, ${key.scopes}, ${createdBy}, ${createdAt}, ${createdAt},
              ${key.expiresInDays === undefined ? null : at(key.expiresInDays)}, ${revokedAt},
              ${revokedAt ? createdBy : null}, ${rotatedAt})`)
    const secrets = rotatedAt
      ? [
          { from: createdAt, to: at(key.rotatedDaysAgo ?? 0) },
          { from: rotatedAt, to: null },
        ]
      : [{ from: createdAt, to: null }]
    for (const [index, { from, to }] of secrets.entries()) {
      const secret = newKeySecret(config.keyPrefix)
      await tx.run(sql`
        insert into api_key_secrets (workspace_id, key_id, secret_version, hash, prefix, created_at, ends_at)
        values (${workspaceId}, ${keyId}, ${index + 1}, ${hashSecret(secret)},
                ${visiblePrefix(secret, config.keyPrefix)}, ${from}, ${to})`)
    }
    for (const { scope, daysAgo, requests } of key.uses ?? [])
      await tx.run(sql`
        insert into api_key_scope_uses (workspace_id, key_id, scope, used_on, requests, last_used_at)
        values (${workspaceId}, ${keyId}, ${scope}, ${at(-daysAgo).toISOString().slice(0, 10)}::date, ${requests},
                ${at(-daysAgo)})`)
    await tx.run(sql`
      update api_key_secrets
         set last_used_at = (select max(last_used_at) from api_key_scope_uses where key_id = ${keyId}),
             last_used_ip = '203.0.113.24'
       where workspace_id = ${workspaceId} and key_id = ${keyId} and ends_at is null
         and exists (select from api_key_scope_uses where key_id = ${keyId})`)
  }
}
