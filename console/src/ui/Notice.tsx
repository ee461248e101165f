import type { ReactNode } from 'react'
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from './icons.ts'
import classes from './Notice.module.css'

const shapes = {
  red: IconAlertOctagon,
  amber: IconAlertTriangle,
  green: IconCircleCheck,
  info: IconInfoCircle,
}

/** A short message that readers must not miss, with a tone for its severity. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: keyof typeof shapes
  title?: string
  children?: ReactNode
}) {
  const Shape = shapes[tone]
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'red' ? 'alert' : 'note'}>
      <Shape size={18} aria-hidden />
      <div>
        {title ? <strong>{title}</strong> : null}
        {children ? <div>{children}</div> : null}
      </div>
    </div>
  )
}
