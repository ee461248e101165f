import { type Database, sql } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import type { Position } from './queue.ts'

/** 410 is the receiver's own word that it wants nothing more: the endpoint is turned off, and the audit log says so. */
export async function disableGone(database: Database, { workspaceId, endpointId }: Position) {
  await database.system(
    async (tx) => {
      const endpoint = await tx.first(sql<{ url: string; org: string }>`
      update webhook_endpoints e set enabled = false, disabled_reason = 'The receiver answered 410 (gone)'
        from workspaces w
       where w.workspace_id = e.workspace_id and e.workspace_id = ${workspaceId} and e.id = ${endpointId} and e.enabled
      returning e.url, w.id as org`)
      if (!endpoint) return
      await recordEvent(
        tx,
        {
          type: 'webhook_endpoint.disabled',
          subject: { type: 'webhook_endpoint', id: endpointId, label: endpoint.url },
          changes: [{ field: 'enabled', before: true, after: false }],
        },
        {
          workspaceId: endpoint.org,
          actor: { type: 'system', id: null, name: 'Webhooks' },
          request: null,
          now: new Date(),
        },
      )
    },
    { workspaceId },
  )
}
