import { useEffect, useReducer, useRef } from 'react'

/** How long an approval waits for an Undo. */
const holdMs = 8_000

type Group<Item> = { items: Map<string, Item>; timer: ReturnType<typeof setTimeout> }

/**
 * Holds what was decided for a few seconds, so that it can still be taken back before anything is written. Leaving the
 * page, or closing it, writes at once.
 */
export function useHeld<Item extends { id: string }>(write: (items: Item[]) => void) {
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const groups = useRef(new Set<Group<Item>>())
  const writing = useRef(write)
  writing.current = write

  const release = (group: Group<Item>) => {
    clearTimeout(group.timer)
    if (groups.current.delete(group) && group.items.size > 0) writing.current([...group.items.values()])
    draw()
  }
  useEffect(() => {
    const held = groups.current
    const releaseAll = () => {
      for (const group of [...held]) release(group)
    }
    window.addEventListener('pagehide', releaseAll)
    return () => {
      window.removeEventListener('pagehide', releaseAll)
      releaseAll()
    }
  }, [])

  return {
    hold(items: Item[]) {
      if (items.length === 0) return
      const group: Group<Item> = {
        items: new Map(items.map((item) => [item.id, item])),
        timer: setTimeout(() => release(group), holdMs),
      }
      groups.current.add(group)
      draw()
    },
    isHeld: (id: string) => [...groups.current].some(({ items }) => items.has(id)),
    takeBack(id: string) {
      for (const { items } of groups.current) items.delete(id)
      draw()
    },
  }
}
