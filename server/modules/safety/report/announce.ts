import { bindWorkspace } from '#platform/database/bind-workspace.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { recordEvent } from '#platform/events/record.ts'
import type { PeriodicWork } from '#platform/jobs/periodic.ts'
import { notifySafety } from './notify-safety.ts'
import { Report, type ReportForm, reportMessaged, reportSubmitted } from './report.ts'
import { reportEvent } from './report-event.ts'

/** Tells the safety managers that a report has come in. */
export function tellOfReport(tx: Tx, workspaceUuid: string, report: ReportForm): Promise<void> {
  return notifySafety(tx, {
    workspaceUuid,
    title: `New safety report ${report.code}`,
    // No word of the report: this also goes out by mail.
    path: `/safety/reports/${report.id}`,
    subject: { type: 'safety_report', id: report.id },
    severity: 'medium',
    key: `safety_report.submitted ${report.id}`,
  })
}

/**
 * Announces what came in anonymously once its hour is over, so that neither event, notification, mail nor
 * delivery to a webhook tells when in that hour it was sent.
 */
export const announceAnonymous: PeriodicWork = {
  name: 'safety.announce',
  everyMs: 60_000,
  async run({ database, live, wake }) {
    const workspaces = await database.system((tx) =>
      tx.rows(sql<{ uuid: string; id: string }>`
        select w.workspace_id as uuid, w.id from workspaces w where w.workspace_id in (
          select workspace_id from safety_reports where not announced and created_at <= now() - interval '1 hour'
          union select workspace_id from safety_report_messages where not announced and created_at <= now() - interval '1 hour')`),
    )
    for (const workspace of workspaces) {
      await database.system((tx) => announceIn(tx, workspace))
      live.nudge(workspace.uuid)
      wake('events')
    }
  },
}

async function announceIn(tx: Tx, workspace: { uuid: string; id: string }): Promise<void> {
  await bindWorkspace(tx, workspace.uuid)
  // Taken by the update, so that two nodes never announce the same. `updated_at` moves, to the time of this work.
  const reports = await tx.rows(sql<{ id: string }>`update safety_reports set announced = true
    where workspace_id = ${workspace.uuid} and not announced and created_at <= now() - interval '1 hour' returning id`)
  const messages = await tx.rows(sql<{ id: string }>`update safety_report_messages set announced = true
    where workspace_id = ${workspace.uuid} and not announced and created_at <= now() - interval '1 hour' returning report_id as id`)
  const context = {
    workspaceId: workspace.id,
    actor: { type: 'system' as const, id: null, name: 'Not recorded' },
    request: null,
    now: new Date(),
  }
  const told: [ids: string[], type: typeof reportSubmitted][] = [
    [reports.map(({ id }) => id), reportSubmitted],
    [[...new Set(messages.map(({ id }) => id))], reportMessaged],
  ]
  for (const [ids, type] of told)
    for (const id of ids.sort()) {
      const report = await Report.get(tx, id)
      if (type === reportSubmitted) await tellOfReport(tx, workspace.uuid, report)
      else
        await notifySafety(tx, {
          workspaceUuid: workspace.uuid,
          title: `The reporter has added to ${report.code}`,
          path: `/safety/reports/${id}`,
          subject: { type: 'safety_report', id },
        })
      await recordEvent(tx, reportEvent(type, report), context)
    }
}
