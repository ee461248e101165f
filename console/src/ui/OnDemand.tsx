import { type ComponentType, cloneElement, type ReactElement, useEffect, useRef, useState } from 'react'

type ButtonProps = { onClick?: () => void; 'aria-expanded'?: boolean; 'aria-haspopup'?: 'menu' | 'dialog' }
export type PanelProps = {
  isOpen: boolean
  onChange: (isOpen: boolean) => void
  /** The button that the panel hangs from. */
  children: ReactElement<ButtonProps>
}

type Props<More> = {
  load: () => Promise<{ default: ComponentType<PanelProps & More> }>
  popup: 'menu' | 'dialog'
  /** What the panel is told besides. */
  more: More
  children: ReactElement<ButtonProps>
}

/**
 * A button whose panel comes with its first use: the first page of all need not bring what places it.
 * Its code is fetched when the pointer or the focus comes near, and takes over with the first press.
 */
export function OnDemand<More extends object>({ load, popup, more, children }: Props<More>) {
  const [Panel, setPanel] = useState<ComponentType<PanelProps & More> | null>(null)
  const [isOpen, setOpen] = useState(false)
  const holder = useRef<HTMLSpanElement>(null)
  const fetchIt = () => {
    if (!Panel) load().catch(() => undefined)
  }
  const open = async () => {
    const loaded = await load()
    setPanel(() => loaded.default)
    setOpen(true)
  }
  // The panel hangs from a button of its own, which must not lose the place of the one before it:
  // closing gives the focus back to where it was.
  useEffect(() => {
    if (Panel) holder.current?.querySelector('button')?.focus()
  }, [Panel])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only fetches ahead; the button within acts
    <span ref={holder} style={{ display: 'contents' }} onPointerEnter={fetchIt} onFocus={fetchIt}>
      {Panel ? (
        <Panel {...more} isOpen={isOpen} onChange={setOpen}>
          {children}
        </Panel>
      ) : (
        cloneElement(children, {
          onClick: () => void open(),
          'aria-expanded': false,
          'aria-haspopup': popup,
        })
      )}
    </span>
  )
}
