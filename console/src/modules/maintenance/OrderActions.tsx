import { useState } from 'react'
import { post, remove } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useGo } from '#ui/place.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './squawkStrings.ts'

const w = t.order
const changes = ['work_order', 'squawk', 'maintenance_item', 'aircraft', 'planning_session']
const steps = {
  open: '/api/v1/maintenance/work-orders/{id}/open',
  start: '/api/v1/maintenance/work-orders/{id}/start',
  awaitParts: '/api/v1/maintenance/work-orders/{id}/await-parts',
  resume: '/api/v1/maintenance/work-orders/{id}/resume',
  submit: '/api/v1/maintenance/work-orders/{id}/submit',
  verify: '/api/v1/maintenance/work-orders/{id}/verify',
} as const
type Dialog = 'complete' | 'sendBack' | 'cancel' | 'discard' | null

/** The moves that the state of an order allows. */
export function OrderActions({ order }: { order: RecordOf<'work_order'> }) {
  const go = useGo()
  const [dialog, setDialog] = useState<Dialog>(null)
  const close = () => setDialog(null)
  const path = { id: order.id }
  const step = useAction({
    run: (name: keyof typeof steps) => post(steps[name], { path }),
    done: w.moved,
    changes,
  })
  const sendBack = useAction({
    run: (reason: string) => post('/api/v1/maintenance/work-orders/{id}/return', { path, body: { reason } }),
    done: w.moved,
    changes,
    quiet: true,
  })
  const cancel = useAction({
    run: (reason: string) => post('/api/v1/maintenance/work-orders/{id}/cancel', { path, body: { reason } }),
    done: w.moved,
    changes,
    quiet: true,
  })
  const discard = useAction({
    run: () => remove('/api/v1/maintenance/work-orders/{id}', { path }),
    done: w.deleted,
    changes: [],
    onDone: () => void go('/maintenance/work-orders'),
  })
  return (
    <>
      <MoveButtons
        kind="work_order"
        record={order}
        isBusy={step.isPending}
        on={{
          open: () => step.mutate('open'),
          start: () => step.mutate('start'),
          awaitParts: () => step.mutate('awaitParts'),
          resume: () => step.mutate('resume'),
          submit: () => step.mutate('submit'),
          verify: () => step.mutate('verify'),
          complete: () => setDialog('complete'),
          sendBack: () => setDialog('sendBack'),
          cancel: () => setDialog('cancel'),
          discard: () => setDialog('discard'),
          edit: null,
          // The list of tasks has buttons for it.
          work: null,
          attach: null,
        }}
      />
      {dialog === 'complete' ? (
        <FieldDialog
          write="POST /api/v1/maintenance/work-orders/{id}/complete"
          path={path}
          title={w.complete}
          submitLabel={w.complete}
          done={w.completed}
          changes={changes}
          fields={[
            { name: 'statement', label: w.statement, initial: '43.9' },
            { name: 'certificateKind', label: t.resolve.kind },
            { name: 'certificateNumber', label: t.resolve.number },
          ]}
          onClose={close}
        />
      ) : null}
      {dialog === 'sendBack' || dialog === 'cancel' ? (
        <ConfirmDialog
          title={moveLabel('work_order', dialog)}
          confirm={moveLabel('work_order', dialog)}
          reasonLabel={w.reason}
          onConfirm={(reason) => (dialog === 'cancel' ? cancel : sendBack).mutateAsync(reason)}
          onClose={close}
        />
      ) : null}
      {dialog === 'discard' ? (
        <ConfirmDialog
          title={w.deleteQuestion}
          confirm={moveLabel('work_order', 'discard')}
          isDangerous
          onConfirm={() => discard.mutateAsync()}
          onClose={close}
        />
      ) : null}
    </>
  )
}
