import type { ReactElement } from 'react'
import { Tooltip } from './Tooltip.ts'

/** Explains on hover and focus why an action is not possible now. */
export default function Reason({ label, children }: { label: string; children: ReactElement }) {
  return <Tooltip label={label}>{children}</Tooltip>
}
