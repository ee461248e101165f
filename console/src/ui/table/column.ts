import type { ReactNode } from 'react'

export type Column<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** The text for search, for sorting a local list, and for CSV export. */
  text: (row: Row) => string | number | null
  /** The unit, shown once in the header. */
  unit?: string
  isNumeric?: boolean
  /** The sum of the shown rows, if the column has one. */
  total?: (rows: Row[]) => ReactNode
  /** The API's sort name of this column. */
  sort?: string
  /** Hidden by default. */
  isOptional?: boolean
  /** Left out on a phone. */
  isWide?: boolean
}

export const headerOf = <Row>(column: Column<Row>) =>
  column.unit ? `${column.header} (${column.unit})` : column.header

/** What the rows of a list can be grouped by: the day, the aircraft. */
export type Grouping<Row> = { id: string; label: string; of: (row: Row) => string }

/** The rows, those of one group together, in the order in which the groups come first. */
export function grouped<Row>(rows: Row[], grouping: Grouping<Row> | undefined): Row[] {
  return grouping ? [...Map.groupBy(rows, grouping.of).values()].flat() : rows
}

export type Filter = {
  id: string
  label: string
  /** One of these options, free text, or a date. */
  options?: { value: string; label: string }[]
  kind?: 'text' | 'date'
}

export const filterText = (filter: Filter, value: string) =>
  filter.options?.find((option) => option.value === value)?.label ?? value
