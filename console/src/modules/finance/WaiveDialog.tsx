import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { m } from './strings.ts'

/** Asks why a charge is not billed. */
export function WaiveDialog({ charge, onClose }: { charge: RecordOf<'charge'>; onClose: () => void }) {
  const waive = useAction({
    run: (reason: string) =>
      post('/api/v1/finance/charges/{id}/waive', { path: { id: charge.id }, body: { reason } }),
    done: m.charges.waived,
    changes: ['charge'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={m.charges.waiveTitle}
      confirm={m.charges.waive}
      reasonLabel={m.reason}
      onConfirm={(reason) => waive.mutateAsync(reason)}
      onClose={onClose}
    />
  )
}
