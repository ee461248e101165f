import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import type { Project } from '#api/types.ts'
import { useGo } from '#shell/place.ts'
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
import { ProjectDialog } from './ProjectDialog.tsx'
import { t } from './strings.ts'

const w = t.list
const columns: Column<Project>[] = [
  {
    id: 'name',
    header: w.name,
    sort: 'name',
    cell: (project) => <AppLink to={`/projects/${project.id}`}>{project.name}</AppLink>,
    text: (project) => project.name,
  },
  {
    id: 'customer',
    header: w.customer,
    cell: (project) => project.customer,
    text: (project) => project.customer,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (project) => <StateBadge state={project.status} />,
    text: (project) => project.status,
  },
  {
    id: 'starts',
    header: w.starts,
    cell: (project) => <DateOf on={project.startsOn} />,
    text: (project) => project.startsOn,
    isWide: true,
  },
  {
    id: 'ends',
    header: w.ends,
    cell: (project) => <DateOf on={project.endsOn} />,
    text: (project) => project.endsOn,
    isWide: true,
  },
  {
    id: 'slug',
    header: w.slug,
    cell: (project) => <code>{project.slug}</code>,
    text: (project) => project.slug,
    isOptional: true,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: [
      { value: 'active', label: t.form.active },
      { value: 'idle', label: t.form.idle },
    ],
  },
]

export default function ProjectList() {
  const can = useCan()
  const go = useGo()
  const state = useListState({ filters: ['status'], sort: 'name' })
  const projects = useQuery({
    queryKey: ['project', state.query],
    queryFn: () => get('/api/projects', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  const [isCreating, setCreating] = useState(false)
  const create = () => setCreating(true)
  return (
    <>
      <PageHeader title={w.title}>
        {can('createProject') ? (
          <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={create}>
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <DataTable
        id="projects"
        label={w.title}
        columns={columns}
        result={projects}
        state={state}
        filters={filters}
        rowKey={(project) => project.id}
        rowName={(project) => project.name}
        rowLink={(project) => `/projects/${project.id}`}
        empty={
          <EmptyState title={w.empty} hint={w.emptyHint}>
            {can('createProject') ? <Button onClick={create}>{w.create}</Button> : null}
          </EmptyState>
        }
      />
      {isCreating ? (
        <ProjectDialog
          onClose={() => setCreating(false)}
          onSaved={(project) => void go(`/projects/${project.id}`)}
        />
      ) : null}
    </>
  )
}
