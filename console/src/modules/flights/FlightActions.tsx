import { Button } from '@mantine/core'
import { useState } from 'react'
import { post, remove } from '#api/client.ts'
import type { Flight } from '#api/types.ts'
import { useGo } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { nameOf } from './flightColumns.tsx'
import { t } from './strings.ts'

const w = t.page
const changes = ['flight', 'aircraft']

/** The actions that the flight's state allows, the next step first. */
export function FlightActions({ flight }: { flight: Flight }) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<'reject' | 'reverse' | 'delete' | null>(null)
  const close = () => setDialog(null)
  const path = { id: flight.id }
  const name = nameOf(flight)
  const submit = useAction({
    run: () => post('/api/v1/ops/flights/{id}/submit', { path }),
    done: w.submitted,
    changes,
  })
  const approve = useAction({
    run: () => post('/api/v1/ops/flights/{id}/approve', { path }),
    done: w.approved,
    changes,
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
  const { status } = flight
  const isReversible = status === 'approved' && !flight.reversedByFlightId && !flight.reversesFlightId

  return (
    <>
      {status === 'draft' && can('deleteFlight') ? (
        <Button variant="default" onClick={() => setDialog('delete')}>
          {w.remove}
        </Button>
      ) : null}
      {status === 'draft' && can('updateFlight') ? (
        <Button variant="default" onClick={() => go(`/flights/${flight.id}/edit`)}>
          {w.edit}
        </Button>
      ) : null}
      {status === 'draft' && can('submitFlight') ? (
        <Button loading={submit.isPending} onClick={() => submit.mutate()}>
          {w.submit}
        </Button>
      ) : null}
      {status === 'submitted' && can('rejectFlight') ? (
        <Button variant="default" onClick={() => setDialog('reject')}>
          {w.reject}
        </Button>
      ) : null}
      {status === 'submitted' && can('approveFlight') ? (
        <Button loading={approve.isPending} onClick={() => approve.mutate()}>
          {w.approve}
        </Button>
      ) : null}
      {status === 'rejected' && can('reopenFlight') ? (
        <Button loading={reopen.isPending} onClick={() => reopen.mutate()}>
          {w.reopen}
        </Button>
      ) : null}
      {isReversible && can('reverseFlight') ? (
        <Button variant="default" onClick={() => setDialog('reverse')}>
          {w.reverse}
        </Button>
      ) : null}
      {dialog === 'reject' ? (
        <ConfirmDialog
          title={w.rejectTitle(name)}
          confirm={w.reject}
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
          confirm={w.reverse}
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
          confirm={w.remove}
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
