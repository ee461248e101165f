import { useEffect, useRef, useState } from 'react'

/** The keys of rows that changed since they were last shown, so that each is highlighted once. */
export function useChangedRows<Row extends { id: string }>(rows: Row[]): Set<string> {
  const seen = useRef(new Map<string, string>())
  const [changed, setChanged] = useState<Set<string>>(new Set())

  useEffect(() => {
    const now = new Map(rows.map((row) => [row.id, JSON.stringify(row)]))
    const moved = [...now]
      .filter(([key, text]) => seen.current.has(key) && seen.current.get(key) !== text)
      .map(([key]) => key)
    seen.current = now
    if (moved.length > 0) setChanged(new Set(moved))
  }, [rows])

  return changed
}
