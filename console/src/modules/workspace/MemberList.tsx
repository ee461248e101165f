import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { allows } from '#api/move.ts'
import { useCan, useSession } from '#api/session.ts'
import type { Member } from '#api/types.ts'
import { roleNames } from '#ui/form/RolePicker.tsx'
import { Instant } from '#ui/Instant.tsx'
import { onUse } from '#ui/onUse.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { memberStates } from './kind.ts'
import { t } from './strings.ts'

const HandOverDialog = onUse(async () => (await import('./HandOverDialog.tsx')).HandOverDialog)
const RemoveMemberDialog = onUse(async () => (await import('./RemoveMemberDialog.tsx')).RemoveMemberDialog)
const RolesDialog = onUse(async () => (await import('./RolesDialog.tsx')).RolesDialog)

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
    cell: (member) => <StateBadge of={memberStates} state={member.status} />,
    text: (member) => member.status,
    isWide: true,
  },
  {
    id: 'mfa',
    header: w.mfa,
    cell: (member) => (member.mfaEnabled ? w.mfaOn : <span className="dim">{w.mfaOff}</span>),
    text: (member) => (member.mfaEnabled ? w.mfaOn : w.mfaOff),
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
  const [editing, setEditing] = useState<Member | null>(null)
  const [removing, setRemoving] = useState<Member | null>(null)
  const [givingTo, setGivingTo] = useState<Member | null>(null)
  const { roles, memberId } = useSession()
  const mayGive = roles.includes('account_owner') && can('handOverOwnership')
  const isOwner = (member: Member) => member.roles.includes('account_owner')

  return (
    <>
      <RecordTable
        id="members"
        label={w.members}
        columns={columns}
        subject="member"
        load={(query) => get('/api/v1/admin/members', { query })}
        rowName={(member) => member.displayName}
        onEdit={can('updateMember') ? setEditing : undefined}
        rowActions={(member) =>
          allows('member', 'edit', member) ? (
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
              {mayGive && member.id !== memberId ? (
                <Button
                  variant="subtle"
                  aria-label={`${w.handOver}: ${member.displayName}`}
                  onClick={() => setGivingTo(member)}
                >
                  {w.handOverShort}
                </Button>
              ) : null}
              {can('removeMember') && !isOwner(member) && member.id !== memberId ? (
                <Button
                  variant="subtle"
                  color="red"
                  aria-label={`${w.remove}: ${member.displayName}`}
                  onClick={() => setRemoving(member)}
                >
                  {w.removeShort}
                </Button>
              ) : null}
            </Group>
          ) : null
        }
        words={{ empty: w.emptyMembers }}
      />
      {editing ? <RolesDialog member={editing} onClose={() => setEditing(null)} /> : null}
      {removing ? <RemoveMemberDialog member={removing} onClose={() => setRemoving(null)} /> : null}
      {givingTo ? <HandOverDialog member={givingTo} onClose={() => setGivingTo(null)} /> : null}
    </>
  )
}
