import type { ReactNode } from 'react'
import classes from './form.module.css'

/** Fields that belong together, under a name. */
export function FieldGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

/** Short fields beside each other; on a phone they wrap. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={classes.row}>{children}</div>
}

/** The unit at the right end inside a field. */
export function Unit({ children }: { children: string }) {
  return <span className={classes.unit}>{children}</span>
}
