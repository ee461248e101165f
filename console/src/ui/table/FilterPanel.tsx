import { Popover, Select, Stack, TextInput } from '@mantine/core'
import { cloneElement } from 'react'
import { s } from '../../strings.ts'
import type { PanelProps } from '../OnDemand.tsx'
import type { Filter } from './column.ts'
import type { ListState } from './listState.ts'

type Props = PanelProps & { filters: Filter[]; state: ListState }

/** A field for each filter of the list. */
export default function FilterPanel({ filters, state, isOpen, onChange, children }: Props) {
  return (
    <Popover position="bottom-start" trapFocus withinPortal opened={isOpen} onChange={onChange}>
      <Popover.Target>{cloneElement(children, { onClick: () => onChange(!isOpen) })}</Popover.Target>
      <Popover.Dropdown aria-label={s.table.addFilter}>
        <Stack gap="xs" w={240}>
          {filters.map((filter) => {
            const value = state.filters[filter.id] ?? ''
            const set = (next: string | null) => state.set({ [filter.id]: next || undefined })
            return filter.options ? (
              <Select
                key={filter.id}
                label={filter.label}
                data={filter.options}
                value={value || null}
                onChange={set}
                clearable
                placeholder={s.table.any}
                comboboxProps={{ withinPortal: false }}
                searchable={filter.options.length > 8}
              />
            ) : (
              <TextInput
                key={`${filter.id}:${value}`}
                label={filter.label}
                type={filter.kind ?? 'text'}
                defaultValue={value}
                onBlur={(event) => set(event.currentTarget.value.trim())}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') set(event.currentTarget.value.trim())
                }}
              />
            )
          })}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
