import { Popover, Select, Stack } from '@mantine/core'
import { cloneElement } from 'react'
import { s } from '../../strings.ts'
import { Checkbox } from '../Checkbox.ts'
import type { PanelProps } from '../OnDemand.tsx'

type Props = PanelProps & {
  columns: { id: string; label: string }[]
  hidden: string[]
  onHidden: (hidden: string[]) => void
  groupings: { id: string; label: string }[]
  group: string
  onGroup: (group: string) => void
}

/** Chooses which columns are shown, and what the rows are grouped by. */
export default function ColumnsPanel(props: Props) {
  const { columns, hidden, onHidden, groupings, group, onGroup, isOpen, onChange, children } = props
  return (
    <Popover position="bottom-end" trapFocus opened={isOpen} onChange={onChange}>
      <Popover.Target>{cloneElement(children, { onClick: () => onChange(!isOpen) })}</Popover.Target>
      <Popover.Dropdown aria-label={s.table.columns}>
        <Stack gap="xs">
          {groupings.length > 0 ? (
            <Select
              label={s.table.groupBy}
              data={groupings.map(({ id, label }) => ({ value: id, label }))}
              value={group || null}
              placeholder={s.table.noGroups}
              clearable
              comboboxProps={{ withinPortal: false }}
              onChange={(next) => onGroup(next ?? '')}
            />
          ) : null}
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
