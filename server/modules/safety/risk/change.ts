import { sql } from '#platform/database/database.ts'
import { crud } from '#platform/kernel/crud.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'

const status = oneOf(['proposed', 'approved', 'implemented', 'reviewed', 'rejected'])
const kind = oneOf(['aircraft', 'base', 'procedure', 'organization', 'people', 'supplier', 'system', 'other'])
const fields = {
  title: text(3, 200),
  kind,
  description: text(3, 10_000, 'What changes, and why.'),
  owner: nullable(text(1, 200)),
  plannedOn: nullable(date()),
  reviewOn: nullable(date('When it is looked at whether the change did what it should.')),
}

/** Management of change (14 CFR 5.51): new systems, procedures and operations are risks until they are assessed. */
export const SafetyChange = resource({
  name: 'safety_change',
  prefix: 'chg',
  title: { one: 'safety change', many: 'safety changes' },
  page: '/safety/changes/:id',
  table: 'safety_changes',
  label: 'title',
  schema: Type.Object({
    id: id('chg'),
    ...fields,
    status,
    hazards: Type.Array(
      Type.Object({
        hazardId: id('haz'),
        title: Type.String(),
        tolerability: nullable(oneOf(['acceptable', 'tolerable', 'intolerable'])),
      }),
    ),
    decidedByName: nullable(Type.String()),
    decidedAt: nullable(instant()),
    decisionReason: nullable(Type.String()),
    reviewNote: nullable(Type.String()),
    createdByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    hazards: `coalesce((
            select json_agg(json_build_object('hazardId', h.id, 'title', h.title,
                       'tolerability', (select a.tolerability
                                          from risk_assessments a
                                         where a.workspace_id = h.workspace_id and a.hazard_id = h.id
                                         order by a.kind = 'initial', a.id desc limit 1)) order by h.id)
              from safety_change_hazards c
              join hazards h on h.workspace_id = c.workspace_id and h.id = c.hazard_id
             where c.workspace_id = t.workspace_id and c.change_id = t.id), '[]')`,
  },
})

const { title, kind: _, description, ...optional } = fields

export const changes = crud({
  of: SafetyChange,
  name: 'SafetyChange',
  path: '/api/v1/safety/changes',
  scope: 'safety',
  readers: safetyReaders,
  writers: riskRoles,
  required: { title, kind, description },
  optional,
  author: 'created_by_name',
  list: {
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.title', 't.owner'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
    },
  },
})

const changeStates = stateMachine({
  of: SafetyChange,
  noun: 'change',
  moves: {
    approve: { from: ['proposed'], to: 'approved' },
    reject: { from: ['proposed'], to: 'rejected' },
    implement: { from: ['approved'], to: 'implemented', verb: 'mark it as implemented' },
    review: { from: ['implemented'], to: 'reviewed', verb: 'record its review' },
  },
  refusal: { code: 'change_state', fix: 'Read the change again. The message names its state.' },
})
/** What events say of a change: its status and dates, without text and people. */
const SafetyChangeData = Type.Pick(SafetyChange.schema, [
  'id',
  'kind',
  'status',
  'plannedOn',
  'reviewOn',
  'decidedAt',
  'createdAt',
  'updatedAt',
  'version',
])
const changeRejected = eventType('safety_change.rejected', {
  stability: 'beta',
  when: 'a change is rejected',
  subject: 'safety_change',
  data: SafetyChangeData,
  scope: 'safety:read',
})
const changeApproved = eventType('safety_change.approved', {
  stability: 'beta',
  when: 'a change is approved after its hazards were assessed',
  subject: 'safety_change',
  data: SafetyChangeData,
  scope: 'safety:read',
})

