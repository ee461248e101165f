import { Modal } from '@mantine/core'
import { Kbd } from '#ui/Kbd.ts'
import { s } from '../strings.ts'
import { useAllowedPages } from './allowed.ts'
import classes from './Keyboard.module.css'

/** The list of all keyboard shortcuts. */
export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const pages = useAllowedPages()
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
    ['Space', k.peek],
    ['e', k.edit],
    ['a', k.approve],
    ['Esc', k.close],
    ...pages.flatMap((page): [string, string][] =>
      page.key ? [[`g ${page.key}`, `${k.go} ${page.title}`]] : [],
    ),
  ]
  return (
    <Modal opened onClose={onClose} title={k.title} closeButtonProps={{ 'aria-label': s.close }}>
      <dl className={classes.keys}>
        {keys.map(([key, description]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <Kbd key={part} size="xs">
                  {part}
                </Kbd>
              ))}
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
