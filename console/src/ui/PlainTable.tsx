import type { ReactNode } from 'react'
import { s } from '../strings.ts'
import classes from './PlainTable.module.css'

type Props<Row> = {
  label: string
  rows: Row[]
  rowKey: (row: Row) => string
  /** What stands in each column. A name and its state need none; figures do. */
  headings?: readonly string[]
  /** The cells of a row. The last one is right-aligned. */
  row: (row: Row) => ReactNode
  /** How many of the last cells are amounts, which are right-aligned; one by default. */
  amounts?: 1 | 2
  /** The text for an empty table. */
  empty?: string
}

/** A few rows on a record's page, without filters or paging. */
export function PlainTable<Row>({
  label,
  rows,
  rowKey,
  headings,
  row,
  amounts = 1,
  empty = s.none,
}: Props<Row>) {
  if (rows.length === 0) return <p className="dim">{empty}</p>
  return (
    <div className={classes.scroll} role="group" aria-label={label} tabIndex={0}>
      <table className={classes.table} data-amounts={amounts} aria-label={label}>
        {headings ? (
          <thead>
            <tr>
              {headings.map((heading, index) =>
                heading === '' ? (
                  <td key={index} />
                ) : (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ),
              )}
            </tr>
          </thead>
        ) : null}
        <tbody>
          {rows.map((item) => (
            <tr key={rowKey(item)}>{row(item)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
