import { Popover, Stack } from '@mantine/core'
import { cloneElement } from 'react'
import { s } from '../../strings.ts'
import { Checkbox } from '../Checkbox.ts'
import type { PanelProps } from '../OnDemand.tsx'

type Props = PanelProps & {
  columns: { id: string; label: string }[]
  hidden: string[]
  onHidden: (hidden: string[]) => void
}

/** Chooses which columns are shown. */
export default function ColumnsPanel({ columns, hidden, onHidden, isOpen, onChange, children }: Props) {
  return (
    <Popover position="bottom-end" trapFocus opened={isOpen} onChange={onChange}>
      <Popover.Target>{cloneElement(children, { onClick: () => onChange(!isOpen) })}</Popover.Target>
      <Popover.Dropdown aria-label={s.table.columns}>
        <Stack gap="xs">
          {columns.map((column) => {
            const isShown = !hidden.includes(column.id)
            return (
              <Checkbox
                key={column.id}
                size="xs"
                label={column.label}
                checked={isShown}
                onChange={() =>
                  onHidden(isShown ? [...hidden, column.id] : hidden.filter((id) => id !== column.id))
                }
              />
            )
          })}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
