import { sql, type Tx } from '#platform/database/database.ts'
import type { ComplianceStatus, RecordForm } from './record.ts'

/**
 * Stores the status of a record as reported. The row of the record must be locked. @returns the status that was last
 * reported, or null: each crossing is then reported once, by a change or by the sweep, whichever comes first.
 */
export async function recordStanding(
  tx: Tx,
  workspaceUuid: string,
  { id, status }: Pick<RecordForm, 'id' | 'status'>,
): Promise<ComplianceStatus | null> {
  const reported = await tx.first(sql<'notedStanding'>`
    select status from compliance_standings where workspace_id = ${workspaceUuid} and record_id = ${id}`)
  if (reported?.status !== status)
    await tx.run(sql`
      insert into compliance_standings (workspace_id, record_id, status)
      values (${workspaceUuid}, ${id}, ${status})
      on conflict (workspace_id, record_id) do update set status = excluded.status, since = now()`)
  return reported?.status ?? null
}
