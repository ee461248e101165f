import type { ReactNode } from 'react'
import { onUse } from './onUse.tsx'

type Props = {
  onClick?: () => void
  color?: string
  /** A file to download instead of an action. */
  component?: 'a'
  href?: string
  download?: boolean
  children: ReactNode
}

/** One more item in the menu of `MoveButtons`. Its code comes with the menu, when that opens. */
export const MenuItem = onUse<Props>(async () => (await import('./Menu.ts')).Menu.Item)
