import { type Statement, statementName } from '../database/database.ts'
import { readCursor } from './list-cursor.ts'
import type { Resource } from './resource.ts'
import type { TProperties, TSchema, Type } from './schema.ts'

export interface Filter {
  schema: TSchema
  /** The condition, given the placeholder of the value; `null` leaves the list as it is. */
  sql: (placeholder: string) => string
}

export interface ListOptions<P extends TProperties = TProperties> {
  of: Resource<P>
  /** Fields to sort by: an expression that is never null, and its type in SQL. */
  sorts: Record<
    string,
    { sql: string; type: 'timestamptz' | 'text' | 'bigint' | 'date' | 'double precision' }
  >
  /** A field of `sorts`, with `-` before it for descending. */
  defaultSort: string
  filters?: Record<string, Filter>
  /** Expressions that `search` looks through. */
  search?: string[]
  /** A condition that always holds. */
  where?: string
  /** A condition on a parameter of the path: `{ param: 'id', sql: 't.project_id = ' }`. */
  within?: { param: string; sql: (placeholder: string) => string }
  /** Sorts, filters, search or project look at joined tables, so the page cannot be cut before the joins. */
  overJoins?: boolean
  /** Rows change without an event of the workspace (or are nobody's), so the answer before says nothing about the next. */
  volatile?: boolean
}

export interface List<P extends TProperties = TProperties> extends ListOptions<P> {
  query: ReturnType<typeof Type.Unsafe<ListQuery>>
}

export interface ListQuery {
  page?: number
  page_size?: number
  cursor?: string
  sort?: string
  search?: string
  [filter: string]: unknown
}

export interface ListStatements {
  rows: Statement
  /** The same rows as PostgreSQL sends them, and behind the fields their place in the order: `key`, `id`. */
  texts: Statement
  /** Counts, and tells the sequence that the count belongs to in the same snapshot. */
  count: Statement
  /** What the total depends on beside the workspace; null where it may change without an event. */
  totalKey: string | null
  page: number
  pageSize: number
  sort: string
}

/** The project ids that a list is cut to; `bound`: those of the key that travels in front; null: all. */
export type Reach = readonly string[] | 'bound' | null

/** A list without the form of its records, of which its SQL says nothing. */
export type ListSql = Omit<ListOptions, 'of'> & {
  of: Pick<Resource, 'name' | 'table' | 'joins' | 'from' | 'columns' | 'rawColumns' | 'project'>
}

/** The statements that answer a list request. Their texts depend on which filters are used, not on their values, and are made once. */
export function listStatements(
  spec: ListSql,
  query: ListQuery,
  reach: Reach,
  params: Record<string, string> = {},
): ListStatements {
  const sort = query.sort ?? spec.defaultSort
  const pageSize = Math.trunc(query.page_size ?? 20)
  const page = query.page ?? 1
  const skips = query.cursor === undefined && page > 1
  const used = Object.keys(spec.filters ?? {}).filter((name) => query[name] !== undefined)
  const texts = textsFor(spec, {
    sort,
    pageSize,
    skips,
    used,
    follows: query.cursor !== undefined,
    searches: query.search !== undefined && spec.search !== undefined,
    reach: reach === null ? 'all' : reach === 'bound' ? 'bound' : 'listed',
  })
  // In the order in which the texts number them.
  const values: unknown[] = spec.within ? [params[spec.within.param]] : []
  for (const name of used) values.push(query[name])
  if (texts.searches) values.push(`%${query.search?.replace(/[\\%_]/g, '\\$&')}%`)
  if (Array.isArray(reach)) values.push(reach)
  const countValues = [...values]
  if (query.cursor !== undefined) values.push(...readCursor(query.cursor, sort))
  if (skips) values.push((page - 1) * pageSize)
  return {
    rows: { name: texts.rowsName, text: texts.rows, values },
    texts: { name: texts.jsonName, text: texts.json, values, raw: true },
    count: { name: texts.countName, text: texts.count, values: countValues },
    totalKey: spec.volatile
      ? null
      : texts.countName + (countValues.length > 0 ? JSON.stringify(countValues) : ''),
    page,
    pageSize,
    sort,
  }
}

