import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import type { WorkspaceLimits } from '#api/types.ts'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { formatNumber } from '#ui/region.ts'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { sentence } from '../../strings.ts'
import { t } from './strings.ts'

const EditLimits = onUse(async () => (await import('./EditLimits.tsx')).EditLimits)

const w = t.limits

const columns: Column<WorkspaceLimits>[] = [
  {
    id: 'workspace',
    header: w.workspace,
    cell: (workspace) => workspace.name,
    text: (workspace) => workspace.name,
  },
  {
    id: 'owner',
    header: w.owner,
    cell: (workspace) => workspace.owner_email,
    text: (workspace) => workspace.owner_email,
    isWide: true,
  },
  {
    id: 'tier',
    header: w.tier,
    cell: (workspace) => sentence(workspace.tier),
    text: (workspace) => workspace.tier,
    isWide: true,
  },
  ...['max_aircraft', 'max_members', 'max_storage_mb'].map(
    (name): Column<WorkspaceLimits> => ({
      id: name,
      header: { max_aircraft: 'Aircraft', max_members: 'Members', max_storage_mb: 'MB' }[name] ?? name,
      cell: (workspace) => useOf(workspace, name),
      text: (workspace) => useOf(workspace, name),
      isNumeric: true,
      isWide: true,
    }),
  ),
]

function useOf({ limits }: WorkspaceLimits, name: string): string {
  const limit = limits.find((each) => each.name === name)
  return limit ? `${formatNumber(limit.used)} / ${formatNumber(limit.limit)}` : ''
}

export default function Limits() {
  const state = useListState()
  const all = useQuery({
    queryKey: ['entitlements', state.query],
    queryFn: () => get('/api/system/workspaces', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  const page = all.data && { ...all.data, items: all.data.workspaces, next_cursor: null }
  const [editing, setEditing] = useState<WorkspaceLimits | null>(null)
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <DataTable
        id="limits"
        label={w.title}
        columns={columns}
        result={{ ...all, data: page }}
        state={state}
        rowName={(workspace) => workspace.name}
        onOpen={setEditing}
        onEdit={setEditing}
        rowActions={(workspace) => (
          <Button
            variant="subtle"
            aria-label={w.editNamed(workspace.name)}
            onClick={() => setEditing(workspace)}
          >
            {w.edit}
          </Button>
        )}
        words={w}
      />
      {editing && all.data ? (
        <EditLimits workspace={editing} entitlements={all.data} onClose={() => setEditing(null)} />
      ) : null}
    </>
  )
}
