import { useLayoutEffect, useRef, useState } from 'react'

// biome-ignore lint/suspicious/noExplicitAny: functions of any kind
type Functions = Record<string, (...values: any[]) => any>

/** Functions that stay the same objects and do what those of the last drawing do: a memo() that gets them is kept. */
export function useSteady<T extends Functions>(current: T): T {
  const latest = useRef(current)
  useLayoutEffect(() => {
    latest.current = current
  })
  const [steady] = useState(
    () =>
      Object.fromEntries(
        Object.keys(current).map((name) => [
          name,
          (...values: unknown[]) => latest.current[name]?.(...values),
        ]),
      ) as T,
  )
  return steady
}
