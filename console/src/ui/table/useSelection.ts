import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { pickedAfter } from './picked.ts'

type Kept = { selected: ReadonlySet<string>; activeId: string | null }
const none: Kept = { selected: new Set(), activeId: null }
// What was selected in each list, by the entry of the history: going back finds it again, a new visit starts without.
const kept = new Map<string, Kept>()
const mostKept = 100

/** The picked rows of a list and the row that the keyboard is at. */
export function useSelection<Row extends { id: string }>(listId: string, rows: Row[]) {
  const entry = useRouterState({ select: ({ location }) => location.state.__TSR_key ?? location.href })
  const [key] = useState(`${listId} ${entry}`)
  const [{ selected, activeId }, setKept] = useState<Kept>(() => kept.get(key) ?? none)
  const lastPicked = useRef<string | null>(null)
  useEffect(() => {
    kept.set(key, { selected, activeId })
    const oldest = kept.size > mostKept ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
  }, [key, selected, activeId])
  const select = (next: ReadonlySet<string>) => setKept((now) => ({ ...now, selected: next }))
  return {
    selected,
    active: activeId === null ? -1 : rows.findIndex(({ id }) => id === activeId),
    setActive: (index: number) => setKept((now) => ({ ...now, activeId: rows[index]?.id ?? null })),
    select,
    toggle: (row: Row, isRange = false) => {
      const before = lastPicked.current
      lastPicked.current = row.id
      const ids = rows.map(({ id }) => id)
      setKept((now) => ({ ...now, selected: pickedAfter(now.selected, ids, row.id, before, isRange) }))
    },
  }
}
