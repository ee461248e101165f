import { Button, type ButtonProps } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'

const Reason = lazy(() => import('./Reason.tsx'))

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
  const button = (
    <Button {...rest} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
      {children}
    </Button>
  )
  return (
    <Suspense fallback={button}>
      <Reason label={reason}>{button}</Reason>
    </Suspense>
  )
}
