import type { Tx } from '../database/database.ts'
import type { ListQuery, ListSql } from './list-query.ts'

// A list that is indexed is searched in two steps. First a function of the database looks up which rows of the
// workspace may match, with an index of three letters each. Then the list reads those rows, under row-level security
// and with all of its own conditions. If so many rows match that the index saves nothing, the list reads its rows in
// their order, as it does for a text of one or two letters. See docs/decisions/0021-searches-by-candidates.md.

/** Above this, the rows of a page are found as fast without the index. */
const mostCandidates = 1_000
/** Without three letters or digits in a row, the index would be read as a whole. */
const indexable = /[\p{L}\p{N}]{3}/u

const patternOf = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`
/** A registration has at most 12 characters. */
const hyphenated = /^(?=.{3,12}$)[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+$/u

/**
 * The patterns of a searched text; a row matches one of them. Hyphens make no other registration: `G-ABCD` is also
 * looked for as `GABCD`, and lists search registrations without their hyphens too.
 */
export const searchPatterns = (search: string): string[] =>
  [search, ...(hyphenated.test(search) ? [search.replaceAll('-', '')] : [])].map(patternOf)

/** The statement that looks up the rows that may match. Null: the list is read without it. */
export function candidateStatement({ of, indexed }: ListSql, { search }: ListQuery) {
  if (!indexed || search === undefined || !indexable.test(search)) return null
  return {
    text: `select array(select unnest(apron.search_${of.table}(pattern, ${mostCandidates + 1}))
                    from unnest($1::text[]) as pattern) as ids`,
    values: [searchPatterns(search)],
  }
}

/** The ids that the statement found. Null: they are too many to help. */
export function candidatesIn(rows: readonly Record<string, unknown>[]): readonly string[] | null {
  const ids = (rows[0]?.ids ?? []) as readonly string[]
  return ids.length > mostCandidates ? null : ids
}

/** The ids of the rows that may match the search of a list. Null: any row may. */
export async function candidatesOf(
  tx: Tx,
  spec: ListSql,
  query: ListQuery,
): Promise<readonly string[] | null> {
  const statement = candidateStatement(spec, query)
  return statement && candidatesIn(await tx.composed(statement.text, statement.values))
}
