import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { DueItem } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
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
    text: (item) => labelOf('due_item.state', item.state),
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
    cell: (item) => labelOf('due_item.kind', item.kind),
    text: (item) => labelOf('due_item.kind', item.kind),
  },
]
const choices = (all: Record<string, string>) =>
  Object.entries(all).map(([value, label]) => ({ value, label }))
const filters: Filter[] = [
  { id: 'state', label: w.state, options: [...choices(t.several), ...optionsOf('due_item.state')] },
  { id: 'aircraft', label: w.aircraft, kind: 'text' },
  { id: 'kind', label: w.kind, options: optionsOf('due_item.kind') },
  { id: 'active', label: w.shown, options: [{ value: 'false', label: t.retired }] },
]

/** What is due on the fleet, most urgent first. */
export default function DueList() {
  const can = useCan()
  const go = useGo()
  const [isAdding, setAdding] = useState(false)
  const addPresets = can('addMaintenancePresets') ? (
    <Button variant="default" onClick={() => setAdding(true)}>
      {w.presets}
    </Button>
  ) : null
  return (
    <>
      <RecordList<Row>
        id="maintenance"
        subject="maintenance_item"
        words={w}
        columns={columns}
        filters={filters}
        load={(query) =>
          query.active === 'false'
            ? get('/api/v1/maintenance/items', { query: { ...query, active: false } })
            : get('/api/v1/maintenance/due', { query })
        }
        rowName={(item) => `${item.aircraftRegistration} ${item.title}`}
        rowLink={(item) => `/maintenance/items/${item.id}`}
        onEdit={
          can('updateMaintenanceItem') ? (item) => void go(`/maintenance/items/${item.id}/edit`) : undefined
        }
        create={can('createMaintenanceItem') && { open: () => void go('/maintenance/items/new') }}
        actions={addPresets}
        emptyActions={addPresets}
      />
      {isAdding ? <Presets onClose={() => setAdding(false)} /> : null}
    </>
  )
}
