import { createHash } from 'node:crypto'
import { readMs, sql, type Tx } from '../database/database.ts'
import { type Column, jsonWriter } from '../database/json-rows.ts'
import { writeCursor } from './list-cursor.ts'
import {
  type List,
  type ListOptions,
  type ListQuery,
  type ListSql,
  type ListStatements,
  listStatements,
} from './list-query.ts'
import { type Principal, projectReach } from './principal.ts'
import { integer, type Page, type Static, type TObject, type TProperties, Type } from './schema.ts'
import { candidatesOf } from './search.ts'

export type { Filter, List, ListOptions, ListQuery } from './list-query.ts'

const lists: ListSql[] = []
/** Every declared list: `npm run gen` prepares the SQL of each. */
export const describedLists = (): readonly ListSql[] => lists

/** Which page of a list is asked for. */
export const pageQuery = {
  page: Type.Optional(integer(1, 1_000_000, 'The page, counted from 1. For deep pages use `cursor`.')),
  page_size: Type.Optional(integer(1, 100, 'Records per page; 20 by default.')),
  cursor: Type.Optional(
    Type.String({
      maxLength: 500,
      description: '`next_cursor` of the answer before: as fast at any depth.',
    }),
  ),
}
export const searchQuery = {
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'A text to look for.' })),
}

/** Declares a paged list: its filters, its sort orders and what is searched. */
export function list<P extends TProperties>(options: ListOptions<P>): List<P> {
  const names = Object.keys(options.sorts)
  const filters = Object.entries(options.filters ?? {}).map(
    ([name, filter]) => [name, Type.Optional(filter.schema)] as const,
  )
  const described: List<P> = {
    ...options,
    query: Type.Unsafe<ListQuery>(
      Type.Object({
        ...pageQuery,
        sort: Type.Optional(
          Type.String({
            enum: names.flatMap((name) => [name, `-${name}`]),
            default: options.defaultSort,
            description: 'A field, with - before it for descending.',
          }),
        ),
        ...(options.search ? searchQuery : {}),
        ...Object.fromEntries(filters),
      }),
    ),
  }
  lists.push(described)
  return described
}

/** The same page as text, without parsing the records. */
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

/** One page of the rows. If there is a next page, the rows hold one more than fits. */
function toPage(rows: Record<string, unknown>[], total: number, statements: ListStatements): Page<unknown> {
  const items = rows.length > statements.pageSize ? rows.slice(0, statements.pageSize) : rows
  const last = items.at(-1)
  const page = frame(rows.length, last && { key: String(last.__key), id: String(last.id) }, total, statements)
  return { items: items.map(({ __key, ...item }) => item), ...page }
}

function frame(
  found: number,
  last: { key: string; id: string } | undefined,
  total: number,
  { pageSize, page, sort, endCursor }: ListStatements,
) {
  const hasNext = found > pageSize || endCursor !== null
  const next = hasNext && last ? writeCursor(sort, last.key, last.id) : endCursor
  return { total, page, per_page: pageSize, total_pages: Math.ceil(total / pageSize), next_cursor: next }
}

/** Runs a list inside a transaction, for operations that do more than list. */
export async function runList<P extends TProperties>(
  tx: Tx,
  spec: List<P>,
  query: ListQuery,
  principal: Principal,
  params: Record<string, string> = {},
): Promise<Page<Static<TObject<P>>>> {
  // Not awaited: it travels with the first statement.
  tx.run(sql`select set_config('statement_timeout', ${String(readMs)}, true)`).catch(() => {})
  const statements = listStatements(
    spec,
    query,
    spec.of.hasProject ? projectReach(principal) : null,
    params,
    principal,
    await candidatesOf(tx, spec, query),
  )
  const rows = await tx.composed<Record<string, unknown>>(statements.rows.text, statements.rows.values ?? [])
  const [count] = await tx.composed<{ total: number }>(statements.count.text, statements.count.values ?? [])
  return toPage(rows, count?.total ?? 0, statements) as Page<Static<TObject<P>>>
}

/**
 * All records that match the filters, in the list's order, a thousand at a time. Each batch has its own
 * transaction, so a long export holds none open.
 */
export async function* everyRow<T extends Record<string, unknown>>(
  within: <R>(work: (tx: Tx) => Promise<R>) => Promise<R>,
  spec: List,
  query: ListQuery,
  principal: Principal,
): AsyncGenerator<T> {
  const reach = spec.of.hasProject ? projectReach(principal) : null
  const candidates = await within((tx) => candidatesOf(tx, spec, query))
  for (let cursor: string | undefined; ; ) {
    const { rows, sort, pageSize } = listStatements(
      spec,
      { ...query, page_size: 1_000, ...(cursor ? { cursor } : {}) },
      reach,
      {},
      principal,
      candidates,
    )
    const records = await within((tx) =>
      tx.composed<T & { __key: string; id: string }>(rows.text, rows.values ?? []),
    )
    yield* records.slice(0, pageSize)
    const last = records[pageSize - 1]
    if (!last || records.length <= pageSize) return
    cursor = writeCursor(sort, last.__key, last.id)
  }
}

/** A list's entity tag: the workspace's sequence and the query. */
export function listEtag(sequence: number, url: string): string {
  return `W/"${sequence.toString(36)}-${createHash('sha1').update(url).digest('base64url').slice(0, 12)}"`
}
