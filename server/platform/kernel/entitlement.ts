import { sql, type Tx } from '../database/database.ts'
import { type Services, switchableModules } from './installation.ts'
import type { Extension } from './module.ts'
import { problem } from './problem.ts'

/** The tiers of a workspace. Each limit says what it allows per tier. */
export const tiers = ['self_hosted', 'starter', 'professional', 'enterprise'] as const
export type Tier = (typeof tiers)[number]

/** Self-hosted installations have everything. */
export const defaultTier: Tier = 'self_hosted'

/** How much of something a workspace may have. A file of a module exports its limits. */
export interface Limit extends Extension {
  kind: 'limit'
  /** The name in the API: `max_aircraft`. */
  name: string
  /** The name for people: `Aircraft`. */
  title: string
  /** What is counted, in the plural of a sentence: "aircraft that are not sold or retired". */
  counted: string
  /** SQL: how much the workspace `w` has. */
  used: string
  /** How to make room. */
  fix: string
  most: Record<Tier, number>
}

export function defineLimit(limit: Omit<Limit, 'kind'>): Limit {
  return { ...limit, kind: 'limit' }
}

/** The part of the installation that knows what modules declare. */
type Catalog = Pick<Services, 'modules' | 'extensions'>

/** Features that can be switched off for a workspace, in addition to its modules. */
export const platformFeatures = ['api_keys', 'webhooks', 'imports', 'ip_allowlist', 'single_sign_on'] as const

/** Every feature that this installation has, by name. */
export function allFeatures(services: Catalog): string[] {
  return [...switchableModules(services), ...platformFeatures]
}

export interface Entitlement {
  tier: Tier
  billing_period: 'none' | 'monthly' | 'annual'
  /** A date, in the zone of the workspace. */
  renewal_date: string
  features: string[]
  limits: Record<string, number>
}

export const limitReached = problem('limit_reached', 409, {
  meaning: 'The workspace has as many of these as its plan allows',
  fix: 'The message names the limit and what is in use. Make room, or ask the owner of the installation to raise it under System → Limits.',
})
const featureMissing = problem('feature_not_included', 403, {
  meaning: 'The plan of this workspace does not include this',
  fix: 'Ask the owner of the installation to add the feature under System → Limits.',
})

interface Stored {
  tier: Tier | null
  renewal_date: string
  limits: Record<string, number> | null
}

/** What a workspace may have: the limits set for it, and those of the default tier for the rest. */
export async function entitlementOf(tx: Tx, services: Catalog, workspaceUuid: string): Promise<Entitlement> {
  const entitlement = (await entitlementsOf(tx, services, [workspaceUuid])).get(workspaceUuid)
  if (!entitlement) throw new Error('The workspace does not exist')
  return entitlement
}

/** @returns what each of the workspaces may have, by its UUID. */
export async function entitlementsOf(
  tx: Tx,
  services: Catalog,
  workspaceUuids: readonly string[],
): Promise<Map<string, Entitlement>> {
  const rows = await tx.rows(sql<'entitlement', Stored>`
    select w.workspace_id as uuid, e.tier, e.billing_period, e.features, e.limits,
           coalesce(e.renewal_date,
                    (made.on_date + make_interval(years => made.years + 1))::date) as renewal_date
      from workspaces w left join entitlements e on e.workspace_id = w.workspace_id
      cross join lateral (
        select (w.created_at at time zone w.timezone)::date as on_date,
               extract(year from age((now() at time zone w.timezone)::date,
                                     (w.created_at at time zone w.timezone)::date))::integer as years) made
     where w.workspace_id = any (${workspaceUuids}::uuid[])`)
  const all = allFeatures(services)
  const limits = services.extensions<Limit>('limit')
  return new Map(
    rows.map((row) => {
      const tier = row.tier ?? defaultTier
      const entitlement = {
        tier,
        billing_period: row.billing_period ?? ('annual' as const),
        renewal_date: row.renewal_date,
        features: row.features === null ? all : all.filter((name) => row.features?.includes(name)),
        limits: Object.fromEntries(limits.map(({ name, most }) => [name, row.limits?.[name] ?? most[tier]])),
      }
      return [row.uuid, entitlement]
    }),
  )
}

/**
 * Refuses if `more` would exceed the limit. The limit stays locked until the commit, so parallel requests
 * of a workspace cannot exceed it together.
 * @throws Problem `limit_reached`, 409.
 */
export async function requireRoom(
  tx: Tx,
  services: Catalog,
  workspaceUuid: string,
  name: string,
  more = 1,
): Promise<void> {
  const { limit, most, used } = await roomFor(tx, services, workspaceUuid, name)
  if (used + more <= most) return
  throw limitReached(
    `The plan of this workspace allows ${most} ${limit.counted} (${limit.name}), and ${Math.ceil(used)} are in use. ${limit.fix}`,
  )
}

/** The limit and what is in use, both held until the commit. */
export async function roomFor(tx: Tx, services: Catalog, workspaceUuid: string, name: string) {
  const limit = services.extensions<Limit>('limit').find((candidate) => candidate.name === name)
  if (!limit) throw new Error(`No module declares the limit ${name}`)
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${name} ${workspaceUuid}`}, 0))`)
  const { limits } = await entitlementOf(tx, services, workspaceUuid)
  return { limit, most: limits[name] ?? 0, used: await usedOf(tx, workspaceUuid, limit) }
}

async function usedOf(tx: Tx, workspaceUuid: string, limit: Limit): Promise<number> {
  return (await usesOf(tx, [limit], [workspaceUuid])).get(workspaceUuid)?.[limit.name] ?? 0
}

/** @returns how much each workspace has of what is limited, by its UUID and the name of the limit. */
export async function usesOf(
  tx: Tx,
  limits: readonly Limit[],
  workspaceUuids: readonly string[],
): Promise<Map<string, Record<string, number>>> {
  const columns = limits.map(({ used, name }) => `${used} as "${name}"`)
  const rows = await tx.composed<{ uuid: string } & Record<string, unknown>>(
    `select w.workspace_id as uuid, ${columns.join(', ')} from workspaces w where w.workspace_id = any ($1::uuid[])`,
    [workspaceUuids],
  )
  return new Map(
    rows.map(({ uuid, ...used }) => [
      uuid,
      Object.fromEntries(Object.entries(used).map(([name, count]) => [name, Number(count)])),
    ]),
  )
}

/** Refuses what the plan of the workspace does not include. @throws Problem `feature_not_included`, 403. */
export async function requireFeature(
  tx: Tx,
  services: Catalog,
  workspaceUuid: string,
  ...names: string[]
): Promise<void> {
  const { features } = await entitlementOf(tx, services, workspaceUuid)
  const missing = names.find((name) => !features.includes(name))
  if (missing) throw featureMissing(`The plan of this workspace does not include ${missing}`)
}
