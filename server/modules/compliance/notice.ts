import { sql, type Tx } from '#platform/database/database.ts'
import { recordEvent } from '#platform/events/record.ts'
import type { PeriodicWork } from '#platform/jobs/periodic.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { ComplianceRecord, type ComplianceStatus, complianceEvent, statusOn } from './record.ts'
import { noteStanding } from './stand.ts'

/** Notices which records have begun to expire, or have expired, since they were last looked at. */
export const noticeCompliance: PeriodicWork = {
  name: 'compliance.notice',
  everyMs: 5 * 60_000,
  run: async (services) => {
    await noticeAt(services, new Date())
  },
}

const atOnce = 200
const todayIn = (now: Date) => sql`(${now}::timestamptz at time zone w.timezone)::date`

/** @returns how many crossings were told. Nothing is told of people who are no longer active. */
export async function noticeAt({ database, live, wake }: Services, now: Date): Promise<number> {
  const workspaces = await database.system((tx) =>
    tx.rows(sql<{ uuid: string; org: string; today: string }>`
      select distinct w.workspace_id as uuid, w.id as org, ${todayIn(now)} as today
        from compliance_records t join workspaces w on w.workspace_id = t.workspace_id
        join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id and c.status = 'active'
        left join compliance_standings s on s.workspace_id = t.workspace_id and s.record_id = t.id
       where 'compliance' = any (w.modules) and t.withdrawn_at is null
         and s.status is distinct from apron.compliance_status(t.expires_on, t.warning_days, ${todayIn(now)})`),
  )
  let told = 0
  for (const workspace of workspaces) {
    let found: number
    do {
      found = await database.system((tx) => noticeIn(tx, workspace, now), { workspaceId: workspace.uuid })
      told += found
    } while (found === atOnce)
    live.nudge(workspace.uuid)
  }
  if (told > 0) wake('events')
  return told
}

async function noticeIn(
  tx: Tx,
  { uuid, org, today }: { uuid: string; org: string; today: string },
  now: Date,
): Promise<number> {
  // Locked, so that a change that is under way is waited for, and its dates count; another node that notices
  // the same waits here too, and then finds that it has been told.
  const crossed = await tx.prepared<{ id: string; status: ComplianceStatus }>(
    `select t.id, ${statusOn('$2::date')} as status from compliance_records t
       join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id and c.status = 'active'
       left join compliance_standings s on s.workspace_id = t.workspace_id and s.record_id = t.id
      where t.workspace_id = $1 and t.withdrawn_at is null
        and s.status is distinct from apron.compliance_status(t.expires_on, t.warning_days, $2::date)
      order by t.id limit ${atOnce} for update of t`,
    [uuid, today],
  )
  const context = {
    workspaceId: org,
    actor: { type: 'system' as const, id: null, name: 'Compliance' },
    request: null,
    now,
  }
  for (const { id, status } of crossed) {
    const before = await noteStanding(tx, uuid, { id, status })
    if (before === status) continue
    // As of the moment that was looked at: the row's own form is as of the transaction's.
    const record = { ...(await ComplianceRecord.get(tx, id)), status }
    await recordEvent(tx, complianceEvent(record, before), context)
  }
  return crossed.length
}
