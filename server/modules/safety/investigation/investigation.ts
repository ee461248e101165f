import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { EventType } from '#platform/kernel/event-type.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  instant,
  labeled,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { fullAccessRoles, manages, seesAll } from '../report/visibility.ts'
import { todayOf } from '../today.ts'

export const investigationStatuses = ['new', 'data_collection', 'analysis', 'review', 'completed'] as const
export type InvestigationStatus = (typeof investigationStatuses)[number]
export const methods = labeled(['five_whys', 'fishbone', 'barrier'], { barrier: 'Barrier analysis' })

export const methodData = Type.Array(
  Type.Object({
    heading: text(1, 200, 'The heading of the step: the why, the bone or the barrier.'),
    text: text(0, 2_000),
  }),
  { maxItems: 40, description: 'The steps of the method, in order.' },
)

export const Investigation = resource({
  name: 'investigation',
  prefix: 'siv',
  title: { one: 'investigation', many: 'investigations' },
  page: '/safety/investigations/:id',
  table: 'safety_investigations',
  label: 'code',
  schema: Type.Object({
    id: id('siv'),
    code: Type.String({ examples: ['SI-2026-00015'] }),
    title: Type.String(),
    status: oneOf(investigationStatuses),
    reportId: nullable(id('rpt')),
    reportCode: nullable(Type.String()),
    leadMemberId: nullable(id('mem')),
    leadName: nullable(Type.String()),
    narrative: nullable(Type.String()),
    method: nullable(oneOf(methods)),
    methodData,
    noActionReason: nullable(Type.String()),
    preliminaryDueOn: date('30 days after it was opened, in the time zone of the workspace.'),
    preliminaryReport: nullable(Type.String()),
    preliminaryAt: nullable(instant()),
    completedAt: nullable(instant()),
    createdByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join safety_reports r on r.workspace_id = t.workspace_id and r.id = t.report_id
      left join members m on m.workspace_id = t.workspace_id and m.id = t.lead_member_id
      left join users u on u.id = m.user_id`,
  expressions: { reportCode: 'r.code', leadName: 'u.display_name' },
  visible: async (tx, investigationId, principal) =>
    seesAll(principal) || (await isLeadOf(tx, investigationId, principal)),
})
export type InvestigationForm = Static<typeof Investigation.schema>

export const investigationStates = stateMachine({
  of: Investigation,
  moves: {
    collect: { from: ['new'], to: 'data_collection', verb: 'start its data collection' },
    analyze: { from: ['data_collection'], to: 'analysis', verb: 'start its analysis' },
    review: { from: ['analysis'], to: 'review', verb: 'send it to review' },
    complete: { from: ['review'], to: 'completed' },
    sendBack: {
      from: ['review'],
      to: 'data_collection',
      verb: 'send it back to data collection',
      label: 'Back to data collection',
    },
    edit: {
      from: ['new', 'data_collection', 'analysis', 'review'],
      verb: 'work on it',
      label: 'Edit investigation',
    },
  },
  words: { data_collection: 'in data collection', analysis: 'in analysis', review: 'in review' },
  refusal: {
    code: 'investigation_state',
    fix: 'Read the investigation again. The message names its state and what that state allows. For new facts after completion, open a new investigation.',
  },
})

async function isLeadOf(tx: Tx, investigationId: string, principal: Principal): Promise<boolean> {
  if (principal.kind !== 'user') return false
  const investigation = await tx.first(sql`
    select 1
      from safety_investigations where id = ${investigationId} and lead_member_id = ${principal.memberId}`)
  return investigation !== undefined
}

// Shared by the list filters and the metrics, so that a count always matches its list.
export const isOpen = "t.status <> 'completed'"
export const isPreliminaryOverdue = `(${isOpen} and t.preliminary_at is null
    and t.preliminary_due_on < ${todayOf('t')})`

/** Requires the investigator of the investigation, or a member who manages safety. */
export function requireInvestigator(principal: Principal, record: InvestigationForm): void {
  const isLead = principal.kind === 'user' && record.leadMemberId === principal.memberId
  if (!isLead && !manages(principal))
    throw roleMissing('Only its investigator, a safety manager or an admin can work on this investigation')
}

/** What events say of an investigation: its identity and status, without findings or interviews. */
const InvestigationData = Type.Pick(Investigation.schema, [
  'id',
  'code',
  'status',
  'reportId',
  'reportCode',
  'preliminaryDueOn',
  'completedAt',
])
const beta = (type: string, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'investigation',
    data: InvestigationData,
    scope: 'safety:read',
    readers: fullAccessRoles,
  })
export const investigationOpened = beta('investigation.opened', 'an investigation is opened')
export const investigationMoved = beta(
  'investigation.status_changed',
  'an investigation moves to another status',
)
export const investigationCompleted = beta('investigation.completed', 'an investigation is completed')

/** The event of an investigation. */
export function investigationEvent(
  type: EventType,
  record: InvestigationForm,
  changes: Emission['changes'] = [],
): Emission {
  return {
    type,
    subject: { type: 'investigation', id: record.id, label: record.code },
    data: record,
    changes,
  }
}
