import { plural } from '#ui/plural.ts'
import { formatNumber } from '#ui/region.ts'

export const t = {
  title: 'Log retention',
  hint: 'How long logs are kept. Older logs are permanently deleted within the hour. Records are never deleted.',
  days: 'days',
  fields: {
    run_logs_days: {
      label: 'Run logs',
      hint: 'Webhook deliveries, emails and import runs. Unsent deliveries stay.',
    },
    audit_logs_days: {
      label: 'Audit logs',
      hint: 'Audit log entries. They are deleted in signed segments, so the rest can still be proved.',
    },
    diagnostic_artifacts_days: {
      label: 'Diagnostic artifacts',
      hint: 'Why requests were refused, and the files and row problems of imports.',
    },
  },
  between: (least: number, most: number) => `Enter a whole number from ${least} to ${formatNumber(most)}`,
  belowMinimum: (least: number, records: string, period: string, citation: string) =>
    `At least ${least}: ${records} are kept for ${period} (${citation})`,
  nothing: 'Nothing to delete.',
  counting: 'Counting older logs…',
  goes: (count: number) => `${plural(count, 'entry', 'entries')} to delete, the oldest from`,
  keptByLaw: (count: number) =>
    `Kept by law, with the entries beside them: ${plural(count, 'older entry', 'older entries')}.`,
  submit: 'Save log retention',
  saved: 'Log retention saved',
  confirmTitle: (count: number) => `Delete ${plural(count, 'log entry', 'log entries')}?`,
  confirmText: 'These logs are permanently deleted within the hour:',
  confirm: 'Save and delete',
  part: (title: string, count: number) => `${title}: ${formatNumber(count)}`,
  auditPart: 'Audit log entries',
  oldest: 'the oldest from',
  law: 'Kept by law',
  lawHint:
    'These audit log entries are kept for their legal minimum, whatever you choose above. A minimum over the whole log is the shortest time you can choose.',
  records: 'Records',
  entries: 'Entries',
  period: 'Kept for',
  citation: 'Regulation',
  everything: 'the whole log',
  unchanged: 'These are the defaults.',
  changedAt: 'Last changed',
  purges: 'See deletions in the audit log',
}
