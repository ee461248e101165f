import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '../database/database.ts'
import { testApp } from '../testing/app.ts'
import type { JsonSchema } from '../testing/attack-sample.ts'
import { workspace } from '../testing/workspace.ts'
import { newId, prefixesOfPattern } from './id.ts'
import { type List, type ListQuery, listStatements } from './list-query.ts'
import type { Operation } from './operation.ts'

// Explains every sort and every filter of every list. The planner is forbidden to sort and to read whole tables, so what
// still does has no index that would serve it, however many rows there are.

const app = await testApp()
const space = await workspace(undefined, app)

interface Plan {
  'Node Type': string
  'Parent Relationship'?: string
  'Relation Name'?: string
  'Sort Key'?: string[]
  'Presorted Key'?: string[]
  Plans?: Plan[]
}

const lists = new Map<List, Operation>()
for (const operation of app.services.operations)
  if (operation.list && !lists.has(operation.list)) lists.set(operation.list, operation)

/**
 * Lists of few records, which may be sorted by hand: those of a workspace are counted in hundreds, however long it has
 * worked. What grows with each day of work, such as flights, postings or movements, is not among them.
 */
const fewRecords = new Set([
  'listMembers',
  'listEndpoints',
  'listProjects',
  'listAircraft',
  'listCrew',
  'publicPilots',
  'publicFleet',
  'listComplianceRequirements',
  'listMaintenanceItems',
  'listMaintenanceDue',
  'listDeferrals',
  'listTrainingPrograms',
  'listTrainingDocuments',
  'listGithubConnections',
  'listFboCustomers',
  'listFboRates',
  'listFinanceAccounts',
  'listMeterCorrections',
  // The airports that come with the product, and those of a workspace beside them.
  'listAirports',
])
/**
 * Tables without a workspace that may be read whole: the airports that come with the product are as many for all, and
 * users are read once for each endpoint of webhooks, for the name of who made it.
 */
const readWhole = new Set(['reference_airports', 'users'])

function sampleOf(schema: JsonSchema): unknown {
  const [prefix] = prefixesOfPattern(schema.pattern)
  if (prefix) return newId(prefix)
  if (schema.pattern && schema.examples?.[0] !== undefined) return schema.examples[0]
  if (schema.enum) return schema.enum.find((value) => value !== null)
  if (schema.anyOf) return sampleOf(schema.anyOf[0] ?? {})
  const type = [schema.type].flat().find((word) => word !== 'null')
  if (type === 'array') return [sampleOf(schema.items ?? {})]
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1)
  if (schema.format === 'date') return '2026-03-01'
  if (schema.format === 'date-time') return '2026-03-01T12:00:00Z'
  return 'text'
}

async function planOf(list: List, query: ListQuery): Promise<Plan> {
  const params = list.within ? { [list.within.param]: newId('xxx') } : {}
  const { rows } = listStatements(list, query, null, params)
  const explain = async (tx: Tx) => {
    await tx.run(sql`set local enable_seqscan = off`)
    await tx.run(sql`set local enable_sort = off`)
    await tx.run(sql`set local enable_bitmapscan = off`)
    const [row] = await tx.composed<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (format json) ${rows.text}`,
      rows.values ?? [],
    )
    const plan = row?.['QUERY PLAN'][0]?.Plan
    assert.ok(plan)
    return plan
  }
  const { database } = app.services
  const { system } = lists.get(list) ?? {}
  return system ? database.system(explain) : database.tenant({ workspaceId: space.uuid }, explain)
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** The nodes that the rows of the list come from: not what is read for each of them. */
const spineOf = (plan: Plan): Plan[] => [
  plan,
  ...(plan.Plans ?? [])
    .filter(
      (inner) => inner['Parent Relationship'] === 'Outer' || inner['Parent Relationship'] === 'Subquery',
    )
    .flatMap(spineOf),
]

test('every sort of every list reads an index in its order', async () => {
  const faults: string[] = []
  for (const [list, { id }] of lists)
    for (const sort of Object.keys(list.sorts).flatMap((name) => [name, `-${name}`])) {
      const sorted = spineOf(await planOf(list, { sort })).find((node) => node['Node Type'] === 'Sort')
      if (sorted && !fewRecords.has(id)) faults.push(`${id} ${sort}: ${sorted['Sort Key']?.join(', ')}`)
    }
  assert.deepEqual(faults, [])
})

test('no filter of a list reads a whole table', async () => {
  const faults: string[] = []
  for (const [list, { id }] of lists)
    for (const [name, filter] of Object.entries(list.filters ?? {})) {
      const plan = await planOf(list, { [name]: sampleOf(filter.schema as unknown as JsonSchema) })
      const whole = nodesOf(plan).find(
        (node) => node['Node Type'] === 'Seq Scan' && !readWhole.has(node['Relation Name'] ?? ''),
      )
      if (whole) faults.push(`${id}?${name}: ${whole['Relation Name']}`)
    }
  assert.deepEqual(faults, [])
})
