import { useState } from 'react'
import { post, remove } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import type { FlightWithWarnings } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useGo } from '#ui/place.ts'
import { useAction } from '#ui/useAction.ts'
import { ApproveDialog } from './ApproveDialog.tsx'
import { nameOf } from './flightColumns.tsx'
import { t } from './strings.ts'

const w = t.page
const changes = ['flight', 'aircraft']

/** The actions that the flight's state allows. */
export function FlightActions({ flight }: { flight: FlightWithWarnings }) {
  const go = useGo()
  const [dialog, setDialog] = useState<
    'confirmMeters' | 'approve' | 'acknowledge' | 'reject' | 'reverse' | 'delete' | null
  >(null)
  const close = () => setDialog(null)
  const path = { id: flight.id }
  const name = nameOf(flight)
  const submit = useAction({
    run: (confirmMeters: boolean) =>
      post('/api/v1/ops/flights/{id}/submit', { path, body: { confirmMeters } }),
    done: w.submitted,
    changes,
  })
  const approve = useAction({
    run: (acknowledgedWarnings: string[]) =>
      post('/api/v1/ops/flights/{id}/approve', { path, body: { acknowledgedWarnings } }),
    done: w.approved,
    changes,
  })
  const acknowledge = useAction({
    run: (acknowledgedWarnings: string[]) =>
      post('/api/v1/ops/flights/{id}/acknowledge', { path, body: { acknowledgedWarnings } }),
    done: w.acknowledged,
    changes,
    quiet: true,
  })
  const reopen = useAction({
    run: () => post('/api/v1/ops/flights/{id}/reopen', { path }),
    done: w.reopened,
    changes,
  })
  const reject = useAction({
    run: (reason: string) => post('/api/v1/ops/flights/{id}/reject', { path, body: { reason } }),
    done: w.rejected,
    changes,
    quiet: true,
  })
  const reverse = useAction({
    run: (reason: string) => post('/api/v1/ops/flights/{id}/reverse', { path, body: { reason } }),
    done: w.reversed,
    changes,
    quiet: true,
  })
  const removal = useAction({
    run: () => remove('/api/v1/ops/flights/{id}', { path }),
    done: w.removed,
    changes,
    quiet: true,
    onDone: () => void go('/flights'),
  })
  return (
    <>
      <MoveButtons
        kind="flight"
        record={flight}
        isBusy={submit.isPending || approve.isPending || reopen.isPending}
        on={{
          submit: () => (flight.metersDiffer ? setDialog('confirmMeters') : submit.mutate(false)),
          approve: () => (flight.warnings.length === 0 ? approve.mutate([]) : setDialog('approve')),
          acknowledge: flight.warnings.some(
            ({ mustBeAcknowledged, isAcknowledged }) => mustBeAcknowledged && !isAcknowledged,
          )
            ? () => setDialog('acknowledge')
            : null,
          reject: () => setDialog('reject'),
          reopen: () => reopen.mutate(),
          edit: () => go(`/flights/${flight.id}/edit`),
          delete: () => setDialog('delete'),
          reverse: () => setDialog('reverse'),
        }}
        reasons={{
          reverse: flight.reversedByFlightId ? w.isReversed : flight.reversesFlightId ? w.isReversal : null,
        }}
      />
      {dialog === 'confirmMeters' ? (
        <ConfirmDialog
          title={w.metersTitle}
          confirm={moveLabel('flight', 'submit')}
          onConfirm={() => submit.mutateAsync(true)}
          onClose={close}
        >
          {w.metersText}
        </ConfirmDialog>
      ) : null}
      {dialog === 'approve' || dialog === 'acknowledge' ? (
        <ApproveDialog
          flights={[flight]}
          move={dialog}
          onApprove={([acknowledged]) =>
            (dialog === 'approve' ? approve : acknowledge).mutateAsync(acknowledged?.codes ?? [])
          }
          onClose={close}
        />
      ) : null}
      {dialog === 'reject' ? (
        <ConfirmDialog
          title={w.rejectTitle(name)}
          confirm={moveLabel('flight', 'reject')}
          reasonLabel={w.reason}
          onConfirm={(reason) => reject.mutateAsync(reason)}
          onClose={close}
        >
          {w.rejectText}
        </ConfirmDialog>
      ) : null}
      {dialog === 'reverse' ? (
        <ConfirmDialog
          title={w.reverseTitle(name)}
          confirm={moveLabel('flight', 'reverse')}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => reverse.mutateAsync(reason)}
          onClose={close}
        >
          {w.reverseText}
        </ConfirmDialog>
      ) : null}
      {dialog === 'delete' ? (
        <ConfirmDialog
          title={w.removeTitle(name)}
          confirm={moveLabel('flight', 'delete')}
          isDangerous
          onConfirm={() => removal.mutateAsync()}
          onClose={close}
        >
          {w.removeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
