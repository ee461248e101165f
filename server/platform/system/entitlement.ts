import { bindWorkspace } from '../database/bind-workspace.ts'
import { sql, type Tx } from '../database/database.ts'
import { changesBetween, eventContext, recordEvent } from '../events/record.ts'
import { allFeatures, entitlementsOf, type Limit, tiers, usesOf } from '../kernel/entitlement.ts'
import type { Services } from '../kernel/installation.ts'
import { pageQuery, searchQuery } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { invalidRequest, notFound } from '../kernel/problem.ts'
import { date, id, instant, integer, nullable, oneOf, type Static, Type } from '../kernel/schema.ts'

const billingPeriods = ['none', 'monthly', 'annual'] as const
const defaultPageSize = 20

const WorkspaceEntitlements = Type.Object({
  id: id('org'),
  name: Type.String(),
  slug: Type.String(),
  owner_email: nullable(Type.String()),
  created_at: instant(),
  tier: oneOf(tiers),
  billing_period: oneOf(billingPeriods),
  renewal_date: date(),
  features: Type.Array(Type.String()),
  limits: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      used: Type.Integer(),
      limit: Type.Integer(),
      is_own: Type.Boolean({ description: 'Set for this workspace, whatever the tier gives.' }),
    }),
  ),
})

type Shown = Static<typeof WorkspaceEntitlements>

const onlyOwner = { access: 'session', roles: 'installation_owner', system: true } as const

export const listEntitlements = operation({
  ...onlyOwner,
  id: 'listEntitlements',
  method: 'GET',
  path: '/api/system/workspaces',
  summary: 'List entitlements',
  description: 'The workspaces of the installation, with their tier, features, limits and use.',
  query: Type.Object({ page: pageQuery.page, page_size: pageQuery.page_size, ...searchQuery }),
  response: Type.Object({
    features: Type.Array(Type.String(), { description: 'Every feature that there is.' }),
    tiers: Type.Array(
      Type.Object({ tier: oneOf(tiers), limits: Type.Record(Type.String(), Type.Integer()) }),
    ),
    workspaces: Type.Array(WorkspaceEntitlements),
    total: Type.Integer(),
    page: Type.Integer(),
    per_page: Type.Integer(),
    total_pages: Type.Integer(),
  }),
  async handle({ tx, query, services }) {
    const page = query.page ?? 1
    const pageSize = query.page_size ?? defaultPageSize
    const like = query.search === undefined ? null : `%${query.search.replace(/[\\%_]/g, '\\$&')}%`
    const { total } = await tx.one(sql<'workspacesWithEntitlementTotal'>`
      select count(*) as total
        from workspaces where ${like}::text is null or name ilike ${like} or slug ilike ${like}`)
    const rows = await tx.rows(sql<'workspacesWithEntitlement'>`
      select workspace_id as uuid
        from workspaces where ${like}::text is null or name ilike ${like} or slug ilike ${like}
       order by lower(name), id limit ${pageSize} offset ${(page - 1) * pageSize}`)
    const uuids = rows.map(({ uuid }) => uuid)
    return {
      features: allFeatures(services),
      tiers: tiers.map((tier) => ({
        tier,
        limits: Object.fromEntries(
          services.extensions<Limit>('limit').map(({ name, most }) => [name, most[tier]]),
        ),
      })),
      workspaces: await shown(tx, services, uuids),
      total,
      page,
      per_page: pageSize,
      total_pages: Math.ceil(total / pageSize),
    }
  },
})

