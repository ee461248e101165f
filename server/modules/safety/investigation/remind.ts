import { sql, type Tx } from '#platform/database/database.ts'
import type { PeriodicWork } from '#platform/jobs/periodic.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { notify } from '#platform/notifications/notify.ts'
import { usersWith } from '../report/notify-safety.ts'

/** Reminds of preliminary reports 7 and 3 days before they are due, on the day, and once they are late. */
export const remindOfPreliminaryReports: PeriodicWork = {
  name: 'safety.preliminary_reminders',
  everyMs: 15 * 60_000,
  run: (services) => remindOfPreliminaryAt(services, new Date()),
}

interface Due {
  workspaceUuid: string
  id: string
  code: string
  dueOn: string
  daysLeft: number
  leadUserId: string | null
}

export async function remindOfPreliminaryAt({ database, live }: Services, now: Date): Promise<void> {
  const due = await database.system((tx) =>
    tx.rows(sql<Due>`
      select i.workspace_id as "workspaceUuid", i.id, i.code, i.preliminary_due_on as "dueOn", m.user_id as "leadUserId",
             i.preliminary_due_on - (${now}::timestamptz at time zone w.timezone)::date as "daysLeft"
        from safety_investigations i join workspaces w on w.workspace_id = i.workspace_id
        left join members m on m.workspace_id = i.workspace_id and m.id = i.lead_member_id
       where i.status <> 'completed' and i.preliminary_at is null
         and i.preliminary_due_on <= (${now}::timestamptz at time zone w.timezone)::date + 7`),
  )
  for (const one of due) {
    const told = await database.system((tx) => tell(tx, one), { workspaceId: one.workspaceUuid })
    if (told > 0) live.nudge(one.workspaceUuid)
  }
}

async function tell(tx: Tx, { workspaceUuid, id, code, dueOn, daysLeft, leadUserId }: Due): Promise<number> {
  const step = daysLeft < 0 ? 'late' : daysLeft === 0 ? '0' : daysLeft <= 3 ? '3' : '7'
  const managers = await usersWith(tx, workspaceUuid, ['safety_manager'])
  return notify(tx, {
    workspaceUuid,
    userIds: [...(leadUserId ? [leadUserId] : []), ...(leadUserId && step !== 'late' ? [] : managers)],
    title:
      step === 'late'
        ? `The preliminary report of ${code} is late since ${dueOn}`
        : `The preliminary report of ${code} is due ${dueOn}`,
    path: `/safety/investigations/${id}`,
    subject: { type: 'investigation', id },
    severity: step === 'late' ? 'high' : 'medium',
    // Each step is told once.
    key: `investigation.preliminary ${id} ${step}`,
  })
}
