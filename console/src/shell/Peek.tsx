import { useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { onPeek } from '#ui/peek.ts'

const PeekPanel = lazy(() => import('./PeekPanel.tsx'))

/** The record that somebody peeks at from a list, with the space bar. It goes with the page and with Escape. */
export function Peek() {
  const [href, setHref] = useState<string | null>(null)
  const { pathname } = useLocation()
  useEffect(
    () =>
      onPeek((wanted, isFollowing) =>
        setHref((now) => (isFollowing ? (now === null ? null : wanted) : now === wanted ? null : wanted)),
      ),
    [],
  )
  useEffect(() => setHref(null), [pathname])
  useEffect(() => {
    if (href === null) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setHref(null)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [href])
  if (href === null) return null
  return (
    <Suspense>
      <PeekPanel href={href} onClose={() => setHref(null)} />
    </Suspense>
  )
}
