import type { MultiSelectProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { MultiSelect } from '../MultiSelect.ts'

/** A field to choose several people of the workspace by name. */
export function PeopleField(props: Omit<MultiSelectProps, 'data'>) {
  const people = useQuery({
    queryKey: ['crew_member', 'choices'],
    queryFn: () => get('/api/v1/ops/crew', { query: { page_size: 100 } }),
  })
  return (
    <MultiSelect
      searchable
      {...props}
      data={(people.data?.items ?? []).map(({ id, displayName }) => ({ value: id, label: displayName }))}
    />
  )
}
