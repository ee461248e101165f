import { useState } from 'react'
import { get } from '#api/client.ts'
import { allows } from '#api/move.ts'
import { useCan, useSession } from '#api/session.ts'
import type { Member } from '#api/types.ts'
import { roleNames } from '#ui/form/roleNames.ts'
import { Instant } from '#ui/Instant.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { onUse } from '#ui/onUse.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { memberStates } from './kind.ts'
import { t } from './strings.ts'

const EndSessionsDialog = onUse(async () => (await import('./EndSessionsDialog.tsx')).EndSessionsDialog)
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
  const [signingOut, setSigningOut] = useState<Member | null>(null)
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
            <MoveButtons
              kind="member"
              record={member}
              rowName={member.displayName}
              maxButtons={0}
              labels={{ edit: w.editRoles, handOver: w.handOver, remove: w.remove }}
              on={{
                edit: () => setEditing(member),
                signOut: member.id === memberId ? null : () => setSigningOut(member),
                handOver: mayGive && member.id !== memberId ? () => setGivingTo(member) : null,
                remove: isOwner(member) || member.id === memberId ? null : () => setRemoving(member),
              }}
            />
          ) : null
        }
        words={{ empty: w.emptyMembers }}
      />
      {editing ? <RolesDialog member={editing} onClose={() => setEditing(null)} /> : null}
      {removing ? <RemoveMemberDialog member={removing} onClose={() => setRemoving(null)} /> : null}
      {signingOut ? <EndSessionsDialog member={signingOut} onClose={() => setSigningOut(null)} /> : null}
      {givingTo ? <HandOverDialog member={givingTo} onClose={() => setGivingTo(null)} /> : null}
    </>
  )
}
