import { type ComponentType, cloneElement, type ReactElement, useEffect, useRef, useState } from 'react'

type ButtonProps = { onClick?: () => void; 'aria-expanded'?: boolean; 'aria-haspopup'?: 'menu' | 'dialog' }
export type PanelProps = {
  isOpen: boolean
  onChange: (isOpen: boolean) => void
  /** The button that opens the panel. */
  children: ReactElement<ButtonProps>
}

type Props<More> = {
  load: () => Promise<{ default: ComponentType<PanelProps & More> }>
  popup: 'menu' | 'dialog'
  /** Additional props of the panel. */
  more: More
  children: ReactElement<ButtonProps>
}

/**
 * A button whose panel loads on first use, so that the first page does not include the code that positions it.
 * The code loads when the pointer or the focus comes near, and takes over on the first press.
 */
export function OnDemand<More extends object>({ load, popup, more, children }: Props<More>) {
  const [Panel, setPanel] = useState<ComponentType<PanelProps & More> | null>(null)
  const [isOpen, setOpen] = useState(false)
  const holder = useRef<HTMLSpanElement>(null)
  const preload = () => {
    if (!Panel) load().catch(() => undefined)
  }
  const open = async () => {
    const loaded = await load()
    setPanel(() => loaded.default)
    setOpen(true)
  }
  // The panel renders its own button in place of the first one. Focus it, so that closing the panel
  // returns the focus here.
  useEffect(() => {
    if (Panel) holder.current?.querySelector('button')?.focus()
  }, [Panel])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only preloads; the button inside acts
    <span ref={holder} style={{ display: 'contents' }} onPointerEnter={preload} onFocus={preload}>
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
