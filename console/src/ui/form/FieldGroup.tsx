import type { ReactNode } from 'react'
import classes from './form.module.css'

/** A named group of fields. */
export function FieldGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

/** Short fields side by side. They wrap on a phone. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={classes.row}>{children}</div>
}

/** The unit at the right end of a field. */
export function Unit({ children }: { children: string }) {
  return <span className={classes.unit}>{children}</span>
}
