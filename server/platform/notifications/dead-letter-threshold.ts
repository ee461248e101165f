import { sql, type Tx } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import { eventType } from '../kernel/event-type.ts'
import type { Services } from '../kernel/installation.ts'
import { dlqThresholdType } from './rule-decision.ts'

export const dlqThresholdExceeded = eventType(dlqThresholdType, {
  stability: 'stable',
  when: 'the dead letters of the workspace reach a number that a notification rule names',
  subject: 'workspace',
})

/** What the default rule wants; other rules add the thresholds that they name. */
export const defaultThreshold = 10

/**
 * Tells, once a crossing, that a workspace has as many dead letters as one of its thresholds. It may cross again
 * after they have been sent or have gone. @returns how many crossings were told.
 */
export async function checkDeadLetters({ database, wake, live }: Services, now: Date): Promise<number> {
  const counts = await database.system((tx) =>
    tx.rows(sql<{ workspace_id: string; count: number }>`
      select coalesce(d.workspace_id, l.workspace_id) as workspace_id, coalesce(d.count, 0) as count
        from (select workspace_id, count(*) as count from webhook_deliveries where status = 'dead' group by workspace_id) d
        full join (select distinct workspace_id from notification_dlq_levels) l on l.workspace_id = d.workspace_id`),
  )
  let told = 0
  for (const { workspace_id: workspaceId, count } of counts) {
    const crossed = await database.system((tx) => cross(tx, workspaceId, count, now), { workspaceId })
    if (crossed > 0) live.nudge(workspaceId)
    told += crossed
  }
  if (told > 0) wake('events')
  return told
}

async function cross(tx: Tx, workspaceId: string, count: number, now: Date): Promise<number> {
  await tx.run(
    sql`delete from notification_dlq_levels where workspace_id = ${workspaceId} and threshold > ${count}`,
  )
  const crossed = await tx.rows(sql<{ threshold: number }>`
    insert into notification_dlq_levels (workspace_id, threshold)
    select ${workspaceId}, threshold from (
      select ${defaultThreshold}::integer as threshold
      union select (filters ->> 'threshold')::integer from notification_rules
       where workspace_id = ${workspaceId} and event = ${dlqThresholdType} and enabled and filters ? 'threshold') l
     where threshold <= ${count}
    on conflict do nothing returning threshold`)
  if (crossed.length === 0) return 0
  const facts = await tx.one(sql<{ org: string; name: string; endpointIds: string[]; oldestAt: Date }>`
    select w.id as org, w.name,
           (select array_agg(distinct endpoint_id) from webhook_deliveries d where d.workspace_id = w.workspace_id and d.status = 'dead') as "endpointIds",
           (select min(created_at) from webhook_deliveries d where d.workspace_id = w.workspace_id and d.status = 'dead') as "oldestAt"
      from workspaces w where w.workspace_id = ${workspaceId}`)
  for (const { threshold } of crossed)
    await recordEvent(
      tx,
      {
        type: dlqThresholdExceeded,
        subject: { type: 'workspace', id: facts.org, label: `${count} dead letters` },
        data: {
          threshold,
          count,
          endpointIds: facts.endpointIds,
          oldestAt: facts.oldestAt.toISOString(),
          message: `${count} deliveries were given up; the threshold is ${threshold}. Mend the receivers, then send them again.`,
        },
      },
      {
        workspaceId: facts.org,
        actor: { type: 'system', id: null, name: 'Webhooks' },
        request: null,
        now,
      },
    )
  return crossed.length
}

export const deadLetterWork: PeriodicWork = {
  name: 'notifications.dead_letters',
  everyMs: 15_000,
  run: async (services) => {
    await checkDeadLetters(services, new Date())
  },
}
