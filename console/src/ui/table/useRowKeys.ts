import { type RefObject, useEffect, useState } from 'react'
import { isPlainKey } from '../keys.ts'

type Keys<Row> = {
  rows: Row[]
  scroller: RefObject<HTMLElement | null>
  reveal: (index: number) => void
  onOpen?: (row: Row) => void
  onToggle?: (row: Row) => void
  onEdit?: (row: Row) => void
  /** Additional single keys, such as `a` for approve. */
  keys?: Record<string, (row: Row) => void>
}

/** Keyboard control of rows: j and k move, x selects, Enter opens, e edits. Returns the current row. */
export function useRowKeys<Row>({
  rows,
  scroller,
  reveal,
  onOpen,
  onToggle,
  onEdit,
  keys,
}: Keys<Row>): number {
  const [active, setActive] = useState(-1)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event)) return
      const move = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (move !== 0 && rows.length > 0) {
        const next = Math.min(rows.length - 1, Math.max(0, active + move))
        setActive(next)
        reveal(next)
        requestAnimationFrame(() =>
          scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus(),
        )
        return
      }
      const row = rows[active]
      if (row === undefined) return
      // Enter on a link or button inside the row belongs to that element.
      const onRow = document.activeElement instanceof HTMLTableRowElement
      const act = { x: onToggle, e: onEdit, ...keys, ...(onRow ? { Enter: onOpen } : {}) }[event.key]
      if (!act) return
      event.preventDefault()
      act(row)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [rows, active, scroller, reveal, onOpen, onToggle, onEdit, keys])

  return active
}
