import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { Answer } from '#api/contract.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { sentence } from '../../../strings.ts'
import { FieldDialog } from './FieldDialog.tsx'
import { t } from './strings.ts'

const w = t.changes
export type Change = Answer<'GET', '/api/v1/safety/changes/{id}'>
const words = (values: string[]) => values.map((value) => ({ value, label: sentence(value) }))
const kinds = words([
  'aircraft',
  'base',
  'procedure',
  'organisation',
  'people',
  'supplier',
  'system',
  'other',
])

const columns: Column<Change>[] = [
  {
    id: 'title',
    header: w.name,
    cell: (change) => <AppLink to={`/safety/changes/${change.id}`}>{change.title}</AppLink>,
    text: (change) => change.title,
  },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (change) => sentence(change.kind),
    text: (change) => change.kind,
  },
  {
    id: 'hazards',
    header: w.hazards,
    isNumeric: true,
    isWide: true,
    cell: (change) => change.hazards.length,
    text: (change) => change.hazards.length,
  },
  {
    id: 'planned',
    header: w.planned,
    isWide: true,
    cell: (change) => <DateOf on={change.plannedOn} />,
    text: (change) => change.plannedOn,
  },
  {
    id: 'status',
    header: w.status,
    cell: (change) => <StateBadge state={change.status} />,
    text: (change) => change.status,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: words(['proposed', 'approved', 'implemented', 'reviewed', 'rejected']),
  },
  { id: 'kind', label: w.kind, options: kinds },
]

export default function Changes() {
  const can = useCan()
  const state = useListState({ filters: ['status', 'kind'] })
  const [isAdding, setAdding] = useState(false)
  const changes = useQuery({
    queryKey: ['safety_change', state.query],
    queryFn: () => get('/api/v1/safety/changes', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader title={w.title}>
        {can('createSafetyChange') ? (
          <Button
            data-create
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <DataTable
        id="safety-changes"
        label={w.title}
        columns={columns}
        result={changes}
        state={state}
        filters={filters}
        rowKey={(change) => change.id}
        rowName={(change) => change.title}
        rowLink={(change) => `/safety/changes/${change.id}`}
        empty={<EmptyState title={w.empty} hint={w.emptyHint} />}
      />
      {isAdding ? (
        <FieldDialog
          title={w.create}
          submitLabel={w.create}
          done={w.saved}
          changes={['safety_change']}
          fields={[
            { name: 'title', label: w.name, isRequired: true },
            { name: 'kind', label: w.kind, kind: 'select', options: kinds, isRequired: true },
            { name: 'description', label: w.description, kind: 'area', isRequired: true },
            { name: 'owner', label: w.owner },
            { name: 'plannedOn', label: w.planned, kind: 'date' },
            { name: 'reviewOn', label: w.review, kind: 'date' },
          ]}
          onClose={() => setAdding(false)}
          send={(values) => post('/api/v1/safety/changes', { body: values as never })}
        />
      ) : null}
    </>
  )
}
