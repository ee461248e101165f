import { useState } from 'react'
import { patch, remove } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Endpoint } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { MenuItem } from '#ui/MenuItem.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo } from '#ui/place.ts'
import { useAction } from '#ui/useAction.ts'
import { usePing } from './PingButton.tsx'
import { t } from './strings.ts'

const EndpointDialog = onUse(async () => (await import('./EndpointDialog.tsx')).EndpointDialog)
const GradedPing = onUse(async () => (await import('./GradedPing.tsx')).GradedPing)
const SampleDialog = onUse(async () => (await import('./SampleDialog.tsx')).SampleDialog)
const RotateSecret = onUse(async () => (await import('./RotateSecret.tsx')).RotateSecret)

const w = t.endpoint
const changes = ['webhook_endpoint', 'webhook_delivery']

/** The actions of an endpoint: the tests as buttons, the rest in a menu. */
export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<'edit' | 'rotate' | 'delete' | 'grade' | 'sample' | null>(null)
  const close = () => setDialog(null)
  const path = { id: endpoint.id }
  const toggle = useAction({
    run: (enabled: boolean) => patch('/api/v1/webhooks/endpoints/{id}', { path, body: { enabled } }),
    done: (_, enabled) => (enabled ? w.enabled : w.disabled),
    changes,
  })
  const ping = usePing(endpoint.id)
  const removal = useAction({
    run: () => remove('/api/v1/webhooks/endpoints/{id}', { path }),
    done: w.removed,
    changes,
    quiet: true,
    onDone: () => void go('/settings/integrations/webhooks'),
  })

  return (
    <>
      <MoveButtons
        kind="webhook_endpoint"
        record={endpoint}
        isBusy={toggle.isPending || ping.isPending}
        on={{
          enable: () => toggle.mutate(true),
          ping: () => ping.mutate(),
          sample: () => setDialog('sample'),
          grade: () => setDialog('grade'),
          edit: () => setDialog('edit'),
          disable: () => toggle.mutate(false),
        }}
      >
        {can('rotateEndpointSecret') ? (
          <MenuItem onClick={() => setDialog('rotate')}>{w.rotate}</MenuItem>
        ) : null}
        {can('deleteEndpoint') ? (
          <MenuItem color="red" onClick={() => setDialog('delete')}>
            {w.remove}
          </MenuItem>
        ) : null}
      </MoveButtons>
      {dialog === 'edit' ? <EndpointDialog endpoint={endpoint} onClose={close} /> : null}
      {dialog === 'rotate' ? <RotateSecret endpoint={endpoint} onClose={close} /> : null}
      {dialog === 'sample' ? <SampleDialog endpoint={endpoint} onClose={close} /> : null}
      {dialog === 'grade' ? <GradedPing endpointId={endpoint.id} onClose={close} /> : null}
      {dialog === 'delete' ? (
        <ConfirmDialog
          title={w.removeTitle(endpoint.url)}
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
