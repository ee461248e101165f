import { useState } from 'react'
import { post } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useAction } from '#ui/useAction.ts'
import { EditInvestigation } from './EditInvestigation.tsx'
import { t } from './strings.ts'

const w = t.investigations
type Status = InvestigationInFull['status']

/** The actions that the status of an investigation allows. */
export function InvestigationActions({ investigation }: { investigation: InvestigationInFull }) {
  const [dialog, setDialog] = useState<'edit' | 'back' | 'complete' | null>(null)
  const close = () => setDialog(null)
  const move = useAction({
    run: (body: { status: Status; reason?: string; noActionReason?: string }) =>
      post('/api/v1/sms/investigations/{id}/status', { path: { id: investigation.id }, body }),
    done: w.moved,
    changes: ['investigation', 'safety_report', 'cpa'],
  })
  const to = (status: Status) => () => move.mutate({ status })
  return (
    <>
      <MoveButtons
        kind="investigation"
        record={investigation}
        isBusy={move.isPending}
        on={{
          collect: to('data_collection'),
          analyze: to('analysis'),
          review: to('review'),
          complete: investigation.cpas.length === 0 ? () => setDialog('complete') : to('completed'),
          sendBack: () => setDialog('back'),
          edit: () => setDialog('edit'),
        }}
      />
      {dialog === 'edit' ? <EditInvestigation investigation={investigation} onClose={close} /> : null}
      {dialog === 'back' ? (
        <ConfirmDialog
          title={moveLabel('investigation', 'sendBack')}
          confirm={moveLabel('investigation', 'sendBack')}
          reasonLabel={w.moveReason}
          onConfirm={(reason) => move.mutateAsync({ status: 'data_collection', reason })}
          onClose={close}
        />
      ) : null}
      {dialog === 'complete' ? (
        <ConfirmDialog
          title={moveLabel('investigation', 'complete')}
          confirm={moveLabel('investigation', 'complete')}
          reasonLabel={w.noAction}
          onConfirm={(noActionReason) => move.mutateAsync({ status: 'completed', noActionReason })}
          onClose={close}
        />
      ) : null}
    </>
  )
}
