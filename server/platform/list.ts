import { createHash } from 'node:crypto'
import { type Principal, projectReach } from './access/principal.ts'
import { type Statement, statementName, type Tx } from './database/database.ts'
import { type Column, jsonWriter } from './database/json-rows.ts'
import { invalidRequest } from './http/problem.ts'
import type { Resource } from './resource.ts'
import { integer, type Page, type TSchema, Type } from './schema.ts'

export interface Filter {
  schema: TSchema
  /** The condition, given the placeholder of the value; `null` leaves the list as it is. */
  sql: (placeholder: string) => string
}

export interface ListOptions {
  of: Resource
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

export interface List extends ListOptions {
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

/** Describes a paged list: what can be filtered, sorted and searched. */
export function list(options: ListOptions): List {
  const names = Object.keys(options.sorts)
  const filters = Object.entries(options.filters ?? {}).map(
    ([name, filter]) => [name, Type.Optional(filter.schema)] as const,
  )
  return {
    ...options,
    query: Type.Unsafe<ListQuery>(
      Type.Object({
        page: Type.Optional(integer(1, 1_000_000, 'The page, counted from 1. For deep pages use `cursor`.')),
        page_size: Type.Optional(integer(1, 100, 'How many records a page has; 20 unless told.')),
        cursor: Type.Optional(
          Type.String({
            maxLength: 500,
            description: '`next_cursor` of the answer before: as fast at any depth.',
          }),
        ),
        sort: Type.Optional(
          Type.String({
            enum: names.flatMap((name) => [name, `-${name}`]),
            description: `A field, with - before it for descending. Default: ${options.defaultSort}.`,
          }),
        ),
        ...(options.search
          ? {
              search: Type.Optional(
                Type.String({ minLength: 1, maxLength: 100, description: 'A text to look for.' }),
              ),
            }
          : {}),
        ...Object.fromEntries(filters),
      }),
    ),
  }
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

/** The statements that answer a list request. Their texts depend on which filters are used, not on their values, and are made once. */
export function listStatements(
  spec: List,
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

const made = new WeakMap<List, Map<string, Texts>>()

function textsFor(spec: List, shape: Shape): Texts {
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

function writeTexts(spec: List, shape: Shape): Texts {
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
  const count = `select (select h.seq from event_heads h where h.workspace_id = apron.workspace()) as seq, (select count(*) from ${spec.overJoins ? spec.of.from : table}${whereOf()}) as total`

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
  return `(${bound} = '*' or ${project} = any((select string_to_array(current_setting('apron.projects', true), ','))::text[]))`
}

/** The same page as text, without having looked into the records. */
export function pageText(
  { columns, texts }: { columns: readonly Column[]; texts: readonly (readonly (string | null)[])[] },
  total: number,
  statements: ListStatements,
): string {
  const { pageSize } = statements
  const shown = texts.length > pageSize ? texts.slice(0, pageSize) : texts
  const write = jsonWriter(columns, 2)
  const last = shown.at(-1)
  const end = last && { key: String(last.at(-2)), id: String(last.at(-1)) }
  return `{"items":[${shown.map(write).join(',')}],${JSON.stringify(frame(texts.length, end, total, statements)).slice(1)}`
}

/** One page out of the rows, of which there is one more than the page holds when more follow. */
function toPage<T extends Record<string, unknown>>(
  rows: T[],
  total: number,
  statements: ListStatements,
): Page<Omit<T, '__key'>> {
  const items = rows.length > statements.pageSize ? rows.slice(0, statements.pageSize) : rows
  const last = items.at(-1)
  const page = frame(rows.length, last && { key: String(last.__key), id: String(last.id) }, total, statements)
  return { items: items.map(({ __key, ...item }) => item), ...page }
}

function frame(
  found: number,
  last: { key: string; id: string } | undefined,
  total: number,
  { pageSize, page, sort }: ListStatements,
) {
  const next = found > pageSize && last ? writeCursor(sort, last.key, last.id) : null
  return { total, page, per_page: pageSize, total_pages: Math.ceil(total / pageSize), next_cursor: next }
}

/** Answers a list inside a transaction, for operations that have more to do than to list. */
export async function runList<T extends Record<string, unknown> = Record<string, unknown>>(
  tx: Tx,
  spec: List,
  query: ListQuery,
  principal: Principal,
  params: Record<string, string> = {},
): Promise<Page<T>> {
  const statements = listStatements(spec, query, spec.of.hasProject ? projectReach(principal) : null, params)
  const rows = await tx.prepared<T & { __key: string }>(statements.rows.text, statements.rows.values ?? [])
  const [count] = await tx.prepared<{ total: number }>(statements.count.text, statements.count.values ?? [])
  return toPage(rows, count?.total ?? 0, statements) as unknown as Page<T>
}

function writeCursor(sort: string, value: string, id: string): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')
}

function readCursor(cursor: string, sort: string): [value: string, id: string] {
  try {
    const [madeFor, value, id, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (madeFor === sort && typeof value === 'string' && typeof id === 'string' && rest.length === 0)
      return [value, id]
    if (typeof madeFor === 'string' && madeFor !== sort) {
      throw invalidRequest(
        `This cursor belongs to the order "${madeFor}". Send the same \`sort\` with it, or begin without a cursor`,
        {
          details: [{ field: 'cursor', message: `was made for sort=${madeFor}` }],
        },
      )
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'Problem') throw error
  }
  throw invalidRequest(
    'The cursor is damaged. Send `next_cursor` as it was given, or begin without a cursor',
    {
      details: [{ field: 'cursor', message: 'is not one of ours' }],
    },
  )
}

/** A list's entity tag: the workspace's sequence, and what was asked for. */
export function listEtag(sequence: number, url: string): string {
  return `W/"${sequence.toString(36)}-${createHash('sha1').update(url).digest('base64url').slice(0, 12)}"`
}
