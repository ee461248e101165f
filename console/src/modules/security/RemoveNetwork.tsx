import { remove } from '#api/client.ts'
import type { AllowedNetwork } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.allowlist

export function RemoveNetwork({ network, onClose }: { network: AllowedNetwork; onClose: () => void }) {
  const action = useAction({
    run: () => remove('/api/settings/ip-whitelist/{id}', { path: { id: network.id } }),
    done: w.removed(network.cidr),
    changes: ['ip_allowlist'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.removeTitle(network.cidr)}
      confirm={w.removeConfirm}
      isDangerous
      onConfirm={() => action.mutateAsync()}
      onClose={onClose}
    >
      <p>{w.removeText}</p>
    </ConfirmDialog>
  )
}
