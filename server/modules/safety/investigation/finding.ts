import { sql } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, notFound } from '#platform/kernel/problem.ts'
import { id, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { requireManager } from '../report/visibility.ts'
import { Investigation, investigationStates, requireInvestigator } from './investigation.ts'
import { InvestigationInFull, partsOf } from './list-investigations.ts'

const shared = {
  scope: 'safety:write',
  roles: 'staff',
  on: Investigation,
  move: investigationStates.edit,
  stability: 'beta',
  response: InvestigationInFull,
} as const
const kind = oneOf(['root_cause', 'contributing_factor', 'observation'])
const params = Type.Object({ id: id('siv'), findingId: id('sfd') })

export const addFinding = operation({
  ...shared,
  id: 'addFinding',
  method: 'POST',
  path: '/api/v1/sms/investigations/:id/findings',
  summary: 'Create a finding',
  description:
    'Adds a root cause, a contributing factor or an observation. A safety manager must accept it before the investigation is completed.',
  audits: 'investigation.finding_added',
  status: 201,
  body: Type.Object({ kind, statement: text(3, 5_000) }),
  async handle({ tx, body, record, principal }) {
    requireInvestigator(principal, record)
    await tx.run(sql`insert into safety_findings (workspace_id, id, investigation_id, kind, statement)
      values (${principal.workspace.uuid}, ${newId('sfd')}, ${record.id}, ${body.kind}, ${body.statement})`)
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})

export const updateFinding = operation({
  ...shared,
  id: 'updateFinding',
  method: 'PATCH',
  path: '/api/v1/sms/investigations/:id/findings/:findingId',
  summary: 'Update or accept a finding',
  description:
    'Changes the kind or the statement. Only a safety manager can accept a finding, and a changed finding must be accepted again.',
  audits: 'investigation.finding_changed',
  params,
  body: Type.Object({
    kind: Type.Optional(kind),
    statement: Type.Optional(text(3, 5_000)),
    isAccepted: Type.Optional(Type.Boolean()),
  }),
  async handle({ tx, params: { findingId }, body, record, principal }) {
    requireInvestigator(principal, record)
    if (body.isAccepted) requireManager(principal)
    const accepted = body.isAccepted === true
    const changedCount = await tx.run(sql`
        update safety_findings
           set kind = coalesce(${body.kind ?? null}, kind),
             statement = coalesce(${body.statement ?? null}, statement), is_accepted = ${accepted},
             accepted_by_name = ${accepted ? actorOf(principal).name : null}
         where investigation_id = ${record.id} and id = ${findingId}`)
    if (changedCount === 0) throw notFound()
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})

const { response: _investigation, ...withoutResponse } = shared

export const removeFinding = operation({
  ...withoutResponse,
  id: 'removeFinding',
  method: 'DELETE',
  path: '/api/v1/sms/investigations/:id/findings/:findingId',
  summary: 'Delete a finding',
  description:
    'Removes the finding, and its link from open actions. A finding that a closed action is based on stays.',
  audits: 'investigation.finding_removed',
  params,
  refusals: {
    safety_cpas_workspace_id_finding_id_fkey: () =>
      conflict('A closed action is based on this finding, so it cannot be deleted'),
  },
  async handle({ tx, params: { findingId }, record, principal }) {
    requireInvestigator(principal, record)
    await tx.run(
      sql`update safety_cpas set finding_id = null where finding_id = ${findingId} and status <> 'closed'`,
    )
    const deletedCount = await tx.run(
      sql`delete from safety_findings where investigation_id = ${record.id} and id = ${findingId}`,
    )
    if (deletedCount === 0) throw notFound()
  },
})
