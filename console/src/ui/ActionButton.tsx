import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = ButtonProps & {
  onClick: () => void
  /** Why it cannot be done now. The button stays focusable, so that everyone can read it. */
  reason?: string | null
  children: ReactNode
}

/** A button that, when it may not be pressed, says why. */
export function ActionButton({ onClick, reason, children, ...rest }: Props) {
  if (!reason)
    return (
      <Button onClick={onClick} {...rest}>
        {children}
      </Button>
    )
  return (
    <Tooltip label={reason}>
      <Button {...rest} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        {children}
      </Button>
    </Tooltip>
  )
}
