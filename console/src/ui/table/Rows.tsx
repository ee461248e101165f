import { Checkbox } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, type RefObject, useCallback, useImperativeHandle } from 'react'
import { s } from '../../strings.ts'
import { rowHeights, useDensity } from '../density.ts'
import type { Column } from './column.ts'
import classes from './table.module.css'
import { useChangedRows } from './useChangedRows.ts'

export type RowsHandle = { reveal: (index: number) => void }
export type RowsProps<Row> = {
  rows: Row[]
  columns: Column<Row>[]
  rowKey: (row: Row) => string
  rowName: (row: Row) => string
  rowActions?: (row: Row) => ReactNode
  onOpen?: (row: Row) => void
  selected?: Set<string>
  onToggle: (row: Row) => void
}
type Props<Row> = RowsProps<Row> & {
  active: number
  scroller: RefObject<HTMLDivElement | null>
  handle: RefObject<RowsHandle | null>
}

/** Past this many rows only those in sight are in the document. */
const virtualFrom = 200

export function Rows<Row>({
  rows,
  columns,
  rowKey,
  rowName,
  rowActions,
  onOpen,
  selected,
  onToggle,
  active,
  scroller,
  handle,
}: Props<Row>) {
  const [density] = useDensity()
  const rowHeight = rowHeights[density]
  const isVirtual = rows.length > virtualFrom
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: isVirtual,
    estimateSize: () => rowHeight,
    getScrollElement: () => scroller.current,
    overscan: 12,
  })
  const changed = useChangedRows(rows, useCallback(rowKey, []))
  useImperativeHandle(
    handle,
    () => ({
      reveal: (index) => {
        if (isVirtual) virtual.scrollToIndex(index)
      },
    }),
    [isVirtual, virtual],
  )

  const shown = isVirtual
    ? virtual.getVirtualItems().map((item) => item.index)
    : rows.map((_, index) => index)
  const before = (shown[0] ?? 0) * rowHeight
  const after = isVirtual ? (rows.length - 1 - (shown.at(-1) ?? 0)) * rowHeight : 0
  const span = columns.length + (selected ? 1 : 0) + (rowActions ? 1 : 0)

  return (
    <tbody style={{ '--row-height': `${rowHeight}px` } as CSSProperties}>
      {before > 0 ? (
        <tr aria-hidden style={{ height: before }}>
          <td colSpan={span} />
        </tr>
      ) : null}
      {shown.map((index) => {
        const row = rows[index]
        if (row === undefined) return null
        const key = rowKey(row)
        const isSelected = selected?.has(key) ?? false
        return (
          <tr
            key={key}
            data-row={index}
            tabIndex={-1}
            data-active={index === active || undefined}
            data-selected={isSelected || undefined}
            data-changed={changed.has(key) || undefined}
            data-open={onOpen ? true : undefined}
            aria-rowindex={isVirtual ? index + 2 : undefined}
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
                <Checkbox
                  size="xs"
                  aria-label={s.table.selectRow(rowName(row))}
                  checked={isSelected}
                  onChange={() => onToggle(row)}
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
