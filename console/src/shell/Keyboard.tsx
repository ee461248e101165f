import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useEffect, useRef } from 'react'
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

  // It outlives a render between the two keys, such as the one that the first key after loading causes.
  const goingSince = useRef(0)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event)) return
      const place =
        Date.now() - goingSince.current < 1500 ? pages.find((page) => page.key === event.key) : undefined
      goingSince.current = 0
      const act = {
        '?': help.open,
        c: () => focus('[data-create]')?.click(),
        '/': () => focus('[data-search]')?.focus(),
        g: () => {
          goingSince.current = Date.now()
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
