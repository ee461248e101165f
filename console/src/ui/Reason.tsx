import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'

/** Explains on hover and focus why an action is not possible now. */
export default function Reason({ label, children }: { label: string; children: ReactElement }) {
  return <Tooltip label={label}>{children}</Tooltip>
}
