import { eventType } from '#platform/kernel/event-type.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  happenedAt,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { fullAccessRoles, manages, reportAccess, seesAll } from './visibility.ts'

/** The types of reports, with the prefix of their codes. */
export const codePrefixes = {
  hazard: 'HAZ',
  incident: 'INC',
  near_miss: 'NMS',
  concern: 'CON',
  observation: 'OBS',
  audit_finding: 'AUF',
} as const
export const reportTypes = [
  'hazard',
  'incident',
  'near_miss',
  'concern',
  'observation',
  'audit_finding',
] as const
export const reportModes = ['standard', 'confidential', 'anonymous'] as const
export type ReportMode = (typeof reportModes)[number]
export const reportStatuses = [
  'new',
  'under_review',
  'investigating',
  'action_required',
  'closed',
  'reopened',
] as const
export type ReportStatus = (typeof reportStatuses)[number]
export const reportCategories = [
  'flight_operations',
  'ground_operations',
  'maintenance',
  'cabin_safety',
  'airspace',
  'weather',
  'human_factors',
  'organizational',
] as const

export const severity = oneOf(['A', 'B', 'C', 'D', 'E'], {
  description: 'ICAO: A catastrophic, B hazardous, C major, D minor, E negligible.',
})
export const likelihood = integer(
  1,
  5,
  'ICAO: 5 frequent, 4 occasional, 3 remote, 2 improbable, 1 extremely improbable.',
)

/** The fields that a reporter sends. They never change afterward. */
export const reporterFields = {
  type: oneOf(reportTypes),
  title: text(10, 200, 'What happened, in one line.'),
  description: text(50, 10_000, 'What happened, what resulted from it, and what could have.'),
  category: oneOf(reportCategories),
  occurredAt: Type.Optional(
    nullable(happenedAt('When it happened. Only the hour is stored, except for a standard report.')),
  ),
  place: Type.Optional(nullable(text(1, 200, 'An airport, or a description of the place.'))),
  aircraftRegistration: Type.Optional(nullable(text(2, 20))),
}

export const Report = resource({
  name: 'safety_report',
  prefix: 'rpt',
  title: { one: 'safety report', many: 'safety reports' },
  page: '/safety/reports/:id',
  table: 'safety_reports',
  label: 'code',
  project: 't.project_id',
  schema: Type.Object({
    id: id('rpt'),
    code: Type.String({ examples: ['HAZ-2026-00042'] }),
    type: oneOf(reportTypes),
    mode: oneOf(reportModes),
    status: oneOf(reportStatuses),
    title: Type.String(),
    description: Type.String(),
    isBrief: Type.Boolean({
      description: 'Whether it was sent as a short report, of which the rest may follow.',
    }),
    category: oneOf(reportCategories),
    occurredAt: nullable(instant()),
    place: nullable(Type.String()),
    initialSeverity: nullable(severity),
    initialLikelihood: nullable(likelihood),
    aircraftId: nullable(id('acf')),
    aircraftRegistration: nullable(Type.String()),
    flightId: nullable(id('flt')),
    projectId: nullable(id('prj')),
    handlerMemberId: nullable(id('mem')),
    source: oneOf(['api', 'public', 'import']),
    externalReference: nullable(Type.String({ description: 'The number of the report in another system.' })),
    outcome: nullable(Type.String({ description: 'The outcome, for the reporter to read.' })),
    publishedAt: nullable(instant()),
    publishedTitle: nullable(Type.String()),
    publishedSummary: nullable(
      Type.String({ description: 'The summary that all members may read. It must identify nobody.' }),
    ),
    closedAt: nullable(instant()),
    createdAt: instant('Only the hour, except for a standard report.'),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'left join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id',
  expressions: { aircraftRegistration: 'coalesce(a.registration, t.aircraft_registration)' },
  visible: async (tx, reportId, principal, { secrets }) =>
    (await reportAccess(tx, reportId, principal, secrets)) !== null,
  // A member who keeps reading a report without handling it is its sender.
  hidesCaller: ({ caller, principal, record }) =>
    caller !== 'api_key' &&
    !(principal && manages(principal)) &&
    (record as { mode: ReportMode } | undefined)?.mode !== 'standard',
  // The history shows who works on the report and why, also for a deleted one.
  visibleHistory: async (_tx, _reportId, principal) => seesAll(principal),
})

export type ReportForm = Static<typeof Report.schema>

/** The report for members who may read only its published part. */
export function publishedForm(report: ReportForm): ReportForm {
  return {
    ...report,
    mode: 'standard',
    title: report.publishedTitle ?? 'A safety report',
    description: report.publishedSummary ?? '',
    occurredAt: null,
    place: null,
    aircraftId: null,
    aircraftRegistration: null,
    flightId: null,
    projectId: null,
    handlerMemberId: null,
    externalReference: null,
    outcome: null,
  }
}

/** What events say of a report: its identity and classification, without text, people and places. */
export const ReportData = Type.Pick(Report.schema, [
  'id',
  'code',
  'type',
  'mode',
  'status',
  'category',
  'initialSeverity',
  'initialLikelihood',
  'projectId',
  'createdAt',
])
const reportEventType = (type: `safety_report.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'safety_report',
    data: ReportData,
    scope: 'safety:read',
    readers: fullAccessRoles,
  })
export const reportSubmitted = reportEventType(
  'safety_report.submitted',
  'a safety report is submitted; a confidential or anonymous one is announced when its hour is over',
)
export const reportStatusChanged = reportEventType(
  'safety_report.status_changed',
  'a safety report moves to another status',
)
const reportReopened = reportEventType(
  'safety_report.reopened',
  'a closed safety report is reopened, beside `safety_report.status_changed`',
)
export const reportDeleted = reportEventType(
  'safety_report.deleted',
  'a safety report is deleted; `data` is the report as it was, without its text',
)
export const reportPublished = reportEventType(
  'safety_report.published',
  'the summary of a safety report is published to all members; the text is not in the event',
)
export const reportWithdrawn = reportEventType(
  'safety_report.withdrawn',
  'a published summary is withdrawn, so that members no longer see it',
)
export const reportMessaged = reportEventType(
  'safety_report.message_received',
  'a reporter adds something to a safety report, announced like the report; the text is not in the event',
)

export const reportStates = stateMachine({
  of: Report,
  noun: 'report',
  moves: {
    startReview: { from: ['new', 'reopened'], to: 'under_review', verb: 'start its review' },
    investigate: { from: ['under_review'], to: 'investigating', label: 'Open investigation' },
    requireAction: {
      from: ['under_review', 'investigating'],
      to: 'action_required',
      verb: 'require action on it',
      label: 'Require action',
    },
    close: { from: ['under_review', 'investigating', 'action_required'], to: 'closed' },
    reopen: { from: ['closed'], to: 'reopened', emits: reportReopened },
    /** The investigation is completed and actions are open. */
    conclude: { from: ['investigating'], to: 'action_required', isAutomatic: true },
    openInvestigation: { from: ['under_review', 'investigating'], isAutomatic: true },
  },
  refusal: {
    code: 'report_state',
    fix: 'Read the report again. The message names its state and what that state allows.',
  },
})
