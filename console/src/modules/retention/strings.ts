import { formatNumber } from '#ui/region.ts'
export const t = {
  title: 'Log retention',
  hint: 'For how long logs are kept. What is older is deleted within the hour, for good. Records (flights, reports, people, aircraft) are never deleted by this.',
  days: 'days',
  fields: {
    run_logs_days: {
      label: 'Run logs',
      hint: 'Webhook deliveries with their attempts, mails and import runs. A delivery that is still to be sent stays.',
    },
    audit_logs_days: {
      label: 'Audit logs',
      hint: 'Entries of the audit log. They go in whole signed segments, whose roots stay, so that the rest can still be proved.',
    },
    diagnostic_artifacts_days: {
      label: 'Diagnostic artifacts',
      hint: 'Why requests were refused, the files of imports and what was wrong in their rows.',
    },
  },
  between: (least: number, most: number) => `A whole number from ${least} to ${formatNumber(most)}`,
  belowMinimum: (least: number, records: string, period: string, citation: string) =>
    `At least ${least}: ${records} are kept for ${period} (${citation})`,
  nothing: 'Nothing is older than that.',
  counting: 'Counting what is older…',
  goes: (count: number) =>
    `${formatNumber(count)} ${count === 1 ? 'entry' : 'entries'} to delete, the oldest from`,
  keptByLaw: (count: number) =>
    count === 1
      ? '1 older entry stays: the law keeps it, or one beside it.'
      : `${formatNumber(count)} older entries stay: the law keeps them, or one beside them.`,
  submit: 'Save log retention',
  saved: 'Log retention saved',
  confirmTitle: (count: number) => `Delete ${formatNumber(count)} log ${count === 1 ? 'entry' : 'entries'}?`,
  confirmText: 'With these times, this is deleted within the hour and cannot be brought back:',
  confirm: 'Save and delete',
  part: (title: string, count: number) => `${title}: ${formatNumber(count)}`,
  auditPart: 'Audit log entries',
  oldest: 'the oldest from',
  law: 'Kept by law',
  lawHint:
    'Whatever is chosen above, these entries of the audit log stay for their time. A minimum over the whole log is the least that can be chosen for it.',
  records: 'Records',
  entries: 'Entries',
  period: 'Kept for',
  citation: 'Regulation',
  everything: 'the whole log',
  unchanged: 'These are the times that every workspace begins with.',
  changedAt: 'Last changed',
  purges: 'What was deleted is in the audit log',
}
