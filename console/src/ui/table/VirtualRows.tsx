import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useImperativeHandle } from 'react'
import { rowHeights, useDensity } from '../density.ts'
import type { RowsHandle, Sight } from './Rows.tsx'

type Props = {
  count: number
  scroller: RefObject<HTMLDivElement | null>
  handle: RefObject<RowsHandle | null>
  children: (sight: Sight) => ReactNode
}

/** Computes which rows of a long list are visible. */
export default function VirtualRows({ count, scroller, handle, children }: Props) {
  const [density] = useDensity()
  const height = rowHeights[density]
  const virtual = useVirtualizer({
    count,
    estimateSize: () => height,
    getScrollElement: () => scroller.current,
    overscan: 12,
  })
  useImperativeHandle(handle, () => ({ reveal: (index) => virtual.scrollToIndex(index) }), [virtual])
  const items = virtual.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = (items.at(-1)?.index ?? -1) + 1
  return children({ from, to, before: from * height, after: (count - to) * height })
}
