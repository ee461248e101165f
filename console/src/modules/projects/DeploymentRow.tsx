import { useState } from 'react'
import { post } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import type { Deployment } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { PersonLinks } from '#ui/PersonLinks.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { sentence } from '../../strings.ts'
import { deploymentStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.deployment
const changes = ['deployment', 'service', 'project']
type Advance = 'positioning' | 'running' | 'completed'

export function DeploymentRow({ deployment }: { deployment: Deployment }) {
  const [dialog, setDialog] = useState<'abort' | 'fail' | null>(null)
  const close = () => setDialog(null)
  const path = { id: deployment.id }
  const tail = deployment.aircraftRegistration
  const advance = useAction({
    run: (to: Advance) => post('/api/deployments/{id}/advance', { path, body: { to } }),
    done: (_, to) => w.advanced(sentence(to).toLowerCase()),
    changes,
  })
  const fail = useAction({
    run: (note: string) => post('/api/deployments/{id}/advance', { path, body: { to: 'failed', note } }),
    done: w.advanced('failed'),
    changes,
    quiet: true,
  })
  const abort = useAction({
    run: (reason: string) => post('/api/deployments/{id}/abort', { path, body: { reason } }),
    done: w.aborted,
    changes,
    quiet: true,
  })
  const ends = deployment.endsOn ? formatDate(deployment.endsOn) : '…'

  return (
    <tr>
      <td>
        <AppLink to={`/aircraft/${deployment.aircraftId}`}>{tail}</AppLink>
      </td>
      <td>
        <PersonLinks people={deployment.crew} />
      </td>
      <td>{w.until(formatDate(deployment.startsOn), ends)}</td>
      <td>
        <StateBadge of={deploymentStates} state={deployment.status} />
      </td>
      <td>
        <MoveButtons
          kind="deployment"
          record={deployment}
          rowName={tail}
          maxButtons={2}
          on={{
            position: () => advance.mutate('positioning'),
            run: () => advance.mutate('running'),
            complete: () => advance.mutate('completed'),
            fail: () => setDialog('fail'),
            abort: () => setDialog('abort'),
          }}
        />
        {dialog === 'abort' ? (
          <ConfirmDialog
            title={w.abortTitle(tail)}
            confirm={moveLabel('deployment', 'abort')}
            isDangerous
            reasonLabel={w.reason}
            onConfirm={(reason) => abort.mutateAsync(reason)}
            onClose={close}
          >
            {w.abortText}
          </ConfirmDialog>
        ) : null}
        {dialog === 'fail' ? (
          <ConfirmDialog
            title={w.failTitle(tail)}
            confirm={moveLabel('deployment', 'fail')}
            isDangerous
            reasonLabel={w.reason}
            onConfirm={(note) => fail.mutateAsync(note)}
            onClose={close}
          />
        ) : null}
      </td>
    </tr>
  )
}
