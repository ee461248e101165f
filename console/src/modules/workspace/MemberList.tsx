import { Button, Group } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '#api/client.ts'
import type { Member } from '#api/types.ts'
import { useCan } from '#shell/session.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { useAction } from '#ui/useAction.ts'
import { roleNames } from './RolePicker.tsx'
import { RolesDialog } from './RolesDialog.tsx'
import { t } from './strings.ts'

const w = t.members

const columns: Column<Member>[] = [
  {
    id: 'name',
    sort: 'displayName',
    header: w.name,
    cell: (member) => member.displayName,
    text: (member) => member.displayName,
  },
  {
    id: 'email',
    header: w.email,
    cell: (member) => member.email,
    text: (member) => member.email,
    isWide: true,
  },
  {
    id: 'roles',
    header: w.roles,
    cell: (member) => <span title={roleNames(member.roles)}>{roleNames(member.roles)}</span>,
    text: (member) => roleNames(member.roles),
  },
  {
    id: 'status',
    header: w.status,
    cell: (member) => <StateBadge state={member.status} />,
    text: (member) => member.status,
    isWide: true,
  },
  {
    id: 'joined',
    sort: 'joinedAt',
    header: w.joined,
    cell: (member) => <Instant at={member.joinedAt} relative />,
    text: (member) => member.joinedAt,
    isWide: true,
  },
]

export function MemberList() {
  const can = useCan()
  const state = useListState({ sort: 'displayName' })
  const { query } = state
  const members = useQuery({
    queryKey: ['member', query],
    queryFn: () => get('/api/v1/admin/members', { query }),
    placeholderData: keepPreviousData,
  })
  const [editing, setEditing] = useState<Member | null>(null)
  const [removing, setRemoving] = useState<Member | null>(null)
  const removal = useAction({
    run: (member: Member) => remove('/api/v1/admin/members/{id}', { path: { id: member.id } }),
    done: (_, member) => w.removed(member.displayName),
    changes: ['member'],
    quiet: true,
  })
  const isOwner = (member: Member) => member.roles.includes('account_owner')

  return (
    <>
      <DataTable
        id="members"
        label={w.members}
        columns={columns}
        result={members}
        state={state}
        rowKey={(member) => member.id}
        rowName={(member) => member.displayName}
        onEdit={can('updateMember') ? setEditing : undefined}
        rowActions={(member) =>
          member.status === 'active' ? (
            <Group gap={4} wrap="nowrap" justify="flex-end">
              {can('updateMember') ? (
                <Button
                  variant="subtle"
                  aria-label={`${w.editRoles}: ${member.displayName}`}
                  onClick={() => setEditing(member)}
                >
                  {w.editRoles}
                </Button>
              ) : null}
              {can('removeMember') && !isOwner(member) ? (
                <Button
                  variant="subtle"
                  color="red"
                  aria-label={`${w.remove}: ${member.displayName}`}
                  onClick={() => setRemoving(member)}
                >
                  {w.remove}
                </Button>
              ) : null}
            </Group>
          ) : null
        }
        empty={<EmptyState title={w.emptyMembers} />}
      />
      {editing ? <RolesDialog member={editing} onClose={() => setEditing(null)} /> : null}
      {removing ? (
        <ConfirmDialog
          title={w.removeTitle(removing.displayName)}
          confirm={w.remove}
          isDangerous
          onConfirm={() => removal.mutateAsync(removing)}
          onClose={() => setRemoving(null)}
        >
          {w.removeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
