import { type Statement, statementName } from '../database/database.ts'
import { readCursor, writeCursor } from './list-cursor.ts'
import type { Principal } from './principal.ts'
import type { Resource } from './resource.ts'
import type { TProperties, TSchema, Type } from './schema.ts'
import { searchPatterns } from './search.ts'

export interface Filter {
  schema: TSchema
  /** The condition, for the placeholder of the value. */
  sql: (placeholder: string) => string
}

/** A condition that depends on the caller: `sql` gets the placeholder of `value`. */
export interface Restriction {
  value: (principal: Principal) => unknown
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
  /**
   * Whether a migration made the table searchable with `apron.searchable_table`, so that a search reads an index. The
   * function has to know every text that `search` looks through.
   */
  indexed?: boolean
  /** A condition that always holds. */
  where?: string
  /** A condition on a parameter of the path: `{ param: 'id', sql: 't.project_id = ' }`. */
  within?: { param: string; sql: (placeholder: string) => string }
  /**
   * A filter that follows the list as a log. With it the order is `sort`, which only grows at its end, and the last
   * page has a cursor too, from which a program continues later.
   */
  follow?: { filter: string; sort: string }
  /** Leaves only what the caller may see. The list is read after the look-up of the credentials, not with it. */
  restrict?: Restriction
  /** Sorts, filters, search or project use joined tables, so the page cannot be limited before the joins. */
  overJoins?: boolean
  /** Rows change without an event of the workspace (or belong to none), so an earlier response must not be used again. */
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
  /** The same rows as PostgreSQL sends them. After the fields comes their position in the order: `key`, `id`. */
  texts: Statement
  /** Counts the rows, and returns the workspace's sequence from the same snapshot. */
  count: Statement
  /** What the total depends on in addition to the workspace; null if it may change without an event. */
  totalKey: string | null
  page: number
  pageSize: number
  sort: string
  /** Of a list that is followed: where a page without rows ends. Null: the end of the list has no cursor. */
  endCursor: string | null
}

/** The project ids that limit a list. `bound`: those of the key that is looked up in the same round trip. null: all. */
export type Reach = readonly string[] | 'bound' | null

/** The parts of a list that its SQL is made from; the schema of its records is not one of them. */
export type ListSql = Omit<ListOptions, 'of'> & {
  of: Pick<Resource, 'name' | 'table' | 'joins' | 'from' | 'columns' | 'rawColumns' | 'project'>
}

/** The statements for a list request. Their texts depend on which filters are used, not on their values, so each text is built once. */
export function listStatements(
  spec: ListSql,
  query: ListQuery,
  reach: Reach,
  params: Record<string, string> = {},
  principal: Principal | null = null,
  candidates: readonly string[] | null = null,
): ListStatements {
  const followed = spec.follow && query[spec.follow.filter] !== undefined ? spec.follow : null
  const sort = followed?.sort ?? query.sort ?? spec.defaultSort
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
    among: candidates !== null,
    reach: reach === null ? 'all' : reach === 'bound' ? 'bound' : 'listed',
  })
  // In the order of the placeholders.
  const values: unknown[] = spec.within ? [params[spec.within.param]] : []
  if (spec.restrict) values.push(principal && spec.restrict.value(principal))
  for (const name of used) values.push(query[name])
  if (texts.searches) values.push(searchPatterns(query.search ?? ''))
  if (Array.isArray(reach)) values.push(reach)
  // The ids follow from the other values, and would make the key long.
  const totalKey = texts.countName + (values.length > 0 ? JSON.stringify(values) : '')
  if (candidates !== null) values.push(candidates)
  const countValues = [...values]
  if (query.cursor !== undefined) values.push(...readCursor(query.cursor, sort))
  if (skips) values.push((page - 1) * pageSize)
  return {
    rows: { name: texts.rowsName, text: texts.rows, values },
    texts: { name: texts.jsonName, text: texts.json, values, raw: true },
    count: { name: texts.countName, text: texts.count, values: countValues },
    totalKey: spec.volatile ? null : totalKey,
    page,
    pageSize,
    sort,
    endCursor: followed ? (query.cursor ?? writeCursor(sort, String(query[followed.filter]), '')) : null,
  }
}

interface Shape {
  sort: string
  pageSize: number
  skips: boolean
  follows: boolean
  searches: boolean
  /** Only rows among the candidates. */
  among: boolean
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

const textsOfLists = new WeakMap<ListSql, Map<string, Texts>>()

function textsFor(spec: ListSql, shape: Shape): Texts {
  const key = `${shape.sort} ${shape.pageSize} ${shape.skips} ${shape.follows} ${shape.searches} ${shape.among} ${shape.reach} ${shape.used}`
  const known = textsOfLists.get(spec) ?? new Map<string, Texts>()
  textsOfLists.set(spec, known)
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
  if (spec.restrict) conditions.push(`(${spec.restrict.sql(next())})`)
  for (const name of shape.used) {
    const filter = spec.filters?.[name]
    if (filter) conditions.push(`(${filter.sql(next())})`)
  }
  if (shape.searches && spec.search) {
    const patterns = next()
    conditions.push(
      `(${spec.search.map((expression) => `${expression} ilike any(${patterns})`).join(' or ')})`,
    )
  }
  if (shape.reach === 'bound') conditions.push(boundReach(spec.of.project))
  if (shape.reach === 'listed') conditions.push(`${spec.of.project} = any(${next()})`)
  if (shape.among) conditions.push(`t.id = any(${next()})`)
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
  // The limit is part of the text: for a parameter the planner assumes a tenth of the table.
  const cut = `limit ${shape.pageSize + 1}${shape.skips ? ` offset ${next()}` : ''}`
  // The page is limited on the table itself, along its index; only the rows of the page are joined.
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

// If the list runs in the same round trip as the look-up of the key, only the transaction knows the key's
// projects: `apron.projects` is `*`, or the ids.
function boundReach(project: string | null): string {
  const bound = "(select current_setting('apron.projects', true))"
  return `(${bound} = '*'
        or ${project} = any((select string_to_array(current_setting('apron.projects', true), ','))::text[]))`
}
