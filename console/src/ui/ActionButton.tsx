import { Button, type ButtonProps } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'

const Reason = lazy(() => import('./Reason.tsx'))

type Props = ButtonProps & {
  onClick: () => void
  /** Why the action is not possible now. The button stays focusable, so that everyone can read the reason. */
  reason?: string | null
  children: ReactNode
}

/** A button that says why when it is disabled. */
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
