import { faces, inLine } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatDate, formatInstant } from '#ui/time.ts'

export const reportStates = states('safety_report.status', {
  new: 'info',
  under_review: 'info',
  investigating: 'info',
  action_required: 'amber',
  closed: 'neutral',
  reopened: 'amber',
})
/** The ways that reports, investigations and actions usually go. */
export const reportWay = ['new', 'under_review', 'investigating', 'action_required', 'closed'] as const
export const investigationWay = ['new', 'data_collection', 'analysis', 'review', 'completed'] as const
export const actionWay = ['open', 'in_progress', 'implemented', 'verification', 'closed'] as const
export const investigationStates = states('investigation.status', {
  new: 'info',
  data_collection: 'info',
  analysis: 'info',
  review: 'info',
  completed: 'green',
})
export const actionStates = states('cpa.status', {
  open: 'info',
  in_progress: 'info',
  implemented: 'info',
  verification: 'amber',
  closed: 'neutral',
})
export const hazardStates = states('hazard.status', { open: 'info', monitored: 'info', closed: 'neutral' })
export const controlStates = states('risk_control.status', {
  planned: 'neutral',
  in_place: 'green',
  ineffective: 'amber',
  retired: 'neutral',
})
export const changeStates = states('safety_change.status', {
  proposed: 'info',
  approved: 'green',
  implemented: 'info',
  reviewed: 'green',
  rejected: 'amber',
})
export const auditStates = states('safety_audit.status', {
  planned: 'neutral',
  in_progress: 'info',
  completed: 'green',
  cancelled: 'neutral',
})
export const findingStates = states('audit_finding.status', { open: 'info', resolved: 'green' })
export const meetingStates = states('meeting.status', {
  planned: 'info',
  held: 'green',
  cancelled: 'neutral',
})
export const levelStates = states('spi.level', {
  insufficient: 'neutral',
  normal: 'green',
  watch: 'info',
  warning: 'amber',
  critical: 'red',
})
export const elementStates = states('ComplianceElement.status', {
  not_started: 'neutral',
  partial: 'amber',
  implemented: 'info',
  verified: 'green',
  not_applicable: 'neutral',
})

const codeAndTitle = ({ code, title }: { code: string; title: string }) => inLine(code, title)

export default faces({
  safety_report: {
    states: reportStates,
    title: codeAndTitle,
    facts: (report) => [
      ['Occurred', report.occurredAt && formatInstant(report.occurredAt, 'utc')],
      ['Place', report.place],
      ['Aircraft', report.aircraftRegistration],
    ],
  },
  investigation: {
    states: investigationStates,
    title: codeAndTitle,
    facts: (investigation) => [
      ['Lead', investigation.leadName],
      ['Report', investigation.reportCode],
      ['Preliminary', investigation.preliminaryDueOn && formatDate(investigation.preliminaryDueOn)],
    ],
  },
  cpa: {
    states: actionStates,
    title: codeAndTitle,
    facts: (action) => [
      ['Owner', action.ownerName],
      ['Due', action.dueOn && formatDate(action.dueOn)],
      ['Report', action.reportCode],
    ],
  },
  hazard: { states: hazardStates },
  risk_control: { states: controlStates },
  safety_change: { states: changeStates },
  safety_audit: { states: auditStates },
  audit_finding: { states: findingStates },
  meeting: { states: meetingStates },
  spi: { states: states('spi.status', { active: 'green', retired: 'neutral' }) },
})
