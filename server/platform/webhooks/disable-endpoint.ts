import { type Database, sql } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import { endpointStates } from './endpoint.ts'
import type { EndpointRef } from './queue.ts'

/** Turns an endpoint off that answered 410, which means that the receiver wants nothing more, and records it in the audit log. */
export async function disableEndpoint(database: Database, { workspaceId, endpointId }: EndpointRef) {
  await database.system(
    async (tx) => {
      const endpoint = await tx.first(sql<'goneEndpoint'>`
        select e.id, e.enabled, coalesce(e.name, e.url) as label, e.kind, w.id as org
          from webhook_endpoints e join workspaces w on w.workspace_id = e.workspace_id
         where e.workspace_id = ${workspaceId} and e.id = ${endpointId} and e.enabled for no key update of e`)
      if (!endpoint) return
      // A channel is an endpoint of another kind, in the same table.
      await endpointStates.disable.apply(tx, endpoint, {
        disabled_reason: 'The receiver answered 410 (gone)',
      })
      const kind = endpoint.kind === 'endpoint' ? 'webhook_endpoint' : 'notification_channel'
      await recordEvent(
        tx,
        {
          type: `${kind}.disabled`,
          subject: { type: kind, id: endpointId, label: endpoint.label },
          changes: endpointStates.changes(endpoint, { enabled: false }),
        },
        systemContext(endpoint.org, 'Webhooks'),
      )
    },
    { workspaceId },
  )
}
