import { sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { problem } from '../kernel/problem.ts'
import { instant, nullable, Type } from '../kernel/schema.ts'
import { ApiKey, endedWords, keyRevoked, requireEnabled } from './api-key.ts'
import { grants } from './scope.ts'
import { scopeCatalog } from './scope-catalog.ts'

const nothingToNarrow = problem('nothing_to_narrow', 409, {
  meaning: 'There is nothing that this API key could do with less',
  fix: 'A key that used nothing in 90 days is better revoked. One that used all it may do is as narrow as it can be.',
})

/** Long enough that what runs once a month has run. */
const youngDays = 30
/** Long enough that what runs once a quarter has run. */
const narrowedOverDays = 90

const counts = {
  requests_30_days: Type.Integer(),
  requests_90_days: Type.Integer(),
  last_used_at: nullable(instant('null: not as long as uses are kept, which is 400 days.')),
}

const Usage = Type.Object({
  key_id: Type.String(),
  counted_from: instant('What was used before is not known.'),
  granted: Type.Array(Type.Object({ scope: Type.String(), ...counts }), {
    description: 'Each scope of the key; a wildcard counts all that it covers.',
  }),
  used: Type.Array(
    Type.Object({
      scope: Type.String(),
      granted_by: nullable(
        Type.String({ description: 'The scope of the key that covers it; null: none does any more.' }),
      ),
      ...counts,
    }),
  ),
  suggestion: nullable(
    Type.Object({
      scopes: Type.Array(Type.String(), { description: 'What was used in 90 days, and nothing else.' }),
      removed: Type.Array(Type.String(), {
        description: 'What the key may do now and then no more, scope by scope.',
      }),
    }),
  ),
  advice: Type.String(),
  warning: nullable(
    Type.String({ description: 'Why what was used so far may not be all that the key needs.' }),
  ),
})

interface Use {
  scope: string
  requests_30_days: number
  requests_90_days: number
  last_used_at: Date
}

export const getScopeUsage = operation({
  id: 'getScopeUsage',
  method: 'GET',
  path: '/api/user/api-keys/:id/scope-usage',
  summary: 'Get the scope usage of an API key',
  description:
    'Compares the scopes of a key with those that it used in the last 30 and 90 days, and suggests a smaller set.',
  scope: 'api_keys:read',
  roles: ['auditor'],
  on: ApiKey,
  response: Usage,
  prepare: ({ services }) => services.usage.flush(),
  async handle({ tx, record, services, now }) {
    const { uses, countedFrom } = await readUses(tx, record.id)
    const used = uses.map((use) => ({
      ...onTheWire(use),
      scope: use.scope,
      granted_by: record.scopes.find((scope) => grants([scope], use.scope)) ?? null,
    }))
    const narrower =
      record.status === 'active'
        ? narrow(record.scopes, uses, services)
        : { reason: `This key ${endedWords[record.status]}` }
    return {
      key_id: record.id,
      counted_from: countedFrom.toISOString(),
      granted: record.scopes.map((scope) => ({
        scope,
        ...sum(uses.filter((use) => grants([scope], use.scope))),
      })),
      used,
      suggestion: 'scopes' in narrower ? narrower : null,
      advice: 'scopes' in narrower ? adviceFor(narrower) : narrower.reason,
      warning: 'scopes' in narrower ? youthOf(countedFrom, now) : null,
    }
  },
})

export const narrowApiKey = operation({
  id: 'narrowApiKey',
  method: 'POST',
  path: '/api/user/api-keys/:id/narrow',
  summary: 'Reduce the scopes of an API key',
  description: 'Removes the scopes that the key has not used in 90 days. It never adds one.',
  access: 'session',
  roles: [],
  // It only ever takes scopes away.
  effect: 'none',
  on: ApiKey,
  audits: 'api_key.narrowed',
  response: Type.Object({
    ...ApiKey.schema.properties,
    removed: Type.Array(Type.String()),
    warning: nullable(Type.String()),
  }),
  // Before the transaction: it locks the key, and what is written of the key would wait for it.
  prepare: ({ services }) => services.usage.flush(),
  // The key is locked by now: what it may do cannot change between the look and the deed.
  async handle({ tx, record, principal, services, now }) {
    requireEnabled(principal.workspace)
    if (record.revoked_at) throw keyRevoked()
    const { uses, countedFrom } = await readUses(tx, record.id)
    const narrower = narrow(record.scopes, uses, services)
    if (!('scopes' in narrower)) throw nothingToNarrow(narrower.reason)
    await tx.run(sql`update api_keys set scopes = ${narrower.scopes} where id = ${record.id}`)
    return {
      ...(await ApiKey.get(tx, record.id)),
      removed: narrower.removed,
      warning: youthOf(countedFrom, now),
    }
  },
})

async function readUses(tx: Tx, keyId: string): Promise<{ uses: Use[]; countedFrom: Date }> {
  const { countedFrom } = await tx.one(
    sql<'scopesCountedFrom'>`select scopes_counted_from as "countedFrom" from api_keys where id = ${keyId}`,
  )
  const uses = await tx.rows(sql<'scopeUses'>`
    select scope, coalesce(sum(requests) filter (where used_on > current_date - 30), 0) as requests_30_days,
           coalesce(sum(requests) filter (where used_on > current_date - 90), 0) as requests_90_days,
           max(last_used_at) as last_used_at
      from api_key_scope_uses where key_id = ${keyId} group by scope order by scope`)
  return { uses, countedFrom }
}

/** What was used and may still be used; or why that is no less than what the key has. */
function narrow(
  granted: readonly string[],
  uses: readonly Use[],
  services: Services,
): { scopes: string[]; removed: string[] } | { reason: string } {
  const needed = uses
    .filter((use) => use.requests_90_days > 0 && grants(granted, use.scope))
    .map((use) => use.scope)
  const open = scopeCatalog(services)
    .map(({ scope }) => scope)
    .filter((scope) => grants(granted, scope))
  const removed = open.filter((scope) => !needed.includes(scope))
  if (needed.length === 0)
    return {
      reason: `It has used none of its scopes in ${narrowedOverDays} days. If nobody needs it, revoke it`,
    }
  const isWild = granted.some((scope) => scope.includes('*'))
  if (removed.length === 0 && !isWild)
    return { reason: 'It has used every scope that it holds: it is as narrow as it can be' }
  return { scopes: needed, removed }
}

function adviceFor({ scopes, removed }: { scopes: string[]; removed: string[] }): string {
  return removed.length === 0
    ? `It uses all that its wildcards open today. Named one by one, it does not grow when new modules come: ${scopes.join(', ')}`
    : `It used ${scopes.length} of ${scopes.length + removed.length} scopes in ${narrowedOverDays} days: ${scopes.join(', ')}`
}

function youthOf(countedFrom: Date, now: Date): string | null {
  const days = Math.floor((now.getTime() - countedFrom.getTime()) / 86_400_000)
  if (days >= youngDays) return null
  const known = days === 0 ? 'less than a day' : days === 1 ? 'one day' : `${days} days`
  return `Its use is known for ${known}. What runs once a month may not have run yet, and would be refused after narrowing`
}

function sum(uses: readonly Use[]) {
  return {
    requests_30_days: uses.reduce((total, use) => total + use.requests_30_days, 0),
    requests_90_days: uses.reduce((total, use) => total + use.requests_90_days, 0),
    last_used_at:
      uses
        .map((use) => use.last_used_at.toISOString())
        .sort()
        .at(-1) ?? null,
  }
}

const onTheWire = ({ requests_30_days, requests_90_days, last_used_at }: Use) => ({
  requests_30_days,
  requests_90_days,
  last_used_at: last_used_at.toISOString(),
})
