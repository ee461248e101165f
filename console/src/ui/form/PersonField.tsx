import type { SelectProps } from '@mantine/core'
import { get } from '#api/client.ts'
import { RecordSelect } from './RecordSelect.tsx'

/** A field to choose a person of the workspace by name. */
export function PersonField(props: Omit<SelectProps, 'data'>) {
  return (
    <RecordSelect
      {...props}
      subject="crew_member"
      find={async (search) =>
        (
          await get('/api/v1/ops/crew', {
            query: { search: search || undefined, status: 'active', page_size: 30 },
          })
        ).items.map((person) => ({ value: person.id, label: person.displayName }))
      }
      byId={async (id) => ({
        value: id,
        label: (await get('/api/v1/ops/crew/{id}', { path: { id } })).displayName,
      })}
    />
  )
}
