import { useEffect, useRef, useState } from 'react'

/** The keys of rows that changed since they were last shown, so that each is highlighted once. */
export function useChangedRows<Row>(rows: Row[], rowKey: (row: Row) => string): Set<string> {
  const seen = useRef(new Map<string, string>())
  const [changed, setChanged] = useState<Set<string>>(new Set())

  useEffect(() => {
    const now = new Map(rows.map((row) => [rowKey(row), JSON.stringify(row)]))
    const moved = [...now]
      .filter(([key, text]) => seen.current.has(key) && seen.current.get(key) !== text)
      .map(([key]) => key)
    seen.current = now
    if (moved.length > 0) setChanged(new Set(moved))
  }, [rows, rowKey])

  return changed
}
