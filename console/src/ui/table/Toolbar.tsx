import { ActionIcon, Button, Checkbox, Popover, Select, Stack, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useEffect, useState } from 'react'
import { s } from '../../strings.ts'
import { IconColumns3, IconDownload, IconFilter, IconSearch, IconX } from '../icons.ts'
import { type Column, type Filter, filterText, headerOf } from './column.ts'
import type { ListState } from './listState.ts'
import classes from './table.module.css'

type Props<Row> = {
  label: string
  state: ListState
  filters: Filter[]
  isSearchable: boolean
  columns: Column<Row>[]
  hidden: string[]
  onHidden: (hidden: string[]) => void
  onCsv: () => void
  children?: ReactNode
}

export function Toolbar<Row>({
  label,
  state,
  filters,
  isSearchable,
  columns,
  hidden,
  onHidden,
  onCsv,
  children,
}: Props<Row>) {
  const active = filters.filter((filter) => state.filters[filter.id])
  return (
    <div className={classes.toolbar}>
      {isSearchable ? <SearchField label={label} state={state} /> : null}
      {filters.length > 0 ? <FilterButton filters={filters} state={state} /> : null}
      {active.map((filter) => {
        const text = `${filter.label}: ${filterText(filter, state.filters[filter.id] ?? '')}`
        return (
          <button
            key={filter.id}
            type="button"
            className={classes.chip}
            aria-label={s.table.remove(text)}
            onClick={() => state.set({ [filter.id]: undefined })}
          >
            {text} <IconX size={13} aria-hidden />
          </button>
        )
      })}
      {active.length > 1 ? (
        <Button
          variant="subtle"
          onClick={() => state.set(Object.fromEntries(active.map((filter) => [filter.id, undefined])))}
        >
          {s.table.clear}
        </Button>
      ) : null}
      <span className={classes.grow} />
      {children}
      <ColumnsMenu columns={columns} hidden={hidden} onHidden={onHidden} />
      <Tooltip label={s.table.csv}>
        <ActionIcon variant="default" size={30} aria-label={s.table.csv} onClick={onCsv}>
          <IconDownload size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

function SearchField({ label, state }: { label: string; state: ListState }) {
  const [text, setText] = useState(state.search)
  useEffect(() => setText(state.search), [state.search])
  const search = useDebouncedCallback((value: string) => state.set({ search: value || undefined }), 200)
  return (
    <TextInput
      size="xs"
      type="search"
      className={classes.search}
      data-search
      aria-label={s.table.searchIn(label)}
      placeholder={s.table.searchIn(label)}
      leftSection={<IconSearch size={15} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}

function FilterButton({ filters, state }: { filters: Filter[]; state: ListState }) {
  return (
    <Popover position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={15} aria-hidden />}>
          {s.table.filter}
        </Button>
      </Popover.Target>
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

function ColumnsMenu<Row>({
  columns,
  hidden,
  onHidden,
}: {
  columns: Column<Row>[]
  hidden: string[]
  onHidden: (hidden: string[]) => void
}) {
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={s.table.columns} title={s.table.columns}>
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={s.table.columns}>
        <Stack gap="xs">
          {columns.slice(1).map((column) => {
            const isShown = !hidden.includes(column.id)
            return (
              <Checkbox
                key={column.id}
                size="xs"
                label={headerOf(column)}
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
