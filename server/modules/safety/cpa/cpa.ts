import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { fullAccessRoles, seesAll } from '../report/visibility.ts'
import { todayOf } from '../today.ts'

export const cpaStatuses = ['open', 'in_progress', 'implemented', 'verification', 'closed'] as const
export type CpaStatus = (typeof cpaStatuses)[number]
export const cpaKinds = ['corrective', 'preventive'] as const
export const cpaPriorities = ['critical', 'high', 'medium', 'low'] as const
/** Days until an action is due, by default. */
export const dueDays: Record<(typeof cpaPriorities)[number], number> = {
  critical: 7,
  high: 14,
  medium: 30,
  low: 60,
}

export const notIndependent = problem('verifier_not_independent', 422, {
  meaning: 'The owner or implementer of an action cannot verify it',
  fix: 'Name another member as the verifier.',
})

export const Cpa = resource({
  name: 'cpa',
  prefix: 'cpa',
  title: { one: 'corrective or preventive action', many: 'corrective or preventive actions' },
  page: '/safety/actions/:id',
  table: 'safety_cpas',
  label: 'code',
  schema: Type.Object({
    id: id('cpa'),
    code: Type.String({ examples: ['CPA-2026-00007'] }),
    kind: oneOf(cpaKinds),
    title: Type.String(),
    description: nullable(Type.String()),
    priority: oneOf(cpaPriorities),
    status: oneOf(cpaStatuses),
    dueOn: date('The due date in the time zone of the workspace.'),
    ownerMemberId: nullable(id('mem')),
    ownerCrewId: nullable(id('crw', 'The owner, if they have no account.')),
    ownerName: nullable(Type.String()),
    verifierMemberId: nullable(id('mem')),
    verifierName: nullable(Type.String()),
    reportId: nullable(id('rpt')),
    reportCode: nullable(Type.String()),
    investigationId: nullable(id('siv')),
    investigationCode: nullable(Type.String()),
    findingId: nullable(id('sfd')),
    meetingId: nullable(id('smt', 'The meeting that decided on it.')),
    meetingTitle: nullable(Type.String()),
    files: Type.Integer({ description: 'How many files of evidence are attached.' }),
    implementedAt: nullable(instant()),
    closedByName: nullable(Type.String()),
    closedAt: nullable(instant()),
    createdByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join members om on om.workspace_id = t.workspace_id and om.id = t.owner_member_id
      left join users ou on ou.id = om.user_id
      left join crew oc on oc.workspace_id = t.workspace_id and oc.id = t.owner_crew_id
      left join members vm on vm.workspace_id = t.workspace_id and vm.id = t.verifier_member_id
      left join users vu on vu.id = vm.user_id
      left join safety_reports r on r.workspace_id = t.workspace_id and r.id = t.report_id
      left join sms_meetings sm on sm.workspace_id = t.workspace_id and sm.id = t.meeting_id
      left join safety_investigations i on i.workspace_id = t.workspace_id and i.id = t.investigation_id`,
  expressions: {
    ownerName: 'coalesce(ou.display_name, oc.display_name)',
    verifierName: 'vu.display_name',
    reportCode: 'r.code',
    investigationCode: 'i.code',
    meetingTitle: 'sm.title',
    files:
      '(select count(*)::int from safety_cpa_files f where f.workspace_id = t.workspace_id and f.cpa_id = t.id)',
  },
  refusals: {
    safety_cpas_check1: () =>
      notIndependent(undefined, {
        details: [{ field: 'verifierMemberId', message: 'is the owner of the action' }],
      }),
  },
  visible: async (tx, cpaId, principal) => seesAll(principal) || (await isConcerned(tx, cpaId, principal)),
})
export type CpaForm = Static<typeof Cpa.schema>

// Shared by the list filters and the metrics, so that a count always matches its list.
export const isOpen = "t.status <> 'closed'"
export const isOverdue = `(${isOpen} and t.due_on < ${todayOf('t')})`

/** As SQL: whether a member is the owner of an action, directly or as the linked person, or its verifier. */
export const concernsMember = (member: string, user: string) =>
  `(t.owner_member_id = ${member}
        or t.verifier_member_id = ${member}
        or t.owner_crew_id = (select c.id
                                from crew c where c.workspace_id = t.workspace_id and c.user_id = ${user}))`

async function isConcerned(tx: Tx, cpaId: string, principal: Principal): Promise<boolean> {
  if (principal.kind !== 'user') return false
  const [cpa] = await tx.prepared(
    `select 1 from safety_cpas t where t.id = $1 and ${concernsMember('$2', '$3')}`,
    [cpaId, principal.memberId, principal.userId],
  )
  return cpa !== undefined
}

/** The user of the owner, who is named as a member or as a person. Null: the owner has no account. */
export async function ownerUserId(
  tx: Tx,
  record: Pick<CpaForm, 'ownerMemberId' | 'ownerCrewId'>,
): Promise<string | null> {
  const owner = await tx.first(sql<'cpaOwner'>`
    select user_id as id from members where id = ${record.ownerMemberId}
    union all select user_id from crew where id = ${record.ownerCrewId}`)
  return owner?.id ?? null
}

const open = ['open', 'in_progress', 'implemented', 'verification'] as const
export const cpaStates = stateMachine({
  of: Cpa,
  noun: 'action',
  moves: {
    start: { from: ['open'], to: 'in_progress' },
    implement: { from: ['in_progress'], to: 'implemented', verb: 'mark it as implemented' },
    verify: { from: ['implemented'], to: 'verification', verb: 'send it to verification' },
    close: { from: ['verification'], to: 'closed', verb: 'verify and close it' },
    sendBack: { from: ['verification'], to: 'in_progress', verb: 'send it back' },
    edit: { from: open },
    attach: { from: open, verb: 'attach evidence to it', label: 'Attach evidence' },
  },
  words: { verification: 'in verification' },
  refusal: {
    code: 'cpa_state',
    fix: 'Read the action again. The message names its state and what that state allows.',
  },
})
/** What events say of an action: its identity and status, without text or people. */
const CpaData = Type.Pick(Cpa.schema, [
  'id',
  'code',
  'kind',
  'priority',
  'status',
  'dueOn',
  'reportId',
  'investigationId',
])
const beta = (type: string, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'cpa',
    data: CpaData,
    scope: 'safety:read',
    readers: fullAccessRoles,
  })
export const cpaCreated = beta('cpa.created', 'a corrective or preventive action is created')
export const cpaMoved = beta(
  'cpa.status_changed',
  'a corrective or preventive action moves to another status',
)
export const cpaDueSoon = beta('cpa.due_soon', 'an action is due in 7 days, in 3 days, or today')
export const cpaOverdue = beta('cpa.overdue', 'an action is overdue, once each day')

/** The event of an action. */
export function cpaEvent(type: EventType, record: CpaForm, changes: Emission['changes'] = []): Emission {
  return { type, subject: { type: 'cpa', id: record.id, label: record.code }, data: record, changes }
}
