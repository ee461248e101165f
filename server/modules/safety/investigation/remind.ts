import { sql, type Tx } from '#platform/database/database.ts'
import { type DueRow, sweep } from '#platform/jobs/sweep.ts'
import { notify } from '#platform/notifications/notify.ts'
import { usersWith } from '../report/notify-safety.ts'

/** Sends reminders of preliminary reports 7 and 3 days before they are due, on the due day, and once when late. */
export const remindOfPreliminaryReports = sweep({
  name: 'safety.preliminary_reminders',
  everyMs: 15 * 60_000,
  table: 'safety_investigations',
  due: ({ today }) => sql`t.status <> 'completed' and t.preliminary_at is null
    and t.preliminary_due_on <= ${today} + 7`,
  async judge(tx, row) {
    await remind(tx, row)
    return []
  },
})

async function remind(tx: Tx, { id, workspaceUuid, today }: DueRow): Promise<void> {
  const { code, dueOn, daysLeft, leadUserId } = await tx.one(sql<
    'overdueInvestigation',
    { daysLeft: number }
  >`
    select i.code, i.preliminary_due_on as "dueOn", i.preliminary_due_on - ${today}::date as "daysLeft",
           m.user_id as "leadUserId"
      from safety_investigations i
      left join members m on m.workspace_id = i.workspace_id and m.id = i.lead_member_id
     where i.id = ${id}`)
  const step = daysLeft < 0 ? 'late' : daysLeft === 0 ? '0' : daysLeft <= 3 ? '3' : '7'
  const managers = await usersWith(tx, workspaceUuid, ['safety_manager'])
  await notify(tx, {
    workspaceUuid,
    userIds: [...(leadUserId ? [leadUserId] : []), ...(leadUserId && step !== 'late' ? [] : managers)],
    title:
      step === 'late'
        ? `The preliminary report of ${code} has been late since ${dueOn}`
        : `The preliminary report of ${code} is due ${dueOn}`,
    path: `/safety/investigations/${id}`,
    subject: { type: 'investigation', id },
    severity: step === 'late' ? 'high' : 'medium',
    // A member is notified once of each step.
    key: `investigation.preliminary ${id} ${step}`,
  })
}
