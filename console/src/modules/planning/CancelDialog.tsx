import { useState } from 'react'
import { post } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { t } from './strings.ts'

const w = t.page
type Session = RecordOf<'planning_session'>

/** Cancels a booking, with a reason. Those who run the schedule can waive the fee of a late one. */
export function CancelDialog(props: {
  session: Session
  act: (run: () => Promise<Session>) => Promise<Session>
  onClose: () => void
}) {
  const { session, act, onClose } = props
  const can = useCan()
  const [waivesFee, setWaivesFee] = useState(false)
  const path = { id: session.id }
  return (
    <ConfirmDialog
      title={w.cancelTitle(session.title)}
      confirm={moveLabel('planning_session', 'cancel')}
      isDangerous
      reasonLabel={w.reason}
      onConfirm={(reason) =>
        act(() =>
          post('/api/v1/planning/sessions/{id}/cancel', {
            path,
            body: { reason, ...(waivesFee ? { waivesFee } : {}) },
          }),
        )
      }
      onClose={onClose}
    >
      {w.cancelText}
      {can('applyPlanningReplan') ? (
        <Checkbox
          mt="sm"
          label={w.waivesFee}
          checked={waivesFee}
          onChange={(event) => setWaivesFee(event.currentTarget.checked)}
        />
      ) : null}
    </ConfirmDialog>
  )
}
