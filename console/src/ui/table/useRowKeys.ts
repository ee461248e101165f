import { type RefObject, useEffect } from 'react'
import { isPlainKey } from '../keys.ts'
import { peek } from '../peek.ts'

type Keys<Row> = {
  rows: Row[]
  /** The current row, or -1. */
  active: number
  setActive: (index: number) => void
  scroller: RefObject<HTMLElement | null>
  reveal: (index: number) => void
  onOpen?: (row: Row) => void
  onToggle?: (row: Row) => void
  onEdit?: (row: Row) => void
  /** Additional single keys, such as `a` for approve. */
  keys?: Record<string, (row: Row) => void>
}

/** Keyboard control of rows: j and k move, x selects, Enter opens, e edits, the space bar peeks at the record. */
export function useRowKeys<Row>({
  rows,
  active,
  setActive,
  scroller,
  reveal,
  onOpen,
  onToggle,
  onEdit,
  keys,
}: Keys<Row>): void {
  useEffect(() => {
    const rowAt = (index: number) => scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)
    const linkAt = (index: number) => rowAt(index)?.querySelector<HTMLAnchorElement>('a[href]')
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event)) return
      const move = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (move !== 0 && rows.length > 0) {
        const next = Math.min(rows.length - 1, Math.max(0, active + move))
        setActive(next)
        reveal(next)
        requestAnimationFrame(() => {
          rowAt(next)?.focus()
          const link = linkAt(next)
          if (link) peek(link.href, true)
        })
        return
      }
      const row = rows[active]
      if (row === undefined) return
      // Enter on a link or button inside the row belongs to that element.
      const onRow = document.activeElement instanceof HTMLTableRowElement
      // The focus may still be on its way to the row.
      const isFree = onRow || document.activeElement === document.body
      const link = isFree && event.key === ' ' ? linkAt(active) : null
      if (link) {
        event.preventDefault()
        peek(link.href)
        return
      }
      const act = { x: onToggle, e: onEdit, ...keys, ...(onRow ? { Enter: onOpen } : {}) }[event.key]
      if (!act) return
      event.preventDefault()
      act(row)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [rows, active, setActive, scroller, reveal, onOpen, onToggle, onEdit, keys])
}
