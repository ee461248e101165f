import { createContext, type RefObject, useContext, useEffect } from 'react'

/** Where the form inside of a drawer says whether it holds something that closing would lose. */
export const CloseGuard = createContext<RefObject<() => boolean> | null>(null)

/** Tells the drawer around a form, if there is one, what closing it would lose. */
export function useCloseGuard(hasUnsaved: () => boolean) {
  const guard = useContext(CloseGuard)
  useEffect(() => {
    if (!guard) return
    guard.current = hasUnsaved
    return () => {
      guard.current = () => false
    }
  })
}
