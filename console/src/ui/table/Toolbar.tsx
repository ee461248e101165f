import { ActionIcon, Button } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useEffect, useState } from 'react'
import { s } from '../../strings.ts'
import {
  IconBookmark,
  IconColumns3,
  IconDownload,
  IconFilter,
  IconSearch,
  IconTableExport,
  IconX,
} from '../icons.ts'
import { OnDemand } from '../OnDemand.tsx'
import { type Column, type Filter, filterText, type Grouping, headerOf } from './column.ts'
import type { FileFormat } from './FilesPanel.tsx'
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
  groupings: Grouping<Row>[]
  /** Set where views of the list can be saved. */
  listId: string | undefined
  /** The filter that the tabs show. */
  tabFilter: string | undefined
  onCsv: () => void
  save?: ((format: FileFormat) => Promise<void>) | undefined
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
  groupings,
  listId,
  tabFilter,
  onCsv,
  save,
  children,
}: Props<Row>) {
  const active = filters.filter(({ id }) => state.filters[id] && id !== tabFilter)
  return (
    <div className={classes.toolbar}>
      {isSearchable ? <SearchField label={label} state={state} /> : null}
      {filters.length > 0 ? (
        <OnDemand popup="dialog" load={() => import('./FilterPanel.tsx')} more={{ filters, state }}>
          <Button variant="default" leftSection={<IconFilter size={15} aria-hidden />}>
            {s.table.filter}
          </Button>
        </OnDemand>
      ) : null}
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
      {listId === undefined ? null : (
        <OnDemand popup="dialog" load={() => import('./ViewsPanel.tsx')} more={{ listId, state, hidden }}>
          <ActionIcon variant="default" size={30} aria-label={s.table.views} title={s.table.views}>
            <IconBookmark size={16} aria-hidden />
          </ActionIcon>
        </OnDemand>
      )}
      <OnDemand
        popup="dialog"
        load={() => import('./ColumnsPanel.tsx')}
        more={{
          columns: columns.slice(1).map((column) => ({ id: column.id, label: headerOf(column) })),
          hidden,
          onHidden,
          groupings: groupings.map(({ id, label: name }) => ({ id, label: name })),
          group: state.group,
          onGroup: (group: string) => state.set({ group: group || undefined }),
        }}
      >
        <ActionIcon variant="default" size={30} aria-label={s.table.columns} title={s.table.columns}>
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </OnDemand>
      <ActionIcon variant="default" size={30} aria-label={s.table.csv} title={s.table.csv} onClick={onCsv}>
        <IconDownload size={16} aria-hidden />
      </ActionIcon>
      {save ? (
        <OnDemand popup="menu" load={() => import('./FilesPanel.tsx')} more={{ save }}>
          <ActionIcon variant="default" size={30} aria-label={s.table.all} title={s.table.all}>
            <IconTableExport size={16} aria-hidden />
          </ActionIcon>
        </OnDemand>
      ) : null}
    </div>
  )
}

function SearchField({ label, state }: { label: string; state: ListState }) {
  const [text, setText] = useState(state.search)
  useEffect(() => setText(state.search), [state.search])
  const search = useDebouncedCallback((value: string) => state.set({ search: value || undefined }), 200)
  return (
    <label className={classes.search}>
      <IconSearch size={15} aria-hidden />
      <input
        type="search"
        data-search
        aria-label={s.table.searchIn(label)}
        placeholder={s.table.searchIn(label)}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          search(event.currentTarget.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
    </label>
  )
}
