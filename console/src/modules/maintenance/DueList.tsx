import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { DueItem } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { DueBadge, dueText, remainingText } from './dueWords.tsx'
import classes from './maintenance.module.css'
import { Presets } from './Presets.tsx'
import { t } from './strings.ts'

const w = t.list
type Row = DueItem & { isActive?: boolean }

const columns: Column<Row>[] = [
  {
    id: 'state',
    header: w.state,
    sort: 'urgency',
    cell: (item) => <DueBadge item={item} />,
    text: (item) => t.states[item.state],
  },
  {
    id: 'remaining',
    header: w.remaining,
    isNumeric: true,
    cell: remainingText,
    text: remainingText,
  },
  {
    id: 'aircraft',
    header: w.aircraft,
    cell: (item) => <AppLink to={`/aircraft/${item.aircraftId}`}>{item.aircraftRegistration}</AppLink>,
    text: (item) => item.aircraftRegistration,
    isWide: true,
  },
  {
    id: 'item',
    header: w.item,
    sort: 'title',
    cell: (item) => (
      <AppLink to={`/maintenance/items/${item.id}`}>
        <span className={classes.onPhone}>{item.aircraftRegistration} </span>
        {item.title}
      </AppLink>
    ),
    text: (item) => item.title,
  },
  { id: 'due', header: w.due, isWide: true, cell: dueText, text: dueText },
  {
    id: 'projected',
    header: w.projected,
    isWide: true,
    cell: (item) => <DateOf on={item.projectedOn} />,
    text: (item) => item.projectedOn,
  },
  {
    id: 'lastDone',
    header: w.lastDone,
    isWide: true,
    cell: (item) => <DateOf on={item.lastDoneOn} />,
    text: (item) => item.lastDoneOn,
  },
  {
    id: 'reference',
    header: w.reference,
    isWide: true,
    cell: (item) => item.reference,
    text: (item) => item.reference,
  },
  {
    id: 'kind',
    header: w.kind,
    isOptional: true,
    cell: (item) => t.kinds[item.kind],
    text: (item) => t.kinds[item.kind],
  },
]
const choices = (all: Record<string, string>) =>
  Object.entries(all).map(([value, label]) => ({ value, label }))
const filters: Filter[] = [
  { id: 'state', label: w.state, options: choices({ ...t.several, ...t.states }) },
  { id: 'aircraft', label: w.aircraft, kind: 'text' },
  { id: 'kind', label: w.kind, options: choices(t.kinds) },
  { id: 'active', label: w.shown, options: [{ value: 'false', label: t.retired }] },
]

/** What is due on the fleet, most urgent first. */
export default function DueList() {
  const can = useCan()
  const go = useGo()
  const [isAdding, setAdding] = useState(false)
  const state = useListState({ filters: filters.map((filter) => filter.id), sort: 'urgency' })
  const items = useQuery({
    queryKey: ['maintenance_item', state.query],
    queryFn: () =>
      state.filters.active === 'false'
        ? get('/api/v1/maintenance/items', { query: { ...state.query, active: false } })
        : get('/api/v1/maintenance/due', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  const addPresets = can('addMaintenancePresets') ? (
    <Button variant="default" onClick={() => setAdding(true)}>
      {w.presets}
    </Button>
  ) : null
  const create = can('createMaintenanceItem') ? (
    <Button
      data-create
      leftSection={<IconPlus size={15} aria-hidden />}
      onClick={() => go('/maintenance/items/new')}
    >
      {w.create}
    </Button>
  ) : null
  return (
    <>
      <PageHeader title={w.title}>
        {addPresets}
        {create}
      </PageHeader>
      <DataTable<Row>
        id="maintenance"
        label={w.title}
        columns={columns}
        result={items}
        state={state}
        filters={filters}
        rowKey={(item) => item.id}
        rowName={(item) => `${item.aircraftRegistration} ${item.title}`}
        rowLink={(item) => `/maintenance/items/${item.id}`}
        onEdit={
          can('updateMaintenanceItem') ? (item) => void go(`/maintenance/items/${item.id}/edit`) : undefined
        }
        empty={
          <EmptyState title={w.empty} hint={w.emptyHint}>
            {addPresets}
          </EmptyState>
        }
      />
      {isAdding ? <Presets onClose={() => setAdding(false)} /> : null}
    </>
  )
}
