import { useState } from 'react'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { MenuItem } from '#ui/MenuItem.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useAction } from '#ui/useAction.ts'
import { CloseOutDialog } from './CloseOutDialog.tsx'
import { ReleaseDialog } from './ReleaseDialog.tsx'
import { t } from './strings.ts'
import { TripDialog } from './TripDialog.tsx'

const w = t.page
type Trip = RecordOf<'trip'>
type Dialog = 'edit' | 'release' | 'authorise' | 'depart' | 'closeOut' | 'cancel'
const simple = ['confirm', 'quote', 'request', 'schedule', 'file', 'complete', 'reopen'] as const

/** What the state of a trip allows. */
export function TripActions({ trip }: { trip: Trip }) {
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const path = { id: trip.id }
  const paper = (name: string) => `/api/v1/ops/trips/${trip.id}/${name}`
  const act = useAction({
    run: (run: () => Promise<Trip>) => run(),
    done: (saved) => w.moved(saved.number, labelOf('trip.status', saved.status).toLowerCase()),
    changes: ['trip', 'planning_session', 'flight'],
  })
  const move = (verb: (typeof simple)[number]) => () =>
    act.mutate(() => post(`/api/v1/ops/trips/{id}/${verb}`, { path }))
  return (
    <>
      <MoveButtons
        kind="trip"
        record={trip}
        isBusy={act.isPending}
        on={{
          confirm: move('confirm'),
          quote: move('quote'),
          request: move('request'),
          schedule: move('schedule'),
          file: move('file'),
          complete: move('complete'),
          reopen: move('reopen'),
          release: () => setDialog('release'),
          // A trip that waits for its release is authorized after it.
          authorise: trip.releaseId ? () => setDialog('authorise') : null,
          depart: () => setDialog('depart'),
          departNext: trip.legs.some((leg) => leg.actualOffBlockAt === null)
            ? () => setDialog('depart')
            : null,
          closeOut: () => setDialog('closeOut'),
          edit: () => setDialog('edit'),
          cancel: () => setDialog('cancel'),
        }}
      >
        {trip.legs.length > 0 ? (
          <>
            <MenuItem component="a" href={paper('dispatch-sheet.pdf')} download>
              {w.dispatchSheet}
            </MenuItem>
            <MenuItem component="a" href={paper('manifest.pdf')} download>
              {w.loadManifest}
            </MenuItem>
          </>
        ) : null}
      </MoveButtons>
      <OpenDialog
        trip={trip}
        dialog={dialog}
        act={(run) => act.mutateAsync(run)}
        onClose={() => setDialog(null)}
      />
    </>
  )
}

type DialogProps = {
  trip: Trip
  dialog: Dialog | null
  act: (run: () => Promise<Trip>) => Promise<Trip>
  onClose: () => void
}

function OpenDialog({ trip, dialog, act, onClose }: DialogProps) {
  const path = { id: trip.id }
  const next = trip.legs.find((leg) => leg.actualOffBlockAt === null)
  switch (dialog) {
    case 'edit':
      return <TripDialog trip={trip} onClose={onClose} />
    case 'release':
      return <ReleaseDialog trip={trip} onClose={onClose} />
    case 'closeOut':
      return <CloseOutDialog trip={trip} onClose={onClose} />
    case 'authorise':
      return (
        <FieldDialog
          write="POST /api/v1/ops/trips/{id}/authorise"
          path={path}
          title={w.authoriseTitle}
          submitLabel={moveLabel('trip', 'authorise')}
          done={w.moved(trip.number, labelOf('trip.status', trip.status).toLowerCase())}
          changes={['trip']}
          fields={[{ name: 'as', label: w.authoriseTitle, initial: 'dispatcher' }]}
          onClose={onClose}
        />
      )
    case 'depart':
      return (
        <FieldDialog
          write="POST /api/v1/ops/trips/{id}/depart"
          path={path}
          title={w.departTitle}
          submitLabel={moveLabel('trip', 'depart')}
          done={w.moved(trip.number, labelOf('trip.status', 'active').toLowerCase())}
          changes={['trip']}
          fields={[
            {
              name: 'legId',
              label: w.leg,
              kind: 'select',
              initial: next?.id ?? '',
              options: trip.legs
                .filter((leg) => leg.actualOffBlockAt === null)
                .map((leg) => ({ value: leg.id, label: `${leg.fromAirport} – ${leg.toAirport}` })),
            },
            {
              name: 'actualOffBlockAt',
              label: w.offBlock,
              initial: new Date().toISOString().slice(0, 16),
            },
          ]}
          onClose={onClose}
        />
      )
    case 'cancel':
      return (
        <ConfirmDialog
          title={w.cancelTitle(trip.number)}
          confirm={moveLabel('trip', 'cancel')}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => act(() => post('/api/v1/ops/trips/{id}/cancel', { path, body: { reason } }))}
          onClose={onClose}
        >
          {w.cancelText}
        </ConfirmDialog>
      )
    default:
      return null
  }
}
