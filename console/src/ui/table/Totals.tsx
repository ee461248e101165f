import { s } from '../../strings.ts'
import type { Column } from './column.ts'
import classes from './table.module.css'

type Props<Row> = {
  rows: Row[]
  columns: Column<Row>[]
  /** Whether there are more rows than shown. */
  isPart: boolean
  hasPick: boolean
  hasActions: boolean
}

/** The totals row, with a sum under each column that has one. */
export function Totals<Row>({ rows, columns, isPart, hasPick, hasActions }: Props<Row>) {
  if (rows.length < 2 || !columns.some((column) => column.total)) return null
  return (
    <tfoot className={classes.totals}>
      <tr>
        {hasPick ? <td className={classes.pick} /> : null}
        {columns.map((column, at) =>
          at === 0 ? (
            <th key={column.id} scope="row">
              {isPart ? s.table.totalOfPage : s.table.total}
            </th>
          ) : (
            <td
              key={column.id}
              data-numeric={column.isNumeric || undefined}
              data-wide={column.isWide || undefined}
            >
              {column.total?.(rows)}
            </td>
          ),
        )}
        {hasActions ? <td /> : null}
      </tr>
    </tfoot>
  )
}
