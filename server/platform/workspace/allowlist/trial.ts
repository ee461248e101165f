import { sql } from '../../database/database.ts'
import { sweep } from '../../jobs/sweep.ts'
import { endedTrial } from './state.ts'

/**
 * Writes down that trials of an allowlist have ended unconfirmed. They ended by themselves at their time,
 * since every look-up judges it; this is for the record.
 */
export const recordEndedTrials = sweep({
  name: 'workspace.allowlist-trials',
  everyMs: 15_000,
  table: 'workspaces',
  due: ({ now }) => sql`t.allowlist_until <= ${now}`,
  async judge(tx, { workspaceUuid, workspaceId }) {
    const { name, until } = await tx.one(sql<'endedTrial', { until: Date }>`
      update workspaces t set allowlist = null, allowlist_until = null from workspaces before
       where t.workspace_id = ${workspaceUuid} and before.workspace_id = t.workspace_id
      returning t.name, before.allowlist_until as until`)
    return [endedTrial({ id: workspaceId, name }, until)]
  },
})