interface Shape {
  sort: string
  pageSize: number
  skips: boolean
  follows: boolean
  searches: boolean
  used: string[]
  reach: 'all' | 'bound' | 'listed'
}

interface Texts {
  rows: string
  rowsName: string
  json: string
  jsonName: string
  count: string
  countName: string
  searches: boolean
}

const made = new WeakMap<ListSql, Map<string, Texts>>()

function textsFor(spec: ListSql, shape: Shape): Texts {
  const key = `${shape.sort} ${shape.pageSize} ${shape.skips} ${shape.follows} ${shape.searches} ${shape.reach} ${shape.used}`
  const known = made.get(spec) ?? new Map<string, Texts>()
  made.set(spec, known)
  let texts = known.get(key)
  if (!texts) {
    texts = writeTexts(spec, shape)
    known.set(key, texts)
  }
  return texts
}

function writeTexts(spec: ListSql, shape: Shape): Texts {
  let bound = 0
  const next = () => `$${++bound}`
  const conditions = spec.where ? [`(${spec.where})`] : []
  if (spec.within) conditions.push(spec.within.sql(next()))
  for (const name of shape.used) {
    const filter = spec.filters?.[name]
    if (filter) conditions.push(`(${filter.sql(next())})`)
  }
  if (shape.searches && spec.search) {
    const pattern = next()
    conditions.push(`(${spec.search.map((expression) => `${expression} ilike ${pattern}`).join(' or ')})`)
  }
  if (shape.reach === 'bound') conditions.push(boundReach(spec.of.project))
  if (shape.reach === 'listed') conditions.push(`${spec.of.project} = any(${next()})`)
  const whereOf = () => (conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '')
  const table = `${spec.of.table} t`
  const count = `
    select (select h.seq from event_heads h where h.workspace_id = apron.workspace()) as seq,
           (select count(*) from ${spec.overJoins ? spec.of.from : table}${whereOf()}) as total`

  const descending = shape.sort.startsWith('-')
  const sortKey = spec.sorts[descending ? shape.sort.slice(1) : shape.sort]
  if (!sortKey) throw new Error(`The list of ${spec.of.name} cannot be sorted by ${shape.sort}`)
  if (shape.follows)
    conditions.push(
      `(${sortKey.sql}, t.id) ${descending ? '<' : '>'} (${next()}::${sortKey.type}, ${next()})`,
    )
  const order = `order by ${sortKey.sql} ${descending ? 'desc' : 'asc'}, t.id ${descending ? 'desc' : 'asc'}`
  // The number stands in the text: behind a parameter the planner expects a tenth of the table.
  const cut = `limit ${shape.pageSize + 1}${shape.skips ? ` offset ${next()}` : ''}`
  // The page is cut from the table itself, along its index; only what is left of it is joined.
  const from =
    spec.overJoins || spec.of.joins === ''
      ? `from ${spec.of.from}${whereOf()} ${order} ${cut}`
      : `from (select * from ${table}${whereOf()} ${order} ${cut}) t ${spec.of.joins} ${order}`
  const rows = `select ${spec.of.columns}, (${sortKey.sql})::text as "__key" ${from}`
  const json = `select ${spec.of.rawColumns}, (${sortKey.sql})::text as "__key", t.id as "__id" ${from}`
  return {
    rows,
    rowsName: statementName(rows),
    json,
    jsonName: statementName(json),
    count,
    countName: statementName(count),
    searches: shape.searches,
  }
}

// Where the list travels behind the look-up of the key, nobody knows the key's projects yet but the
// transaction: `apron.projects` is `*`, or the ids.
function boundReach(project: string | null): string {
  const bound = "(select current_setting('apron.projects', true))"
  return `(${bound} = '*'
        or ${project} = any((select string_to_array(current_setting('apron.projects', true), ','))::text[]))`
}
