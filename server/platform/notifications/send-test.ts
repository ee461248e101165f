import { operation } from '../kernel/operation.ts'
import { oneOf, Type } from '../kernel/schema.ts'
import { linkOrigin } from '../mail/link-origin.ts'
import { deliveryId } from '../webhooks/delivery.ts'
import { managers } from '../webhooks/endpoint.ts'
import { Channel, channelStates } from './channel.ts'
import { queueMessage } from './message.ts'

export const testChannel = operation({
  id: 'testNotificationChannel',
  method: 'POST',
  path: '/api/notifications/channels/:id/test',
  summary: 'Send a test message to a notification channel',
  description:
    'Sends a test message, queued, retried and logged like every other. Follow it with `GET /api/v1/webhooks/deliveries/{delivery_id}`.',
  scope: 'notifications:write',
  roles: managers,
  // It carries no records.
  effect: 'none',
  on: Channel,
  move: channelStates.test,
  status: 202,
  audits: 'notification_channel.tested',
  response: Type.Object({ delivery_id: deliveryId, status: oneOf(['queued']) }),
  async handle({ tx, record, principal, request, services, now, emit }) {
    const origin = linkOrigin(request, services.config)
    const delivery_id = await queueMessage(
      tx,
      {
        workspaceUuid: principal.workspace.uuid,
        channelId: record.id,
        type: record.type,
        consoleUrl: origin === null ? null : `${origin}/app/${principal.workspace.slug}`,
      },
      {
        title: `Test of the channel ${record.name}`,
        body: `This is a test from ${principal.workspace.name}. Nothing has happened.`,
        severity: 'info',
        event: 'notification.test',
        path: `/settings/notifications/channels/${record.id}`,
        rule: null,
        occurred_at: now.toISOString(),
        person: null,
        events: [],
      },
      { isTest: true },
    )
    emit({
      type: 'notification_channel.tested',
      subject: { type: Channel.name, id: record.id, label: record.name },
      changes: [{ field: 'delivery_id', before: null, after: delivery_id }],
    })
    tx.afterCommit(() => services.wake('webhooks'))
    return { delivery_id, status: 'queued' as const }
  },
})
