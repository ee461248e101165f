import { Select, type SelectProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'

/** A field to choose a member who can be assigned work. */
export function MemberField(props: Omit<SelectProps, 'data'>) {
  const can = useCan()
  const members = useQuery({
    queryKey: ['member', 'assignees'],
    queryFn: () => get('/api/v1/sms/assignees'),
    enabled: can('listAssignees'),
  })
  return (
    <Select
      searchable
      clearable
      {...props}
      data={(members.data ?? []).map(({ memberId, displayName }) => ({
        value: memberId,
        label: displayName,
      }))}
    />
  )
}
