import { sql, type Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'

/** Queues the sync of a connection. A sync that runs now loses its lease and starts again, so no push is missed. */
export async function requestSync(
  tx: Tx,
  services: Pick<Services, 'wake'>,
  workspaceUuid: string,
  connectionId: string,
): Promise<void> {
  await tx.run(sql`
    insert into github_syncs (workspace_id, id, wanted_at)
    values (${workspaceUuid}, ${connectionId}, now())
    on conflict (workspace_id, id) do update
      set wanted_at = now(), lease_token = null, lease_until = null, attempts = 0, next_attempt_at = now()`)
  tx.afterCommit(() => services.wake('github_syncs'))
}
