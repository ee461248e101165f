import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { oneOf, Type, text } from '#platform/kernel/schema.ts'
import { writeMove } from '../move.ts'
import { moveReportAutomatically } from '../report/move-report.ts'
import { Report, reportStates } from '../report/report.ts'
import { requireManager } from '../report/visibility.ts'
import {
  Investigation,
  type InvestigationForm,
  investigationCompleted,
  investigationEvent,
  investigationMoved,
  investigationStates,
  investigationStatuses,
  requireInvestigator,
} from './investigation.ts'

const shortestNarrative = 50

export const moveInvestigation = operation({
  id: 'moveInvestigation',
  method: 'POST',
  path: '/api/v1/sms/investigations/:id/status',
  summary: 'Move an investigation to another status',
  description:
    'data_collection needs an investigator. analysis needs evidence. review needs a root cause and a narrative of at least 50 characters. completed needs accepted findings and an action, or the reason why none is needed. Completing moves the report.',
  scope: 'safety:write',
  roles: 'staff',
  on: Investigation,
  move: investigationStates.chosenBy('status', ['collect', 'analyze', 'review', 'complete', 'sendBack']),
  emits: investigationMoved,
  stability: 'beta',
  response: Investigation.schema,
  body: Type.Object({
    status: oneOf(investigationStatuses),
    reason: Type.Optional(text(3, 2_000, 'Required to send it back from review.')),
    noActionReason: Type.Optional(text(10, 2_000, 'Why no action is needed.')),
  }),
  async handle({ tx, body, record, principal, now, emit, move }) {
    requireInvestigator(principal, record)
    const isDone = move.name === 'complete'
    if (isDone) requireManager(principal)
    await checkConditions(tx, record, move.name, body)
    await move.make({
      completed_at: isDone ? now : null,
      no_action_reason: body.noActionReason ?? record.noActionReason,
    })
    await writeMove(tx, principal, record.id, record.status, body.status, body.reason ?? null)
    const after = await Investigation.get(tx, record.id)
    emit(investigationEvent(investigationMoved, after, investigationStates.changes(record, after)))
    if (isDone) {
      emit(investigationEvent(investigationCompleted, after))
      for (const event of await moveReportOn(tx, principal, after)) emit(event)
    }
    return after
  },
})

async function checkConditions(
  tx: Tx,
  record: InvestigationForm,
  move: string,
  body: { reason?: string; noActionReason?: string },
): Promise<void> {
  const missing = (field: string, message: string) => ruleBroken(message, { details: [{ field, message }] })
  const facts = await tx.one(sql<'investigationFacts'>`
    select (select count(*) from safety_investigation_entries e
             where e.investigation_id = i.id and e.kind = 'evidence') as evidence,
           count(f.id) filter (where f.kind = 'root_cause') as causes,
           count(f.id) as findings,
           count(f.id) filter (where not f.is_accepted) as open,
           (select count(*) from safety_cpas c where c.investigation_id = i.id) as cpas
      from safety_investigations i
      left join safety_findings f on f.workspace_id = i.workspace_id and f.investigation_id = i.id
     where i.id = ${record.id} group by i.id`)
  if (move === 'sendBack' && !body.reason)
    throw missing('reason', 'Say what is missing before it goes back to data collection')
  if (move === 'collect' && !record.leadMemberId)
    throw missing('leadMemberId', 'Assign an investigator before data collection begins')
  if (move === 'analyze' && facts.evidence === 0)
    throw missing('entries', 'Add at least one piece of evidence before the analysis')
  if (move === 'review' && facts.causes === 0)
    throw missing('findings', 'A review needs at least one root cause among the findings')
  if (move === 'review' && (record.narrative?.trim().length ?? 0) < shortestNarrative)
    throw missing('narrative', `A review needs a narrative of at least ${shortestNarrative} characters`)
  if (move !== 'complete') return
  if (facts.open > 0)
    throw missing('findings', `${facts.open} of ${facts.findings} findings are not accepted yet`)
  if (facts.cpas === 0 && !body.noActionReason)
    throw missing('noActionReason', 'Create an action, or say why none is needed')
}

/** Moves the report of a completed investigation to action_required if an action is open. */
async function moveReportOn(tx: Tx, principal: Principal, record: InvestigationForm): Promise<Emission[]> {
  if (!record.reportId) return []
  const loaded = await Report.load(tx, record.reportId, true)
  if (!loaded || !reportStates.conclude.allows(loaded.record)) return []
  const open = await tx.first(
    sql`select 1 from safety_cpas where report_id = ${record.reportId} and status <> 'closed' limit 1`,
  )
  // Without an open action, the safety manager closes the report with an outcome for the reporter.
  if (!open) return []
  const { conclude } = reportStates
  return [
    await moveReportAutomatically(tx, principal, loaded.record, conclude, `${record.code} is completed`),
  ]
}
