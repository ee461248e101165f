import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { ComplianceRecord, type ComplianceStatus, complianceEvent } from './record.ts'
import { recordStanding } from './standing.ts'

/**
 * Reports the records that became expiring or expired since the last sweep. Nothing is reported about people who are
 * no longer active.
 */
export const noticeCompliance = sweep({
  name: 'compliance.notice',
  everyMs: 5 * 60_000,
  actor: 'Compliance',
  table: 'compliance_records',
  due: ({ today }) => sql`t.withdrawn_at is null
      and exists (
        select from crew c where c.workspace_id = t.workspace_id and c.id = t.crew_id and c.status = 'active')
      and not exists (select
                        from compliance_standings s
                       where s.workspace_id = t.workspace_id
                         and s.record_id = t.id
                         and s.status = apron.compliance_status(t.expires_on, t.warning_days, ${today}))`,
  async judge(tx, { id, workspaceUuid, today }) {
    const { status } = await tx.one(sql<'complianceStatus', { status: ComplianceStatus }>`
      select apron.compliance_status(expires_on, warning_days, ${today}::date) as status
        from compliance_records where id = ${id}`)
    const before = await recordStanding(tx, workspaceUuid, { id, status })
    // The record's own status is as of the transaction, not as of the sweep.
    return [complianceEvent({ ...(await ComplianceRecord.get(tx, id)), status }, before)]
  },
})
