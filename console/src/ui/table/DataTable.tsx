import { useLocalStorage } from '@mantine/hooks'
import { lazy, type ReactNode, Suspense, useRef } from 'react'
import type { Page } from '#api/types.ts'
import { useGo } from '#ui/place.ts'
import { s } from '../../strings.ts'
import { EmptyState } from '../EmptyState.tsx'
import { ErrorState } from '../ErrorState.tsx'
import { type Column, type Filter, type Grouping, grouped } from './column.ts'
import { download, toCsv } from './csv.ts'
import type { FileFormat } from './FilesPanel.tsx'
import { Footer } from './Footer.tsx'
import { Head } from './Head.tsx'
import type { Counting } from './ListTabs.tsx'
import { type ListState, useListState } from './listState.ts'
import { arrange } from './local.ts'
import { Rows, type RowsHandle } from './Rows.tsx'
import { SkeletonRows } from './SkeletonRows.tsx'
import { Toolbar } from './Toolbar.tsx'
import { Totals } from './Totals.tsx'
import classes from './table.module.css'
import { useRowKeys } from './useRowKeys.ts'
import { useSelection } from './useSelection.ts'
import { useTop } from './useTop.ts'

// After the rows, which people wait for.
const ListTabs = lazy(() => import('./ListTabs.tsx').catch(() => ({ default: () => null })))

type Result<Row> = {
  data?: Page<Row> | Row[]
  isPending: boolean
  isError: boolean
  error: unknown
  refetch: () => unknown
}

export type TableProps<Row> = {
  /** The key under which table settings are stored. */
  id: string
  label: string
  columns: Column<Row>[]
  result: Result<Row>
  /** Downloads every record that fits the filters. Rows that are here already have the shown columns alone. */
  save?: (format: FileFormat) => Promise<void>
  /** By default the state of the page's only list. */
  state?: ListState
  /** A whole list of the API: it has tabs by state, and views that people save. */
  counting?: Counting
  hasViews?: boolean
  groupings?: Grouping<Row>[]
  rowName: (row: Row) => string
  /** The page that a row opens, inside the workspace. */
  rowLink?: (row: Row) => string
  onOpen?: (row: Row) => void
  onEdit?: (row: Row) => void
  keys?: Record<string, (row: Row) => void>
  rowActions?: (row: Row) => ReactNode
  /** Actions for several selected rows. */
  bulk?: (rows: Row[], clear: () => void) => ReactNode
  filters?: Filter[]
  isSearchable?: boolean
  toolbar?: ReactNode
  /** What an empty list says, and what can be done about it. */
  words: { empty: string; emptyHint?: string }
  emptyActions?: ReactNode
}

