import { remove } from '#api/client.ts'
import type { Member } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.endSessions

/** Signs a member out everywhere, such as after a lost phone. */
export function EndSessionsDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const ending = useAction({
    run: () => remove('/api/v1/admin/members/{id}/sessions', { path: { id: member.id } }),
    done: w.done(member.displayName),
    changes: ['member'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.title(member.displayName)}
      confirm={w.submit}
      isDangerous
      onConfirm={() => ending.mutateAsync()}
      onClose={onClose}
    >
      {w.text}
    </ConfirmDialog>
  )
}
