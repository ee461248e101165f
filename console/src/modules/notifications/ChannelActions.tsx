import { useState } from 'react'
import { post, put, remove } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Channel } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Menu } from '#ui/Menu.ts'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo } from '#ui/place.ts'
import { useAction } from '#ui/useAction.ts'
import { path as settings } from './queries.ts'
import { t } from './strings.ts'

const ChannelDialog = onUse(async () => (await import('./ChannelDialog.tsx')).ChannelDialog)

const w = t.channel
const changes = ['notification_channel', 'webhook_delivery']

/** The actions of a channel: the test as a button, the rest in a menu. */
export function ChannelActions({
  channel,
  onTested,
}: {
  channel: Channel
  onTested: (deliveryId: string) => void
}) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null)
  const close = () => setDialog(null)
  const path = { id: channel.id }
  const test = useAction({
    run: () => post('/api/notifications/channels/{id}/test', { path }),
    done: w.tested,
    changes,
    onDone: ({ delivery_id }) => onTested(delivery_id),
  })
  const toggle = useAction({
    run: (enabled: boolean) => put('/api/notifications/channels/{id}', { path, body: { enabled } }),
    done: (_, enabled) => (enabled ? w.enabled : w.disabled),
    changes,
  })
  const removal = useAction({
    run: () => remove('/api/notifications/channels/{id}', { path }),
    done: w.removed,
    changes: [...changes, 'notification_rule'],
    quiet: true,
    onDone: () => void go(settings),
  })
  return (
    <>
      <MoveButtons
        kind="notification_channel"
        record={channel}
        isBusy={toggle.isPending}
        on={{
          turnOn: () => toggle.mutate(true),
          test: () => test.mutate(),
          edit: () => setDialog('edit'),
          turnOff: () => toggle.mutate(false),
        }}
      >
        {can('deleteNotificationChannel') ? (
          <Menu.Item color="red" onClick={() => setDialog('delete')}>
            {w.remove}
          </Menu.Item>
        ) : null}
      </MoveButtons>
      {dialog === 'edit' ? <ChannelDialog channel={channel} onClose={close} /> : null}
      {dialog === 'delete' ? (
        <ConfirmDialog
          title={w.removeTitle(channel.name)}
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
