import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Deployment } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { PersonLinks } from '#ui/PersonLinks.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { sentence } from '../../strings.ts'
import { deploymentStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.deployment
const changes = ['deployment', 'service', 'project']
/** The states that a deployment can advance to. */
type Advance = 'positioning' | 'running' | 'completed' | 'failed'
const next: Partial<Record<Deployment['status'], Advance[]>> = {
  queued: ['positioning'],
  positioning: ['running'],
  running: ['completed', 'failed'],
}
const isAbortable = (deployment: Deployment) =>
  deployment.status === 'queued' || deployment.status === 'positioning'

export function DeploymentRow({ deployment }: { deployment: Deployment }) {
  const can = useCan()
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
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {can('advanceDeployment')
            ? (next[deployment.status] ?? []).map((to) => (
                <Button
                  key={to}
                  size="compact-xs"
                  variant="light"
                  onClick={() => (to === 'failed' ? setDialog('fail') : advance.mutate(to))}
                >
                  {w.advance[to]}
                </Button>
              ))
            : null}
          {can('abortDeployment') && isAbortable(deployment) ? (
            <Button size="compact-xs" variant="subtle" color="red" onClick={() => setDialog('abort')}>
              {w.abort}
            </Button>
          ) : null}
        </Group>
        {dialog === 'abort' ? (
          <ConfirmDialog
            title={w.abortTitle(tail)}
            confirm={w.abort}
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
            confirm={w.advance.failed ?? ''}
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
