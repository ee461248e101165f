import type { SelectProps } from '@mantine/core'
import { get } from '#api/client.ts'
import { RecordSelect } from './RecordSelect.tsx'

/** A field to choose a project of the workspace by name. */
export function ProjectField(props: Omit<SelectProps, 'data'>) {
  return (
    <RecordSelect
      {...props}
      subject="project"
      find={async (search) =>
        (await get('/api/projects', { query: { search: search || undefined, page_size: 30 } })).items.map(
          (project) => ({ value: project.id, label: project.name }),
        )
      }
      byId={async (id) => ({ value: id, label: (await get('/api/projects/{id}', { path: { id } })).name })}
    />
  )
}
