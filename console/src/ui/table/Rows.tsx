import { type CSSProperties, Fragment, lazy, type ReactNode, type RefObject, Suspense } from 'react'
import { s } from '../../strings.ts'
import { rowHeights, useDensity } from '../density.ts'
import type { Column, Grouping } from './column.ts'
import { PickBox } from './PickBox.tsx'
import classes from './table.module.css'
import { useChangedRows } from './useChangedRows.ts'

export type RowsHandle = { reveal: (index: number) => void }
export type RowsProps<Row> = {
  rows: Row[]
  columns: Column<Row>[]
  rowName: (row: Row) => string
  rowActions?: (row: Row) => ReactNode
  onOpen?: (row: Row) => void
  selected?: ReadonlySet<string>
  grouping?: Grouping<Row>
  onToggle: (row: Row, isRange?: boolean) => void
}
type Props<Row> = RowsProps<Row> & {
  active: number
  scroller: RefObject<HTMLDivElement | null>
  handle: RefObject<RowsHandle | null>
}

/** The visible part of a long list, and the heights of the rest. */
export type Sight = { from: number; to: number; before: number; after: number }

/** Above this many rows, only visible rows are in the document. */
export const virtualFrom = 200

// Few lists are that long, so the virtualization code loads only when needed.
const VirtualRows = lazy(() => import('./VirtualRows.tsx'))

export function Rows<Row extends { id: string }>({ scroller, handle, ...rest }: Props<Row>) {
  const { rows } = rest
  if (rows.length <= virtualFrom)
    return <SomeRows {...rest} sight={{ from: 0, to: rows.length, before: 0, after: 0 }} />
  return (
    <Suspense fallback={<SomeRows {...rest} sight={{ from: 0, to: 40, before: 0, after: 0 }} />}>
      <VirtualRows count={rows.length} scroller={scroller} handle={handle}>
        {(sight) => <SomeRows {...rest} sight={sight} />}
      </VirtualRows>
    </Suspense>
  )
}

function SomeRows<Row extends { id: string }>({
  rows,
  columns,
  rowName,
  rowActions,
  onOpen,
  selected,
  onToggle,
  grouping,
  active,
  sight: { from, to, before, after },
}: RowsProps<Row> & { active: number; sight: Sight }) {
  const [density] = useDensity()
  const rowHeight = rowHeights[density]
  const changed = useChangedRows(rows)
  const span = columns.length + (selected ? 1 : 0) + (rowActions ? 1 : 0)

  return (
    <tbody style={{ '--row-height': `${rowHeight}px` } as CSSProperties}>
      {before > 0 ? (
        <tr aria-hidden style={{ height: before }}>
          <td colSpan={span} />
        </tr>
      ) : null}
      {rows.slice(from, to).map((row, at) => {
        const index = from + at
        const key = row.id
        const isSelected = selected?.has(key) ?? false
        const group = grouping?.of(row)
        const before = rows[index - 1]
        const startsGroup = grouping && (before === undefined || grouping.of(before) !== group)
        return (
          <Fragment key={key}>
            {startsGroup ? (
              <tr className={classes.group}>
                <th scope="colgroup" colSpan={span}>
                  {group} <span>{rows.filter((other) => grouping.of(other) === group).length}</span>
                </th>
              </tr>
            ) : null}
            <tr
              data-row={index}
              tabIndex={-1}
              data-active={index === active || undefined}
              data-selected={isSelected || undefined}
              data-changed={changed.has(key) || undefined}
              data-open={onOpen ? true : undefined}
              aria-rowindex={rows.length > virtualFrom ? index + 2 : undefined}
              onClick={(event) => {
                if (
                  onOpen &&
                  event.target instanceof HTMLElement &&
                  !event.target.closest('a, button, input, label')
                )
                  onOpen(row)
              }}
            >
              {selected ? (
                <td className={classes.pick}>
                  <PickBox
                    label={s.table.selectRow(rowName(row))}
                    isPicked={isSelected}
                    onChange={(isRange) => onToggle(row, isRange)}
                  />
                </td>
              ) : null}
              {columns.map((column) => (
                <td
                  key={column.id}
                  data-numeric={column.isNumeric || undefined}
                  data-wide={column.isWide || undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
              {rowActions ? <td className={classes.actions}>{rowActions(row)}</td> : null}
            </tr>
          </Fragment>
        )
      })}
      {after > 0 ? (
        <tr aria-hidden style={{ height: after }}>
          <td colSpan={span} />
        </tr>
      ) : null}
    </tbody>
  )
}
