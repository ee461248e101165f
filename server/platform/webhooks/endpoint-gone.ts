import { type Database, sql } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import type { Position } from './queue.ts'

/** 410 is the receiver's own word that it wants nothing more: the endpoint is turned off, and the audit log says so. */
export async function disableGone(database: Database, { workspaceId, endpointId }: Position) {
  await database.system(
    async (tx) => {
      const endpoint = await tx.first(sql<'goneEndpoint'>`
      update webhook_endpoints e set enabled = false, disabled_reason = 'The receiver answered 410 (gone)'
        from workspaces w
       where w.workspace_id = e.workspace_id and e.workspace_id = ${workspaceId} and e.id = ${endpointId} and e.enabled
      returning coalesce(e.name, e.url) as label, e.kind, w.id as org`)
      if (!endpoint) return
      const kind = endpoint.kind === 'endpoint' ? 'webhook_endpoint' : 'notification_channel'
      await recordEvent(
        tx,
        {
          type: `${kind}.disabled`,
          subject: { type: kind, id: endpointId, label: endpoint.label },
          changes: [{ field: 'enabled', before: true, after: false }],
        },
        systemContext(endpoint.org, 'Webhooks'),
      )
    },
    { workspaceId },
  )
}
