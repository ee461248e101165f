import { post } from '#api/client.ts'
import type { Member } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.handOver

/** Transfers the one role that only its holder can give away. */
export function HandOverDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const handing = useAction({
    run: () => post('/api/v1/admin/members/{id}/hand-over', { path: { id: member.id } }),
    done: w.done(member.displayName),
    changes: ['member', 'session'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.title(member.displayName)}
      confirm={w.submit}
      isDangerous
      onConfirm={() => handing.mutateAsync()}
      onClose={onClose}
    >
      {w.text(member.displayName)}
    </ConfirmDialog>
  )
}
