import { remove } from '#api/client.ts'
import type { ApiKey } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.list

export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoke = useAction({
    run: () => remove('/api/user/api-keys/{id}', { path: { id: apiKey.id } }),
    done: w.revoked(apiKey.name),
    changes: ['api_key'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.revokeTitle(apiKey.name)}
      confirm={w.revokeKey}
      isDangerous
      onConfirm={() => revoke.mutateAsync()}
      onClose={onClose}
    >
      {w.revokeText}
    </ConfirmDialog>
  )
}
