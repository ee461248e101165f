import type { ReactNode } from 'react'

export type Column<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** What search, sorting of a local list and the CSV export use. */
  text: (row: Row) => string | number | null
  /** The unit, said once in the header. */
  unit?: string
  isNumeric?: boolean
  /** What the shown rows come to, where a sum makes sense. */
  total?: (rows: Row[]) => ReactNode
  /** The API's name for sorting by this column. */
  sort?: string
  /** Hidden until chosen. */
  isOptional?: boolean
  /** Left out on a phone. */
  isWide?: boolean
}

export const headerOf = <Row>(column: Column<Row>) =>
  column.unit ? `${column.header} (${column.unit})` : column.header

export type Filter = {
  id: string
  label: string
  /** A choice of these, or free text, or a date. */
  options?: { value: string; label: string }[]
  kind?: 'text' | 'date'
}

export const filterText = (filter: Filter, value: string) =>
  filter.options?.find((option) => option.value === value)?.label ?? value
