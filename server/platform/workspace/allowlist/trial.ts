import { bindWorkspace } from '../../database/bind-workspace.ts'
import { sql } from '../../database/database.ts'
import { recordEvent } from '../../events/record.ts'
import type { PeriodicWork } from '../../jobs/periodic.ts'
import type { Services } from '../../kernel/installation.ts'
import { endedTrial } from './state.ts'

/**
 * Writes down that trials of an allowlist have ended unconfirmed. They ended by themselves at their time,
 * since every look-up judges it; this is for the record.
 */
export async function recordEndedTrials({
  database,
  live,
}: Pick<Services, 'database' | 'live'>): Promise<void> {
  for (let ended = true; ended; ) {
    ended = await database.system(async (tx) => {
      const due = await tx.first(sql<{ uuid: string; id: string; name: string; until: Date }>`
        select workspace_id as uuid, id, name, allowlist_until as until from workspaces
         where allowlist_until <= now() order by allowlist_until limit 1 for no key update skip locked`)
      if (!due) return false
      await tx.run(
        sql`update workspaces set allowlist = null, allowlist_until = null where workspace_id = ${due.uuid}`,
      )
      await bindWorkspace(tx, due.uuid)
      await recordEvent(tx, endedTrial(due, due.until), {
        workspaceId: due.id,
        actor: { type: 'system', id: null, name: 'Apron' },
        request: null,
        now: new Date(),
      })
      tx.afterCommit(() => live.nudge(due.uuid))
      return true
    })
  }
}

export const allowlistTrials: PeriodicWork = {
  name: 'workspace.allowlist-trials',
  everyMs: 15_000,
  run: recordEndedTrials,
}
