import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { notify } from '#platform/notifications/notify.ts'
import { usersWith } from '../report/notify-safety.ts'
import { Cpa, type CpaForm, cpaDueSoon, cpaEvent, cpaOverdue, ownerUserId } from './cpa.ts'

type Kind = 'due_7' | 'due_3' | 'due_0' | 'overdue' | 'executive'

/**
 * The reminders that an action needs, each with its date. The due day ends at midnight, so the action is 48 hours
 * overdue on the third day after it.
 */
const reminders = (today: RawBuilder<unknown>) => sql`(
  select kind, case when kind = 'overdue' then ${today} else t.due_on end as for_on
    from (select case when t.due_on < ${today} then 'overdue' when t.due_on = ${today} then 'due_0'
                      when t.due_on <= ${today} + 3 then 'due_3' else 'due_7' end as kind
          union all select 'executive' where t.priority = 'critical' and t.due_on <= ${today} - 3) kinds)`

/** Sends reminders of actions 7 and 3 days before they are due, on the due day, and then every day. */
export const remindOfCpas = sweep({
  name: 'safety.cpa_reminders',
  everyMs: 15 * 60_000,
  table: 'safety_cpas',
  due: ({ today }) => sql`t.status <> 'closed'
      and t.due_on <= ${today} + 7
      and exists (select
                    from ${reminders(today)} k
                   where not exists (select
                                       from safety_cpa_reminders r
                                      where r.workspace_id = t.workspace_id
                                        and r.cpa_id = t.id
                                        and r.kind = k.kind
                                        and r.due_on = t.due_on
                                        and r.for_on = k.for_on))`,
  async judge(tx, { id, workspaceUuid, today }) {
    const due = await tx.rows(sql<'newCpaReminder'>`
      insert into safety_cpa_reminders (workspace_id, cpa_id, kind, due_on, for_on)
      select t.workspace_id, t.id, k.kind, t.due_on, k.for_on
        from safety_cpas t cross join lateral ${reminders(sql`${today}::date`)} k
       where t.workspace_id = ${workspaceUuid} and t.id = ${id}
      on conflict do nothing returning kind`)
    const cpa = await Cpa.get(tx, id)
    for (const { kind } of due) await remind(tx, workspaceUuid, cpa, kind)
    return due
      .filter(({ kind }) => kind !== 'executive')
      .map(({ kind }) => cpaEvent(kind === 'overdue' ? cpaOverdue : cpaDueSoon, cpa))
  },
})

async function remind(tx: Tx, workspaceUuid: string, cpa: CpaForm, kind: Kind): Promise<void> {
  const owner = await ownerUserId(tx, cpa)
  const managers = kind === 'overdue' ? await usersWith(tx, workspaceUuid, ['safety_manager']) : []
  const userIds =
    kind === 'executive'
      ? await usersWith(tx, workspaceUuid, ['accountable_executive'])
      : [...(owner ? [owner] : []), ...managers]
  await notify(tx, {
    workspaceUuid,
    userIds,
    title:
      kind === 'overdue' || kind === 'executive'
        ? `${cpa.code} has been overdue since ${cpa.dueOn}`
        : `${cpa.code} is due ${cpa.dueOn}`,
    body: cpa.title,
    path: `/safety/actions/${cpa.id}`,
    subject: { type: 'cpa', id: cpa.id },
    severity: kind === 'executive' ? 'critical' : kind === 'overdue' ? 'high' : 'medium',
  })
}