/** The console's list. Columns are remembered, filters and sorting are in the URL, and rows work with the keyboard. */
export function DataTable<Row extends { id: string }>(props: TableProps<Row>) {
  const {
    id,
    label,
    columns,
    result,
    rowName,
    rowLink,
    onEdit,
    keys,
    rowActions,
    bulk,
    filters = [],
    isSearchable = true,
    toolbar,
    counting,
    hasViews = false,
    groupings = [],
    words,
  } = props
  const ownState = useListState({ filters: filters.map((filter) => filter.id) })
  const state = props.state ?? ownState
  const go = useGo()
  const scroller = useRef<HTMLDivElement>(null)
  const handle = useRef<RowsHandle>(null)
  const [ownHidden, setOwnHidden] = useLocalStorage<string[]>({
    key: `apron.columns.${id}`,
    getInitialValueInEffect: false,
    defaultValue: columns.filter((column) => column.isOptional).map((column) => column.id),
  })

  // The address of a view names its columns. Elsewhere each list remembers its own.
  const hidden = state.hide === null ? ownHidden : state.hide.split(',')
  const setHidden = (next: string[]) => {
    if (state.hide === null) setOwnHidden(next)
    else state.set({ hide: next.join(',') })
  }

  const shown = columns.filter((column) => !hidden.includes(column.id))
  const grouping = groupings.find((each) => each.id === state.group)
  const rows = grouped(
    Array.isArray(result.data) ? arrange(result.data, columns, state) : (result.data?.items ?? []),
    grouping,
  )
  const { selected, active: atRow, setActive, select, toggle } = useSelection(id, rows)
  const picked = rows.filter((row) => selected.has(row.id))
  const clear = () => select(new Set())
  const onOpen = props.onOpen ?? (rowLink ? (row: Row) => void go(rowLink(row)) : undefined)
  useRowKeys({
    rows,
    active: atRow,
    setActive,
    scroller,
    reveal: (index) => handle.current?.reveal(index),
    onOpen,
    onToggle: bulk ? toggle : undefined,
    onEdit,
    keys,
  })

  const isNarrowed = Boolean(state.search) || filters.some((filter) => state.filters[filter.id])
  const isEmpty = !result.isPending && !result.isError && rows.length === 0
  useTop(scroller, !result.isError && !isEmpty)

  return (
    <div>
      {hasViews ? (
        <Suspense>
          <ListTabs listId={id} label={label} state={state} counting={counting} />
        </Suspense>
      ) : null}
      <div className={classes.top}>
        {isEmpty && !isNarrowed ? null : (
          <Toolbar
            label={label}
            state={state}
            filters={filters}
            isSearchable={isSearchable}
            columns={columns}
            hidden={hidden}
            onHidden={setHidden}
            groupings={groupings}
            listId={hasViews ? id : undefined}
            tabFilter={counting?.filter.id}
            onCsv={() => download(`${id}.csv`, toCsv(shown, rows))}
            save={props.save}
          >
            {toolbar}
          </Toolbar>
        )}
        {bulk && picked.length > 0 ? (
          <div className={classes.bulk} role="toolbar" aria-label={s.table.selected(picked.length)}>
            <strong>{s.table.selected(picked.length)}</strong>
            {bulk(picked, clear)}
            <button type="button" className={classes.plain} onClick={clear}>
              {s.table.clearSelection}
            </button>
          </div>
        ) : null}
      </div>
      {result.isError ? <ErrorState error={result.error} onRetry={() => void result.refetch()} /> : null}
      {isEmpty ? (
        isNarrowed ? (
          <EmptyState title={s.table.nothingMatches} hint={s.table.nothingMatchesHint} />
        ) : (
          <EmptyState title={words.empty} hint={words.emptyHint}>
            {props.emptyActions}
          </EmptyState>
        )
      ) : null}
      {result.isError || isEmpty ? null : (
        <div ref={scroller} className={classes.scroller} role="region" aria-label={label} tabIndex={0}>
          <table
            className={classes.table}
            data-frozen={bulk ? undefined : true}
            aria-busy={result.isPending}
            aria-rowcount={rows.length > 200 ? rows.length + 1 : undefined}
          >
            <caption className="visually-hidden">{label}</caption>
            <Head
              columns={shown}
              state={state}
              isSortable={Array.isArray(result.data)}
              hasActions={Boolean(rowActions)}
              selection={
                bulk
                  ? {
                      all: picked.length === rows.length && rows.length > 0,
                      some: picked.length > 0,
                      toggleAll: () =>
                        select(
                          new Set(picked.length === rows.length ? [] : rows.map(({ id: rowId }) => rowId)),
                        ),
                    }
                  : undefined
              }
            />
            {result.isPending ? (
              <SkeletonRows label={label} columns={shown.length + (bulk ? 1 : 0) + (rowActions ? 1 : 0)} />
            ) : (
              <Rows
                rows={rows}
                columns={shown}
                rowName={rowName}
                rowActions={rowActions}
                onOpen={onOpen}
                selected={bulk ? selected : undefined}
                onToggle={toggle}
                active={atRow}
                grouping={grouping}
                scroller={scroller}
                handle={handle}
              />
            )}
            <Totals
              rows={rows}
              columns={shown}
              isPart={!Array.isArray(result.data) && (result.data?.total_pages ?? 1) > 1}
              hasPick={Boolean(bulk)}
              hasActions={Boolean(rowActions)}
            />
          </table>
        </div>
      )}
      {result.data && !Array.isArray(result.data) && result.data.total_pages > 1 ? (
        <Footer
          page={result.data}
          onPage={(page) => state.set({ page: page > 1 ? String(page) : undefined })}
        />
      ) : null}
    </div>
  )
}
