import type { Column } from './column.ts'
import type { ListState } from './listState.ts'

/** Searches and sorts a list that came whole. */
export function arrange<Row>(rows: Row[], columns: Column<Row>[], { search, sort }: ListState): Row[] {
  const wanted = search.trim().toLowerCase()
  const found = wanted
    ? rows.filter((row) =>
        columns.some((column) =>
          String(column.text(row) ?? '')
            .toLowerCase()
            .includes(wanted),
        ),
      )
    : rows
  const by = columns.find((column) => column.id === sort.replace(/^-/, ''))
  if (!by) return found
  const direction = sort.startsWith('-') ? -1 : 1
  return found.toSorted((a, b) => direction * compare(by.text(a), by.text(b)))
}

// What is absent comes last, whichever way the rest goes first.
function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
