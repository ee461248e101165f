import type { ReactNode } from 'react'
import { StateHeading } from './StateHeading.tsx'
import classes from './states.module.css'

/** Says what belongs here, and offers the one action to add it. */
export function EmptyState({
  title,
  hint,
  children,
}: {
  title: string
  hint?: string
  children?: ReactNode
}) {
  return (
    <div className={classes.state}>
      <StateHeading>{title}</StateHeading>
      {hint ? <p className="dim">{hint}</p> : null}
      {children ? <div className={classes.actions}>{children}</div> : null}
    </div>
  )
}
