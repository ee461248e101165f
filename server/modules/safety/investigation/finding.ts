import { sql } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, notFound } from '#platform/kernel/problem.ts'
import { id, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { requireManager } from '../report/sight.ts'
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
  summary: 'Add a finding: root cause, contributing factor or observation',
  audits: 'investigation.finding_added',
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
  summary: 'Change a finding, or accept it',
  description: 'A safety manager accepts; a finding that is changed is to be accepted again.',
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
    const changed = await tx.run(sql`
        update safety_findings
           set kind = coalesce(${body.kind ?? null}, kind),
             statement = coalesce(${body.statement ?? null}, statement), is_accepted = ${accepted},
             accepted_by_name = ${accepted ? actorOf(principal).name : null}
         where investigation_id = ${record.id} and id = ${findingId}`)
    if (changed === 0) throw notFound()
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})

export const removeFinding = operation({
  ...shared,
  id: 'removeFinding',
  method: 'DELETE',
  path: '/api/v1/sms/investigations/:id/findings/:findingId',
  summary: 'Take a finding back',
  audits: 'investigation.finding_removed',
  params,
  refusals: {
    safety_cpas_workspace_id_finding_id_fkey: () => conflict('A closed action rests on this finding'),
  },
  async handle({ tx, params: { findingId }, record, principal }) {
    requireInvestigator(principal, record)
    await tx.run(
      sql`update safety_cpas set finding_id = null where finding_id = ${findingId} and status <> 'closed'`,
    )
    const gone = await tx.run(
      sql`delete from safety_findings where investigation_id = ${record.id} and id = ${findingId}`,
    )
    if (gone === 0) throw notFound()
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})
