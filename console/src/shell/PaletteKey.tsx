import { lazy, Suspense, useEffect, useState } from 'react'
import { onPaletteWanted, openPalette } from './openPalette.ts'

const Palette = lazy(() => import('./Palette.tsx'))

/** Opens the palette with Ctrl K or Command K on every page. */
export function PaletteKey() {
  const [isWanted, setWanted] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      openPalette()
    }
    window.addEventListener('keydown', onKey)
    const stop = onPaletteWanted(() => setWanted(true))
    return () => {
      window.removeEventListener('keydown', onKey)
      stop()
    }
  }, [])
  return isWanted ? (
    <Suspense>
      <Palette />
    </Suspense>
  ) : null
}
