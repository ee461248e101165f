import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import { patch, remove } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Endpoint } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { IconDots } from '#ui/icons.ts'
import { onUse } from '#ui/onUse.tsx'
import { useGo } from '#ui/place.ts'
import { useAction } from '#ui/useAction.ts'
import { PingButton } from './PingButton.tsx'
import { t } from './strings.ts'

const EndpointDialog = onUse(async () => (await import('./EndpointDialog.tsx')).EndpointDialog)
const GradedPing = onUse(async () => (await import('./GradedPing.tsx')).GradedPing)
const RotateSecret = onUse(async () => (await import('./RotateSecret.tsx')).RotateSecret)

const w = t.endpoint
const changes = ['webhook_endpoint', 'webhook_delivery']

/** The actions of an endpoint: the tests as buttons, the rest in a menu. */
export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<'edit' | 'rotate' | 'delete' | 'grade' | null>(null)
  const close = () => setDialog(null)
  const path = { id: endpoint.id }
  const toggle = useAction({
    run: () => patch('/api/v1/webhooks/endpoints/{id}', { path, body: { enabled: !endpoint.enabled } }),
    done: endpoint.enabled ? w.disabled : w.enabled,
    changes,
  })
  const removal = useAction({
    run: () => remove('/api/v1/webhooks/endpoints/{id}', { path }),
    done: w.removed,
    changes,
    quiet: true,
    onDone: () => void go('/settings/integrations/webhooks'),
  })

  return (
    <>
      <PingButton endpoint={endpoint} />
      {can('gradeEndpoint') ? (
        <Button variant="default" onClick={() => setDialog('grade')}>
          {w.grade}
        </Button>
      ) : null}
      {can('updateEndpoint') ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" aria-label={w.more} px={8}>
              <IconDots size={16} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setDialog('edit')}>{w.edit}</Menu.Item>
            {can('rotateEndpointSecret') ? (
              <Menu.Item onClick={() => setDialog('rotate')}>{w.rotate}</Menu.Item>
            ) : null}
            <Menu.Item onClick={() => toggle.mutate()}>{endpoint.enabled ? w.disable : w.enable}</Menu.Item>
            {can('deleteEndpoint') ? (
              <Menu.Item color="red" onClick={() => setDialog('delete')}>
                {w.remove}
              </Menu.Item>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {dialog === 'edit' ? <EndpointDialog endpoint={endpoint} onClose={close} /> : null}
      {dialog === 'rotate' ? <RotateSecret endpoint={endpoint} onClose={close} /> : null}
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
