import type { ReactNode } from 'react'
import { s } from '../strings.ts'
import classes from './PlainTable.module.css'

type Props<Row> = {
  label: string
  rows: Row[]
  rowKey: (row: Row) => string
  /** The cells of a row; the last stands at the right end. */
  row: (row: Row) => ReactNode
  /** What is said where there is no row. */
  empty?: string
}

/** A few rows within a record's page, without headings, filters or paging. */
export function PlainTable<Row>({ label, rows, rowKey, row, empty = s.none }: Props<Row>) {
  if (rows.length === 0) return <p className="dim">{empty}</p>
  return (
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <tbody>
          {rows.map((item) => (
            <tr key={rowKey(item)}>{row(item)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