export const setEntitlements = operation({
  ...onlyOwner,
  id: 'setEntitlements',
  method: 'PUT',
  path: '/api/system/workspaces/:id/entitlements',
  summary: 'Update the entitlement of a workspace',
  description:
    'Replaces tier, features and limits. Those that you leave out follow the tier. If something exceeds a lowered limit, it stays, but nothing can be added.',
  audits: 'entitlements.updated',
  params: Type.Object({ id: id('org') }),
  body: Type.Object({
    tier: oneOf(tiers),
    billing_period: Type.Optional(oneOf(billingPeriods)),
    renewal_date: Type.Optional(nullable(date('null: every year, on the day that the workspace was made.'))),
    features: Type.Optional(
      nullable(
        Type.Array(Type.String(), { uniqueItems: true, maxItems: 100, description: 'null: everything.' }),
      ),
    ),
    limits: Type.Optional(Type.Record(Type.String(), integer(0, 1_000_000_000))),
  }),
  response: WorkspaceEntitlements,
  async handle({ tx, params, body, principal, services, request, now, emit }) {
    const target = await tx.first(sql<'entitledWorkspace'>`
      select workspace_id as uuid, name from workspaces where id = ${params.id} for no key update`)
    if (!target) throw notFound()
    checkNames('features', body.features ?? [], allFeatures(services))
    checkNames(
      'limits',
      Object.keys(body.limits ?? {}),
      services.extensions<Limit>('limit').map(({ name }) => name),
    )
    const before = await shownOne(tx, services, target.uuid)
    const features = body.features ?? null
    await tx.run(sql`
      insert into entitlements (workspace_id, tier, billing_period, renewal_date, features, limits)
      values (${target.uuid}, ${body.tier}, ${body.billing_period ?? 'annual'}, ${body.renewal_date ?? null},
          ${features}, ${JSON.stringify(body.limits ?? {})}::jsonb)
      on conflict (workspace_id)
        do update set tier = excluded.tier, billing_period = excluded.billing_period,
          renewal_date = excluded.renewal_date, features = excluded.features, limits = excluded.limits,
          updated_at = now()`)
    // A module that is not included any more is switched off, which every request judges already.
    if (features !== null)
      await tx.run(sql`
        update workspaces
           set modules = array(select unnest(modules) intersect select unnest(${features}::text[]))
         where workspace_id = ${target.uuid} and not modules <@ ${features}::text[]`)
    const after = await shownOne(tx, services, target.uuid)
    const entry = {
      type: 'entitlements.updated',
      subject: { type: 'workspace', id: params.id, label: target.name },
      changes: changesBetween(flat(before), flat(after)),
    }
    // Those whom it concerns read it in their own audit log.
    if (target.uuid === principal.workspace.uuid) emit(entry)
    else {
      await bindWorkspace(tx, target.uuid)
      await recordEvent(tx, entry, { ...eventContext(principal, request, now), workspaceId: params.id })
      await bindWorkspace(tx, principal.workspace.uuid)
      emit(entry)
    }
    return after
  },
})

async function shownOne(tx: Tx, services: Services, uuid: string): Promise<Shown> {
  const [workspace] = await shown(tx, services, [uuid])
  if (!workspace) throw notFound()
  return workspace
}

/** The workspaces as the answer shows them, in the order of their UUIDs, in as many statements for all as for one. */
async function shown(tx: Tx, services: Services, uuids: readonly string[]): Promise<Shown[]> {
  const limits = services.extensions<Limit>('limit')
  const rows = await tx.rows(sql<'entitlementsInFull', { own: Record<string, number> | null }>`
    select w.workspace_id as uuid, w.id, w.name, w.slug, w.created_at as at, e.limits as own,
           (select u.email
              from members m
              join users u on u.id = m.user_id
             where m.workspace_id = w.workspace_id and m.status = 'active' and 'account_owner' = any (m.roles))
             as owner
      from workspaces w
      left join entitlements e on e.workspace_id = w.workspace_id
     where w.workspace_id = any (${uuids}::uuid[])
     order by array_position(${uuids}::uuid[], w.workspace_id)`)
  const entitlements = await entitlementsOf(tx, services, uuids)
  const uses = await usesOf(tx, limits, uuids)
  return rows.flatMap(({ uuid, id, name, slug, owner, at, own }) => {
    const entitlement = entitlements.get(uuid)
    if (!entitlement) return []
    return {
      id,
      name,
      slug,
      owner_email: owner,
      created_at: at.toISOString(),
      ...entitlement,
      limits: limits.map((limit) => ({
        name: limit.name,
        title: limit.title,
        used: Math.ceil(uses.get(uuid)?.[limit.name] ?? 0),
        limit: entitlement.limits[limit.name] ?? 0,
        is_own: own?.[limit.name] !== undefined,
      })),
    }
  })
}

function checkNames(field: string, wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw invalidRequest(`There is no ${unknown.join(', ')} among ${field}. Known are ${known.join(', ')}`, {
      details: unknown.map((name) => ({ field: `${field}.${name}`, message: 'does not exist' })),
    })
}

function flat({ limits, ...rest }: Shown): Record<string, unknown> {
  return {
    tier: rest.tier,
    billing_period: rest.billing_period,
    renewal_date: rest.renewal_date,
    features: rest.features,
    ...Object.fromEntries(limits.map(({ name, limit }) => [name, limit])),
  }
}
