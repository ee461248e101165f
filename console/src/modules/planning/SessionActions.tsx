import { useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import { usePostOrKeep } from '#api/outbox.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { CancelDialog } from './CancelDialog.tsx'
import { CheckInDialog } from './CheckInDialog.tsx'
import { EditDialog } from './EditDialog.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import { t } from './strings.ts'

const w = t.page
const changes = ['planning_session', 'flight']
type Session = RecordOf<'planning_session'>
type Dialog = 'cancel' | 'decline' | 'move' | 'edit' | 'promote' | 'checkIn'
type Squawks = Answer<'GET', '/api/v1/maintenance/squawks'>['items']

/** What the crew has to know of the aircraft before it leaves. Without a signal it is empty, and the server asks later. */
async function squawksToRead({ aircraftId, type }: Session): Promise<Squawks> {
  if (aircraftId === null || type !== 'flight') return []
  const query = { aircraft: aircraftId, open: true, page_size: 100 }
  return get('/api/v1/maintenance/squawks', { query }).then(
    ({ items }) => items,
    () => [],
  )
}

/** What the state of a booking allows. */
export function SessionActions({ session }: { session: Session }) {
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const path = { id: session.id }
  const move = useAction({
    run: (act: () => Promise<Session>) => act(),
    done: (saved) => w.moved(saved.title, labelOf('planning_session.status', saved.status).toLowerCase()),
    changes,
  })
  const [squawks, setSquawks] = useState<Squawks>([])
  const postOrKeep = usePostOrKeep()
  const page = `/schedule/sessions/${session.id}`
  const checkOut = useAction({
    run: (squawksSeen: boolean) =>
      postOrKeep('/api/v1/planning/sessions/{id}/check-out', {
        params: path,
        body: squawksSeen ? { squawksSeen } : {},
        label: `${moveLabel('planning_session', 'checkOut')}: ${session.title}`,
        page,
        changes,
        form: { to: page },
      }),
    done: (saved) =>
      saved
        ? w.moved(saved.title, labelOf('planning_session.status', saved.status).toLowerCase())
        : s.outbox.kept,
    changes,
  })
  return (
    <>
      <MoveButtons
        kind="planning_session"
        record={session}
        isBusy={move.isPending || checkOut.isPending}
        on={{
          confirm: () =>
            move.mutate(() => post('/api/v1/planning/sessions/{id}/confirm', { path, body: {} })),
          promote: () => setDialog('promote'),
          decline: () => setDialog('decline'),
          checkOut: async () => {
            const toRead = await squawksToRead(session)
            setSquawks(toRead)
            if (toRead.length === 0) checkOut.mutate(false)
          },
          checkIn: () => setDialog('checkIn'),
          complete: () => move.mutate(() => post('/api/v1/planning/sessions/{id}/complete', { path })),
          cancel: () => setDialog('cancel'),
          noShow: () => move.mutate(() => post('/api/v1/planning/sessions/{id}/no-show', { path, body: {} })),
          move: () => setDialog('move'),
          edit: () => setDialog('edit'),
        }}
      />
      {squawks.length > 0 ? (
        <ConfirmDialog
          title={w.checkOutTitle(session.aircraftRegistration ?? session.title)}
          confirm={w.squawksRead}
          onConfirm={() => checkOut.mutateAsync(true)}
          onClose={() => setSquawks([])}
        >
          <ul>
            {squawks.map(({ id, number, title, status }) => (
              <li key={id}>
                <AppLink to={`/maintenance/squawks/${id}`}>{number}</AppLink> {title}{' '}
                <span className="dim">{labelOf('squawk.status', status)}</span>
              </li>
            ))}
          </ul>
        </ConfirmDialog>
      ) : null}
      <OpenDialog
        session={session}
        dialog={dialog}
        act={(run) => move.mutateAsync(run)}
        onClose={() => setDialog(null)}
      />
    </>
  )
}

type DialogProps = {
  session: Session
  dialog: Dialog | null
  act: (run: () => Promise<Session>) => Promise<Session>
  onClose: () => void
}

function OpenDialog({ session, dialog, act, onClose }: DialogProps) {
  const path = { id: session.id }
  switch (dialog) {
    case 'cancel':
      return <CancelDialog session={session} act={act} onClose={onClose} />
    case 'decline':
      return (
        <ConfirmDialog
          title={w.declineTitle(session.title)}
          confirm={moveLabel('planning_session', 'decline')}
          reasonLabel={w.reason}
          onConfirm={(reason) =>
            act(() => post('/api/v1/planning/sessions/{id}/decline', { path, body: { reason } }))
          }
          onClose={onClose}
        >
          {w.declineText}
        </ConfirmDialog>
      )
    case 'promote':
      return (
        <FieldDialog
          write="POST /api/v1/planning/sessions/{id}/confirm"
          path={path}
          title={w.promoteTitle}
          submitLabel={moveLabel('planning_session', 'promote')}
          done={w.saved}
          changes={['planning_session']}
          fields={[{ name: 'aircraftId', label: w.aircraft, isRequired: true }]}
          onClose={onClose}
        />
      )
    case 'edit':
      return <EditDialog session={session} onClose={onClose} />
    case 'move':
      return <MoveDialog session={session} onClose={onClose} />
    case 'checkIn':
      return <CheckInDialog session={session} onClose={onClose} />
    default:
      return null
  }
}
