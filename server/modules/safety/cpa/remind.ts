import { bindWorkspace } from '#platform/database/bind-workspace.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { recordEvent } from '#platform/events/record.ts'
import type { PeriodicWork } from '#platform/jobs/periodic.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { notify } from '#platform/notifications/notify.ts'
import { usersWith } from '../report/notify-safety.ts'
import { Cpa, type CpaForm, cpaDueSoon, cpaEvent, cpaOverdue, ownerUserId } from './cpa.ts'

type Kind = 'due_7' | 'due_3' | 'due_0' | 'overdue' | 'executive'

/** Reminds of actions 7 and 3 days before they are due, on the day, and then every day. */
export const remindOfCpas: PeriodicWork = {
  name: 'safety.cpa_reminders',
  everyMs: 15 * 60_000,
  run: (services) => remindAt(services, new Date()),
}

export async function remindAt(services: Services, now: Date): Promise<void> {
  const { database } = services
  const workspaces = await database.system((tx) =>
    tx.rows(sql<{ uuid: string; id: string; today: string }>`
      select distinct w.workspace_id as uuid, w.id, (${now}::timestamptz at time zone w.timezone)::date as today
        from workspaces w join safety_cpas c on c.workspace_id = w.workspace_id
       where c.status <> 'closed' and c.due_on <= (${now}::timestamptz at time zone w.timezone)::date + 7`),
  )
  for (const workspace of workspaces) {
    const told = await database.system((tx) => remindIn(tx, workspace, now))
    if (told === 0) continue
    services.live.nudge(workspace.uuid)
    services.wake('events')
  }
}

async function remindIn(
  tx: Tx,
  { uuid, id, today }: { uuid: string; id: string; today: string },
  now: Date,
): Promise<number> {
  await bindWorkspace(tx, uuid)
  // One statement decides what is due to be said and writes it down; what was said before is left out. The
  // day's end is midnight after `due_on`, so 48 hours overdue is the third day after it.
  const due = await tx.rows(sql<{ cpaId: string; kind: Kind }>`
    insert into safety_cpa_reminders (workspace_id, cpa_id, kind, due_on, for_on)
    select c.workspace_id, c.id, k.kind, c.due_on, case when k.kind = 'overdue' then ${today}::date else c.due_on end
      from safety_cpas c cross join lateral (
        select case when c.due_on < ${today}::date then 'overdue' when c.due_on = ${today}::date then 'due_0'
                    when c.due_on <= ${today}::date + 3 then 'due_3' else 'due_7' end as kind
        union all select 'executive' where c.priority = 'critical' and c.due_on <= ${today}::date - 3) k
     where c.workspace_id = ${uuid} and c.status <> 'closed' and c.due_on <= ${today}::date + 7
    on conflict do nothing returning cpa_id as "cpaId", kind`)
  const context = {
    workspaceId: id,
    actor: { type: 'system' as const, id: null, name: 'Apron' },
    request: null,
    now,
  }
  for (const { cpaId, kind } of due.sort((a, b) => a.cpaId.localeCompare(b.cpaId)))
    await tell(tx, uuid, await Cpa.get(tx, cpaId), kind)
  for (const { cpaId, kind } of due)
    if (kind !== 'executive')
      await recordEvent(
        tx,
        cpaEvent(kind === 'overdue' ? cpaOverdue : cpaDueSoon, await Cpa.get(tx, cpaId)),
        context,
      )
  return due.length
}

async function tell(tx: Tx, workspaceUuid: string, cpa: CpaForm, kind: Kind): Promise<void> {
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
        ? `${cpa.code} is overdue since ${cpa.dueOn}`
        : `${cpa.code} is due ${cpa.dueOn}`,
    body: cpa.title,
    path: `/safety/actions/${cpa.id}`,
    subject: { type: 'cpa', id: cpa.id },
    severity: kind === 'executive' ? 'critical' : kind === 'overdue' ? 'high' : 'medium',
  })
}
