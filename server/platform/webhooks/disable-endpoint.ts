import { type Database, sql } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import { eventType } from '../kernel/event-type.ts'
import { id, Type } from '../kernel/schema.ts'
import { endpointStates, managers } from './endpoint.ts'
import type { EndpointRef } from './queue.ts'

const message = Type.String({ description: 'The event as a sentence.' })
const reason = Type.String({ description: 'Why it was turned off.' })

export const endpointDisabled = eventType('webhook_endpoint.disabled', {
  stability: 'stable',
  when: 'a webhook endpoint is turned off because its receiver answered 410 (gone)',
  subject: 'webhook_endpoint',
  data: Type.Object({ endpointId: id('whe'), url: Type.String(), reason, message }),
  scope: 'webhooks:read',
  readers: managers,
})

export const channelDisabled = eventType('notification_channel.disabled', {
  stability: 'stable',
  when: 'a notification channel is turned off because its receiver answered 410 (gone)',
  subject: 'notification_channel',
  // Without its URL, which is a secret for some services.
  data: Type.Object({ channelId: id('nch'), name: Type.String(), reason, message }),
  scope: 'notifications:read',
  readers: managers,
})

const disabledReason = 'The receiver answered 410 (gone)'

/**
 * Turns an endpoint off that answered 410, which means that the receiver wants nothing more, and reports it. The
 * endpoint does not get that event itself, because it is off before the event is recorded.
 */
export async function disableEndpoint(database: Database, { workspaceId, endpointId }: EndpointRef) {
  await database.system(
    async (tx) => {
      const endpoint = await tx.first(sql<'goneEndpoint'>`
        select e.id, e.enabled, coalesce(e.name, e.url) as label, e.kind, w.id as org
          from webhook_endpoints e join workspaces w on w.workspace_id = e.workspace_id
         where e.workspace_id = ${workspaceId} and e.id = ${endpointId} and e.enabled for no key update of e`)
      if (!endpoint) return
      await endpointStates.disable.apply(tx, endpoint, { disabled_reason: disabledReason })
      const { label } = endpoint
      const message = `${disabledReason}, so nothing more is sent to ${label}. Enable it when the receiver is ready, or delete it.`
      // A channel is an endpoint of another kind, in the same table.
      const { type, data } =
        endpoint.kind === 'endpoint'
          ? { type: endpointDisabled, data: { endpointId, url: label, reason: disabledReason, message } }
          : {
              type: channelDisabled,
              data: { channelId: endpointId, name: label, reason: disabledReason, message },
            }
      await recordEvent(
        tx,
        {
          type,
          subject: { type: type.subject, id: endpointId, label },
          data,
          changes: endpointStates.changes(endpoint, { enabled: false }),
        },
        systemContext(endpoint.org, 'Webhooks'),
      )
    },
    { workspaceId },
  )
}
