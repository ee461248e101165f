import { Kbd, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect } from 'react'
import { isPlainKey } from '#ui/keys.ts'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import classes from './Keyboard.module.css'
import { useGo } from './place.ts'

const helpEvent = 'apron:keyboard'
export const openKeyboardHelp = () => window.dispatchEvent(new Event(helpEvent))

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)

/** Keys that work on every page: `?`, `c`, `/` and `g` with a letter; and the list of all of them. */
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

  const k = s.keyboard
  const keys: [string, string][] = [
    ['Ctrl K', k.everything],
    ['?', k.help],
    ['/', k.search],
    ['c', k.create],
    ['j', k.next],
    ['k', k.previous],
    ['x', k.select],
    ['Enter', k.open],
    ['e', k.edit],
    ['a', k.approve],
    ['Esc', k.close],
    ...pages.flatMap((page): [string, string][] =>
      page.key ? [[`g ${page.key}`, `${k.go} ${page.title}`]] : [],
    ),
  ]
  return (
    <Modal opened={isOpen} onClose={help.close} title={k.title} closeButtonProps={{ 'aria-label': s.close }}>
      <dl className={classes.keys}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <Kbd key={part} size="xs">
                  {part}
                </Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
