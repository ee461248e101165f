import { sql, type Tx } from '../database/database.ts'
import { sweep } from '../jobs/sweep.ts'
import type { Emission } from '../kernel/emission.ts'
import { eventType } from '../kernel/event-type.ts'
import { instant, Type } from '../kernel/schema.ts'
import { dlqThresholdType } from './rule-decision.ts'

export const dlqThresholdExceeded = eventType(dlqThresholdType, {
  stability: 'stable',
  when: 'the dead letters of the workspace reach a number that a notification rule names',
  subject: 'workspace',
  data: Type.Object({
    threshold: Type.Integer(),
    count: Type.Integer({ description: 'How many dead letters there are.' }),
    endpointIds: Type.Array(Type.String(), { description: 'The endpoints and channels that they were for.' }),
    oldestAt: instant(),
    message: Type.String({ description: 'The event as a sentence.' }),
  }),
  scope: 'webhooks:read',
  page: '/settings/integrations/webhooks?view=dead-letters',
})

/** What the default rule wants; other rules add the thresholds that they name. */
export const defaultThreshold = 10

const thresholds = sql`(
  select ${defaultThreshold}::integer as threshold
  union select (filters ->> 'threshold')::integer from notification_rules r
   where r.workspace_id = t.workspace_id
     and r.event = ${dlqThresholdType}
     and r.enabled
     and r.filters ? 'threshold')`

/**
 * Emits once a crossing that a workspace has as many dead letters as one of its thresholds. It may cross again
 * after they have been sent or have gone.
 */
export const checkDeadLetters = sweep({
  name: 'notifications.dead_letters',
  everyMs: 15_000,
  actor: 'Webhooks',
  table: 'workspaces',
  due: () => sql`
    t.workspace_id in (
      select workspace_id from webhook_deliveries where status = 'dead'
      union select workspace_id from notification_dlq_levels)
    and exists (
      select from (select count(*) as count from webhook_deliveries d
                    where d.workspace_id = t.workspace_id and d.status = 'dead') dead
       where exists (select from notification_dlq_levels l
                      where l.workspace_id = t.workspace_id and l.threshold > dead.count)
          or exists (select from ${thresholds} k where k.threshold <= dead.count
                      and not exists (select from notification_dlq_levels l
                                       where l.workspace_id = t.workspace_id and l.threshold = k.threshold)))`,
  judge: (tx, { workspaceUuid, workspaceId }) => cross(tx, workspaceUuid, workspaceId),
})

async function cross(tx: Tx, workspaceUuid: string, workspaceId: string): Promise<Emission[]> {
  const { count, endpointIds, oldestAt } = await tx.one(sql<
    'deadLetters',
    { endpointIds: string[]; oldestAt: Date }
  >`
    select count(*) as count, array_agg(distinct endpoint_id) as "endpointIds", min(created_at) as "oldestAt"
      from webhook_deliveries where workspace_id = ${workspaceUuid} and status = 'dead'`)
  await tx.run(
    sql`delete from notification_dlq_levels where workspace_id = ${workspaceUuid} and threshold > ${count}`,
  )
  const crossed = await tx.rows(sql<'crossedThresholds'>`
    insert into notification_dlq_levels (workspace_id, threshold)
    select t.workspace_id, k.threshold from workspaces t cross join lateral ${thresholds} k
     where t.workspace_id = ${workspaceUuid} and k.threshold <= ${count}
    on conflict do nothing returning threshold`)
  return crossed.map(({ threshold }) => ({
    type: dlqThresholdExceeded,
    subject: { type: 'workspace', id: workspaceId, label: `${count} dead letters` },
    data: {
      threshold,
      count,
      endpointIds,
      oldestAt: oldestAt.toISOString(),
      message: `${count} deliveries were given up; the threshold is ${threshold}. Fix the receivers, then send them again.`,
    },
  }))
}
