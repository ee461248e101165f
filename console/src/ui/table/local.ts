import type { Column } from './column.ts'
import type { ListState } from './listState.ts'

/** Searches and sorts a fully loaded list. */
export function arrange<Row>(rows: Row[], columns: Column<Row>[], { search, sort }: ListState): Row[] {
  const text = search.trim().toLowerCase()
  const matches = text
    ? rows.filter((row) =>
        columns.some((column) =>
          String(column.text(row) ?? '')
            .toLowerCase()
            .includes(text),
        ),
      )
    : rows
  const by = columns.find((column) => column.id === sort.replace(/^-/, ''))
  if (!by) return matches
  const direction = sort.startsWith('-') ? -1 : 1
  return matches.toSorted((a, b) => direction * compare(by.text(a), by.text(b)))
}

// Missing values come last in either direction.
function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
