import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'

/** Says on hover and focus why something cannot be done now. */
export default function Reason({ label, children }: { label: string; children: ReactElement }) {
  return <Tooltip label={label}>{children}</Tooltip>
}
