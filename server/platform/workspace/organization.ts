import { sql } from '../database/database.ts'
import { entitlementOf, type Limit, tiers, usesOf } from '../kernel/entitlement.ts'
import { operation } from '../kernel/operation.ts'
import { date, id, instant, oneOf, Type } from '../kernel/schema.ts'

const reads = { method: 'GET', scope: 'organization:read', roles: 'staff' } as const

export const getOrganization = operation({
  ...reads,
  id: 'getOrganization',
  path: '/api/organization',
  summary: 'Get the organization',
  description: 'Returns the organization and its plan.',
  response: Type.Object({
    id: id('org'),
    name: Type.String(),
    slug: Type.String(),
    plan: oneOf(tiers),
    created_at: instant(),
  }),
  async handle({ tx, principal: { workspace }, services }) {
    const { at } = await tx.one(
      sql<'organizationCreated'>`select created_at as at from workspaces where id = ${workspace.id}`,
    )
    const { tier } = await entitlementOf(tx, services, workspace.uuid)
    return {
      id: workspace.id,
      name: workspace.name,
      slug: workspace.slug,
      plan: tier,
      created_at: at.toISOString(),
    }
  },
})

export const getTier = operation({
  ...reads,
  id: 'getTier',
  path: '/api/tier',
  summary: 'Get the plan',
  description: 'The tier of the plan, and when it renews.',
  response: Type.Object({
    tier: oneOf(tiers),
    billing_period: oneOf(['none', 'monthly', 'annual']),
    renewal_date: date(),
  }),
  async handle({ tx, principal, services }) {
    const { tier, billing_period, renewal_date } = await entitlementOf(tx, services, principal.workspace.uuid)
    return { tier, billing_period, renewal_date }
  },
})

export const listFeatures = operation({
  ...reads,
  id: 'listFeatures',
  path: '/api/features',
  summary: 'List the features of the plan',
  description: 'Each feature by name, and whether the plan includes it.',
  response: Type.Object({ features: Type.Array(Type.String()) }),
  async handle({ tx, principal, services }) {
    return { features: (await entitlementOf(tx, services, principal.workspace.uuid)).features }
  },
})

export const getLimits = operation({
  ...reads,
  id: 'getLimits',
  path: '/api/features/limits',
  summary: 'List the limits of the plan',
  description: 'Each limit by name, with its value.',
  response: Type.Record(Type.String(), Type.Integer()),
  handle: async ({ tx, principal, services }) =>
    (await entitlementOf(tx, services, principal.workspace.uuid)).limits,
})

export const listUsage = operation({
  ...reads,
  id: 'listUsage',
  path: '/api/features/usage',
  summary: 'List the usage of the plan',
  description: 'How much is in use, for each limit.',
  response: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      counted: Type.String(),
      used: Type.Integer(),
      limit: Type.Integer(),
    }),
  ),
  async handle({ tx, principal, services }) {
    const { uuid } = principal.workspace
    const { limits } = await entitlementOf(tx, services, uuid)
    const declared = services.extensions<Limit>('limit')
    const uses = (await usesOf(tx, declared, [uuid])).get(uuid)
    return declared.map(({ name, title, counted }) => ({
      name,
      title,
      counted,
      used: Math.ceil(uses?.[name] ?? 0),
      limit: limits[name] ?? 0,
    }))
  },
})
