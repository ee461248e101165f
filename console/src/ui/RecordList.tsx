import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { type KindName, kinds } from '#api/contract.ts'
import type { Page } from '#api/types.ts'
import { IconPlus } from './icons.ts'
import { PageHeader } from './PageHeader.tsx'
import type { Column, Filter, Grouping } from './table/column.ts'
import { countingOf } from './table/countingOf.ts'
import { DataTable } from './table/DataTable.tsx'
import type { ListState } from './table/listState.ts'
import { useRecords } from './table/useRecords.ts'

type Props<Row extends { id: string }> = {
  /** The key under which table settings are stored. */
  id: string
  /** The kind of the records. Its changes refresh the list. The contract gives the default order, and whether it can be searched. */
  subject: KindName
  words: { title: string; hint?: ReactNode; create?: string; empty: string; emptyHint?: string }
  /** The parent page. */
  back?: { to: string; label: string }
  /** The label of the table, if it differs from the page title. */
  label?: string
  columns: Column<Row>[]
  filters?: Filter[]
  groupings?: Grouping<Row>[]
  load: (query: ListState['query']) => Promise<Page<Row>>
  rowName: (row: Row) => string
  rowLink?: (row: Row) => string
  rowActions?: (row: Row) => ReactNode
  onOpen?: (row: Row) => void
  onEdit?: (row: Row) => void
  /** How to create a record: in a dialog, or on another page. False without the right to. */
  create?: { dialog: (onClose: () => void) => ReactNode } | { open: () => void } | false
  /** Other actions, shown before the create button. */
  actions?: ReactNode
  /** Other actions of an empty list. */
  emptyActions?: ReactNode
  /** Between the heading and the list. */
  children?: ReactNode
}

/** The page of a kind of record: its heading, its list, and the dialog that creates one. */
export function RecordList<Row extends { id: string }>(props: Props<Row>) {
  const { id, subject, words, columns, filters = [], load, create = false, actions } = props
  const { state, result, save } = useRecords({ subject, load, filters })
  const [isCreating, setCreating] = useState(false)
  // An empty list shows the create button in its middle, so the header leaves it out.
  const isEmpty = result.data?.items.length === 0 && !state.search && Object.keys(state.filters).length === 0
  const button = create ? (
    <Button
      data-create
      leftSection={<IconPlus size={15} aria-hidden />}
      onClick={'open' in create ? create.open : () => setCreating(true)}
    >
      {words.create}
    </Button>
  ) : null
  return (
    <>
      <PageHeader title={words.title} hint={words.hint} back={props.back}>
        {actions}
        {isEmpty ? null : button}
      </PageHeader>
      {props.children}
      <DataTable
        id={id}
        label={props.label ?? words.title}
        columns={columns}
        result={result}
        save={save}
        state={state}
        filters={filters}
        hasViews
        counting={countingOf({ subject, load, filters })}
        groupings={props.groupings}
        isSearchable={kinds[subject].list?.isSearched ?? true}
        rowName={props.rowName}
        rowLink={props.rowLink}
        rowActions={props.rowActions}
        onOpen={props.onOpen}
        onEdit={props.onEdit}
        words={words}
        emptyActions={
          <>
            {button}
            {props.emptyActions}
          </>
        }
      />
      {create && 'dialog' in create && isCreating ? create.dialog(() => setCreating(false)) : null}
    </>
  )
}
