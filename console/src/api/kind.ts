/** A kind of record, from the contract. contract.ts has them all. */
export type Kind = {
  /** The prefix of its IDs. */
  prefix: string | null
  /** Its name in the singular and the plural. */
  one: string
  many: string
  /** The path of a record's page in the workspace, or null without a page. */
  page: string | null
  /** The field with its name. */
  label: string | null
  get: { operation: string; path: string } | null
  list: { operation: string; path: string; sort: string; isSearched: boolean } | null
  /** The kinds to fetch again when one of these changes. */
  refreshes: readonly string[] | 'all'
}