export const linkChangeHazard = operation({
  id: 'linkChangeHazard',
  method: 'POST',
  path: '/api/v1/safety/changes/:id/hazards',
  summary: 'Link a hazard to a change',
  description:
    'Adds a hazard of the risk register that the change brings. It must be assessed before the change is approved.',
  scope: 'safety:write',
  roles: riskRoles,
  on: SafetyChange,
  audits: 'safety_change.hazard_named',
  status: 201,
  body: Type.Object({ hazardId: id('haz') }),
  response: SafetyChange.schema,
  async handle({ tx, body, record, principal }) {
    await tx.run(sql`insert into safety_change_hazards (workspace_id, change_id, hazard_id)
        values (${principal.workspace.uuid}, ${record.id}, ${body.hazardId}) on conflict do nothing`)
    return SafetyChange.get(tx, record.id)
  },
})

export const approveChange = operation({
  id: 'approveChange',
  method: 'POST',
  path: '/api/v1/safety/changes/:id/approve',
  summary: 'Approve a change',
  description:
    'Needs at least one linked hazard. Each hazard must be assessed, and no remaining risk may be intolerable.',
  access: 'session',
  roles: ['accountable_executive', 'safety_manager'],
  on: SafetyChange,
  move: changeStates.approve,
  emits: changeApproved,
  body: Type.Object({ reason: Type.Optional(text(1, 5_000)) }),
  response: SafetyChange.schema,
  async handle({ tx, body, record, principal, now, move }) {
    if (record.hazards.length === 0)
      throw ruleBroken('Link the hazards of this change and assess them before you approve it')
    const open = record.hazards.find(({ tolerability }) => tolerability === null)
    if (open) throw ruleBroken(`The hazard "${open.title}" has not been assessed`)
    const bad = record.hazards.find(({ tolerability }) => tolerability === 'intolerable')
    if (bad) throw ruleBroken(`The risk of "${bad.title}" is intolerable. Reduce it first`)
    await move.make({
      decided_by_name: principal.displayName,
      decided_at: now,
      decision_reason: body.reason ?? null,
    })
    return SafetyChange.get(tx, record.id)
  },
})

export const rejectChange = operation({
  id: 'rejectChange',
  method: 'POST',
  path: '/api/v1/safety/changes/:id/reject',
  summary: 'Reject a change',
  description: 'Ends the change without approval. Its linked hazards stay in the risk register.',
  scope: 'safety:write',
  roles: ['accountable_executive', 'safety_manager'],
  on: SafetyChange,
  move: changeStates.reject,
  emits: changeRejected,
  body: Type.Object({ reason: text(3, 5_000) }),
  response: SafetyChange.schema,
  async handle({ tx, body, record, principal, now, move }) {
    await move.make({
      decided_by_name: actorOf(principal).name,
      decided_at: now,
      decision_reason: body.reason,
    })
    return SafetyChange.get(tx, record.id)
  },
})

export const implementChange = operation({
  id: 'implementChange',
  method: 'POST',
  path: '/api/v1/safety/changes/:id/implement',
  summary: 'Implement a change',
  description: 'Marks an approved change as in force. Its review follows.',
  scope: 'safety:write',
  roles: riskRoles,
  on: SafetyChange,
  move: changeStates.implement,
  audits: 'safety_change.implemented',
  response: SafetyChange.schema,
  async handle({ tx, record, move }) {
    await move.make()
    return SafetyChange.get(tx, record.id)
  },
})

export const reviewChange = operation({
  id: 'reviewChange',
  method: 'POST',
  path: '/api/v1/safety/changes/:id/review',
  summary: 'Review a change',
  description: 'Records the result of the review of an implemented change.',
  scope: 'safety:write',
  roles: riskRoles,
  on: SafetyChange,
  move: changeStates.review,
  audits: 'safety_change.reviewed',
  body: Type.Object({ reviewNote: text(3, 10_000) }),
  response: SafetyChange.schema,
  async handle({ tx, body, record, move }) {
    await move.make({ review_note: body.reviewNote })
    return SafetyChange.get(tx, record.id)
  },
})
