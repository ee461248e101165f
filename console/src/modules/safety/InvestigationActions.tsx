import { Button } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { EditInvestigation } from './EditInvestigation.tsx'
import { t } from './strings.ts'

const w = t.investigations
type Status = InvestigationInFull['status']

/** The next step of an investigation, and back from review. */
export function InvestigationActions({ investigation }: { investigation: InvestigationInFull }) {
  const [dialog, setDialog] = useState<'edit' | 'back' | 'complete' | null>(null)
  const close = () => setDialog(null)
  const move = useAction({
    run: (body: { status: Status; reason?: string; noActionReason?: string }) =>
      post('/api/v1/sms/investigations/{id}/status', { path: { id: investigation.id }, body }),
    done: w.moved,
    changes: ['investigation', 'safety_report', 'cpa'],
  })
  const next = investigation.nextStatuses[0]
  const wantsReason = next === 'completed' && investigation.cpas.length === 0
  return (
    <>
      <Button variant="default" onClick={() => setDialog('edit')}>
        {w.edit}
      </Button>
      {investigation.status === 'review' ? (
        <Button variant="default" onClick={() => setDialog('back')}>
          {w.move.back}
        </Button>
      ) : null}
      {next && next !== 'new' ? (
        <Button
          loading={move.isPending}
          onClick={() => (wantsReason ? setDialog('complete') : move.mutate({ status: next }))}
        >
          {w.move[next]}
        </Button>
      ) : null}
      {dialog === 'edit' ? <EditInvestigation investigation={investigation} onClose={close} /> : null}
      {dialog === 'back' ? (
        <ConfirmDialog
          title={w.move.back}
          confirm={w.move.back}
          reasonLabel={w.moveReason}
          onConfirm={(reason) => move.mutateAsync({ status: 'data_collection', reason })}
          onClose={close}
        />
      ) : null}
      {dialog === 'complete' ? (
        <ConfirmDialog
          title={w.move.completed}
          confirm={w.move.completed}
          reasonLabel={w.noAction}
          onConfirm={(noActionReason) => move.mutateAsync({ status: 'completed', noActionReason })}
          onClose={close}
        />
      ) : null}
    </>
  )
}
