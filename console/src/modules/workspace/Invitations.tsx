import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import { allows } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { Invitation } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { roleNames } from '#ui/form/roleNames.ts'
import { Instant } from '#ui/Instant.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { invitationStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.members

const expiryOf = ({ status, expiresAt }: Invitation) =>
  status === 'pending' || status === 'expired' ? expiresAt : null

const columns: Column<Invitation>[] = [
  {
    id: 'email',
    header: w.email,
    cell: (invitation) => invitation.email,
    text: (invitation) => invitation.email,
  },
  {
    id: 'roles',
    header: w.roles,
    cell: (invitation) => roleNames(invitation.roles),
    text: (invitation) => roleNames(invitation.roles),
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (invitation) => <StateBadge of={invitationStates} state={invitation.status} />,
    text: (invitation) => invitation.status,
  },
  {
    id: 'sent',
    header: w.sent,
    cell: (invitation) => <Instant at={invitation.createdAt} relative />,
    text: (invitation) => invitation.createdAt,
    isWide: true,
  },
  {
    id: 'expires',
    header: w.expires,
    // An accepted or withdrawn invitation has ended; its date would say that the link still works.
    cell: (invitation) => <Instant at={expiryOf(invitation)} relative />,
    text: expiryOf,
    isWide: true,
  },
]

export function Invitations({ onInvite }: { onInvite: () => void }) {
  const can = useCan()
  const [revoking, setRevoking] = useState<Invitation | null>(null)
  const resend = useAction({
    run: (id: string) => post('/api/v1/admin/invitations/{id}/resend', { path: { id } }),
    done: w.resent,
    changes: ['invitation'],
  })
  const revoke = useAction({
    run: (id: string) => remove('/api/v1/admin/invitations/{id}', { path: { id } }),
    done: w.revoked,
    changes: ['invitation'],
    quiet: true,
  })

  return (
    <>
      <RecordTable
        id="invitations"
        label={w.invitations}
        columns={columns}
        subject="invitation"
        load={(query) => get('/api/v1/admin/invitations', { query })}
        isSearchable={false}
        rowName={(invitation) => invitation.email}
        rowActions={(invitation) =>
          allows('invitation', 'resend', invitation) ? (
            <Group gap={4} wrap="nowrap" justify="flex-end">
              {can('resendInvitation') ? (
                <Button
                  variant="subtle"
                  aria-label={`${w.resend}: ${invitation.email}`}
                  onClick={() => resend.mutate(invitation.id)}
                >
                  {w.resend}
                </Button>
              ) : null}
              {can('revokeInvitation') ? (
                <Button
                  variant="subtle"
                  color="red"
                  aria-label={`${w.revoke}: ${invitation.email}`}
                  onClick={() => setRevoking(invitation)}
                >
                  {w.revoke}
                </Button>
              ) : null}
            </Group>
          ) : null
        }
        words={{ empty: w.emptyInvitations, emptyHint: w.emptyInvitationsHint }}
        emptyActions={can('inviteMember') ? <Button onClick={onInvite}>{w.invite}</Button> : null}
      />
      {revoking ? (
        <ConfirmDialog
          title={w.revokeTitle(revoking.email)}
          confirm={w.revoke}
          isDangerous
          onConfirm={() => revoke.mutateAsync(revoking.id)}
          onClose={() => setRevoking(null)}
        >
          {w.revokeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
