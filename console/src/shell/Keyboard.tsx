import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useEffect } from 'react'
import { isPlainKey } from '#ui/keys.ts'
import { useGo } from '#ui/place.ts'
import { useAllowedPages } from './allowed.ts'

const KeyboardHelp = lazy(() => import('./KeyboardHelp.tsx'))

const helpEvent = 'apron:keyboard'
export const openKeyboardHelp = () => window.dispatchEvent(new Event(helpEvent))

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)

/** Shortcuts that work on every page: `?`, `c`, `/` and `g` with a letter. */
export function Keyboard() {
  const [isOpen, help] = useDisclosure(false)
  const pages = useAllowedPages()
  const go = useGo()

  useEffect(() => {
    let goingSince = 0
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event)) return
      const place = Date.now() - goingSince < 1500 ? pages.find((page) => page.key === event.key) : undefined
      goingSince = 0
      const act = {
        '?': help.open,
        c: () => focus('[data-create]')?.click(),
        '/': () => focus('[data-search]')?.focus(),
        g: () => {
          goingSince = Date.now()
        },
      }[event.key]
      if (!place && !act) return
      event.preventDefault()
      if (place) void go(place.path ? `/${place.path}` : '')
      else act?.()
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener(helpEvent, help.open)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener(helpEvent, help.open)
    }
  }, [pages, go, help.open])

  return isOpen ? (
    <Suspense>
      <KeyboardHelp onClose={help.close} />
    </Suspense>
  ) : null
}
