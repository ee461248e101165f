/** What the contract says of a kind of record; contract.ts has them all. */
export type Kind = {
  /** What its ids begin with. */
  prefix: string | null
  /** What people call one of them, and several. */
  one: string
  many: string
  /** Where a record opens, below the workspace; null where nothing shows it. */
  page: string | null
  /** The field that people know it by. */
  label: string | null
  get: { operation: string; path: string } | null
  list: { operation: string; path: string; sort: string } | null
  /** The kinds to fetch again when one of these changes. */
  refreshes: readonly string[] | 'all'
}
