import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { notifySafety } from './notify-safety.ts'
import { Report, type ReportForm, reportMessaged, reportSubmitted } from './report.ts'
import { reportEvent } from './report-event.ts'

/** Notifies the safety managers of a new report. */
export function notifyOfReport(tx: Tx, workspaceUuid: string, report: ReportForm): Promise<void> {
  return notifySafety(tx, {
    workspaceUuid,
    title: `New safety report ${report.code}`,
    // Without the text of the report, because this is also sent by mail.
    path: `/safety/reports/${report.id}`,
    subject: { type: 'safety_report', id: report.id },
    severity: 'medium',
    key: `safety_report.submitted ${report.id}`,
  })
}

/**
 * Announces confidential and anonymous reports and their messages when their hour is over. Events, notifications, mail and webhooks then do
 * not show at which minute they were sent.
 */
export const announceReports = sweep({
  name: 'safety.announce',
  everyMs: 60_000,
  actor: 'Not recorded',
  table: 'safety_reports',
  due: ({ now }) => sql`(t.workspace_id, t.id) in (
    select workspace_id, id from safety_reports where not announced and created_at <= ${hourBefore(now)}
    union select workspace_id, report_id from safety_report_messages
           where not announced and created_at <= ${hourBefore(now)})`,
  async judge(tx, { id, workspaceUuid, now }) {
    // This sets `updated_at` to the time of the sweep.
    const reports = await tx.run(sql`update safety_reports set announced = true
      where id = ${id} and not announced and created_at <= ${hourBefore(now)}`)
    const messages = await tx.run(sql`update safety_report_messages set announced = true
      where report_id = ${id} and not announced and created_at <= ${hourBefore(now)}`)
    const report = await Report.get(tx, id)
    if (reports > 0) await notifyOfReport(tx, workspaceUuid, report)
    if (messages > 0)
      await notifySafety(tx, {
        workspaceUuid,
        title: `The reporter added to ${report.code}`,
        path: `/safety/reports/${id}`,
        subject: { type: 'safety_report', id },
      })
    return [
      ...(reports > 0 ? [reportEvent(reportSubmitted, report)] : []),
      ...(messages > 0 ? [reportEvent(reportMessaged, report)] : []),
    ]
  },
})

const hourBefore = (now: Date) => sql`${now}::timestamptz - interval '1 hour'`
