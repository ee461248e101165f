import type { Emission } from '#platform/kernel/emission.ts'
import type { EventType } from '#platform/kernel/event-type.ts'
import type { ReportForm } from './report.ts'

/** The event of a report: its identity and status, without any text that a person wrote. */
export function reportEvent(
  type: EventType,
  report: ReportForm,
  changes: Emission['changes'] = [],
): Emission {
  const { id, code: label, projectId } = report
  return { type, subject: { type: 'safety_report', id, label, projectId }, data: report, changes }
}
