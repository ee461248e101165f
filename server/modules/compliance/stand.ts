import { sql, type Tx } from '#platform/database/database.ts'
import type { ComplianceStatus, RecordForm } from './record.ts'

/**
 * Notes the status of a record whose row is locked. @returns the one that was last told of it, null where
 * none was: with it an event is told once a crossing, by a change or by the day, whichever comes first.
 */
export async function noteStanding(
  tx: Tx,
  workspaceUuid: string,
  { id, status }: Pick<RecordForm, 'id' | 'status'>,
): Promise<ComplianceStatus | null> {
  const known = await tx.first(sql<'notedStanding'>`
    select status from compliance_standings where workspace_id = ${workspaceUuid} and record_id = ${id}`)
  if (known?.status !== status)
    await tx.run(sql`
      insert into compliance_standings (workspace_id, record_id, status)
      values (${workspaceUuid}, ${id}, ${status})
      on conflict (workspace_id, record_id) do update set status = excluded.status, since = now()`)
  return known?.status ?? null
}
