import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Project } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { projectStates } from './kind.ts'
import { t } from './strings.ts'

const ProjectDialog = onUse(async () => (await import('./ProjectDialog.tsx')).ProjectDialog)

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
    cell: (project) => <StateBadge of={projectStates} state={project.status} />,
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
  return (
    <RecordList
      id="projects"
      subject="project"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/projects', { query })}
      rowName={(project) => project.name}
      rowLink={(project) => `/projects/${project.id}`}
      create={
        can('createProject') && {
          dialog: (onClose) => (
            <ProjectDialog onClose={onClose} onSaved={(project) => void go(`/projects/${project.id}`)} />
          ),
        }
      }
    />
  )
}
