import type { Tx } from '../database/database.ts'
import { prefixesOfPattern } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import type { Operation } from '../kernel/operation.ts'
import { type Principal, projectReach } from '../kernel/principal.ts'
import { invalidFields } from '../kernel/problem.ts'
import { matchesNone } from '../kernel/reference.ts'
import type { Resource } from '../kernel/resource.ts'
import type { TSchema } from '../kernel/schema.ts'

/** An id in a body: its field, such as `crew.0.crewId`, and the kind of record that it names. */
interface Reference {
  field: string
  id: string
  of: Resource
  /** The handler decides who may name it: there it need not be visible to the caller. */
  isOpen: boolean
}

interface Naming {
  operation: Operation
  body: unknown
  /** The record that is changed. Ids that it already holds were checked when they were set. */
  record: unknown
  principal: Principal | null
}

/**
 * Looks up every record that the body names, before the handler runs. It must exist in this workspace, be
 * visible to the caller, and be within the projects of their key. The schema says which fields name a record: `id('acf')`.
 * @throws Problem naming each field that matches nothing.
 */
export async function checkReferences(
  tx: Tx,
  { operation, body, record, principal }: Naming,
  services: Services,
): Promise<void> {
  if (!principal) return
  const before = new Set(referencesIn(operation, record, services).map(({ id }) => id))
  const references = referencesIn(operation, body, services).filter(({ id }) => !before.has(id))
  if (references.length === 0) return
  const ids = await existing(tx, references, principal)
  for (const { id, of, isOpen } of references)
    if (ids.has(id) && !isOpen && of.visible && !(await of.visible(tx, id, principal, services)))
      ids.delete(id)
  const missing = references.filter(({ id }) => !ids.has(id))
  if (missing.length > 0)
    throw invalidFields(missing.map(({ field, of }) => ({ field, message: matchesNone(of.title.one) })))
}

async function existing(
  tx: Tx,
  references: readonly Reference[],
  principal: Principal,
): Promise<Set<string>> {
  const reach = projectReach(principal)
  const kinds = [...new Set(references.map(({ of }) => of))].sort((a, b) => a.prefix.localeCompare(b.prefix))
  // A background role sees all workspaces, so row-level security alone is not enough.
  const queries = kinds.map(({ table, from, project }) =>
    reach === null || project === null
      ? `select t.id from ${table} t where t.workspace_id = $1 and t.id = any($2)`
      : `select t.id from ${from} where t.workspace_id = $1 and t.id = any($2) and (${project}) = any($3)`,
  )
  const text = queries.join(' union all ')
  const rows = await tx.composed<{ id: string }>(text, [
    principal.workspace.uuid,
    references.map(({ id }) => id),
    ...(text.includes('$3') ? [reach] : []),
  ])
  return new Set(rows.map(({ id }) => id))
}

/** All ids in a body, at any depth, whose kind the platform knows. */
export function referencesIn(operation: Operation, body: unknown, services: Services): Reference[] {
  const kinds = kindsOf(services)
  return idPaths(operation).flatMap((path) =>
    valuesAt(body, path).flatMap(({ field, value }) => {
      const of = typeof value === 'string' ? kinds.get(value.slice(0, value.indexOf('_'))) : undefined
      return of ? [{ field, id: value as string, of, isOpen: openPaths(operation).has(path) }] : []
    }),
  )
}

const kinds = new WeakMap<Services, Map<string, Resource>>()

/** The kinds of records by the prefix of their ids. A kind that is written or read by id comes before a view of it. */
function kindsOf(services: Services): Map<string, Resource> {
  let known = kinds.get(services)
  if (!known) {
    known = new Map()
    const all = [
      ...services.operations.flatMap(({ creates, on }) => [creates, on]),
      ...services.operations.map(({ list }) => list?.of),
    ]
    for (const of of all)
      for (const prefix of of ? prefixesOf(of) : []) if (of && !known.has(prefix)) known.set(prefix, of)
    kinds.set(services, known)
  }
  return known
}

// Deliveries to webhooks and to notification channels are one kind with two prefixes.
const prefixesOf = (of: Resource) => [
  of.prefix,
  ...prefixesOfPattern((of.schema.properties.id as Schema | undefined)?.pattern),
]

/** What people call a row of a table. For rows that are only part of a record it is the table's name. */
export function nounOfTable(table: string, services: Services): string {
  const of = [...kindsOf(services).values()].find((kind) => kind.table === table)
  return of?.title.one ?? table.replaceAll('_', ' ')
}

type Path = readonly string[]
const anyIndex = '*'
const paths = new WeakMap<Operation, readonly Path[]>()
const open = new WeakMap<Operation, ReadonlySet<Path>>()

/** The paths whose schema says that the handler decides who may name the record. */
function openPaths(operation: Operation): ReadonlySet<Path> {
  const known =
    open.get(operation) ?? new Set(idPaths(operation).filter((path) => isOpenAt(operation.body, path)))
  open.set(operation, known)
  return known
}

function isOpenAt(schema: Schema | undefined, [step, ...rest]: Path): boolean {
  if (step === undefined) return schema?.['x-visibility'] === 'checked_by_handler'
  return isOpenAt(step === anyIndex ? schema?.items : schema?.properties?.[step], rest)
}

/** The paths in a body where an operation may have ids: `['crew', '*', 'crewId']`. */
function idPaths(operation: Operation): readonly Path[] {
  const known = paths.get(operation) ?? pathsIn((operation.body ?? {}) as Schema)
  paths.set(operation, known)
  return known
}

type Schema = TSchema & {
  pattern?: string
  'x-visibility'?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}

function pathsIn(schema: Schema, path: Path = []): Path[] {
  return [
    ...(prefixesOfPattern(schema.pattern).length > 0 ? [path] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => pathsIn(field, [...path, name])),
    ...(schema.items ? pathsIn(schema.items, [...path, anyIndex]) : []),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((form) => pathsIn(form, path)),
  ]
}

function valuesAt(value: unknown, path: Path, field: Path = []): { field: string; value: unknown }[] {
  const [step, ...rest] = path
  if (step === undefined) return [{ field: field.join('.'), value }]
  if (step === anyIndex)
    return Array.isArray(value)
      ? value.flatMap((entry, index) => valuesAt(entry, rest, [...field, String(index)]))
      : []
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return []
  return valuesAt((value as Record<string, unknown>)[step], rest, [...field, step])
}
