import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { Report, type ReportForm, reportStates, reportStatusChanged, reportStatuses } from './report.ts'
import { reportEvent } from './report-event.ts'
import { safetyManagers } from './visibility.ts'

export const moveReport = operation({
  id: 'moveReport',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/status',
  summary: 'Move a safety report to another status',
  description:
    'Each move records who, when and why. To close, a report needs an outcome for the reporter, no open investigation, and no open action.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  move: reportStates.chosenBy('status', ['startReview', 'investigate', 'requireAction', 'close', 'reopen']),
  emits: reportStatusChanged,
  stability: 'beta',
  response: Report.schema,
  body: Type.Object({
    status: oneOf(reportStatuses),
    reason: Type.Optional(text(3, 2_000, 'Why it moves. Required to close or reopen.')),
    outcome: Type.Optional(
      nullable(text(10, 10_000, 'The outcome, for the reporter to read. Required to close.')),
    ),
  }),
  async handle({ tx, body, record, principal, now, emit, move }) {
    if ((body.status === 'closed' || body.status === 'reopened') && !body.reason)
      throw ruleBroken(`Say why the report is ${body.status}`, {
        details: [{ field: 'reason', message: 'is required for this move' }],
      })
    await checkWork(tx, record, body.status)
    const outcome = body.outcome ?? record.outcome
    if (body.status === 'closed' && !outcome)
      throw ruleBroken('Enter the outcome, so that the reporter can read it', {
        details: [{ field: 'outcome', message: 'is required to close' }],
      })
    const columns = outcome == null ? {} : { outcome }
    await move.make({ ...columns, closed_at: body.status === 'closed' ? now : null })
    const report = await Report.get(tx, record.id)
    emit(await recordMove(tx, principal, record, report, body.reason ?? null))
    return report
  },
})

/** Moves a report because its investigation was opened or completed. */
export async function moveReportAutomatically(
  tx: Tx,
  principal: Principal,
  record: ReportForm,
  move: typeof reportStates.investigate,
  reason: string,
): Promise<Emission> {
  await move.apply(tx, record)
  return recordMove(tx, principal, record, await Report.get(tx, record.id), reason)
}

/** Records who moved a report, when and why. */
async function recordMove(
  tx: Tx,
  principal: Principal,
  before: ReportForm,
  after: ReportForm,
  reason: string | null,
): Promise<Emission> {
  const { id: actorId, name } = actorOf(principal)
  await tx.run(sql`
    insert into safety_report_moves (workspace_id, id, report_id, from_status, to_status, reason, actor_id,
        actor_name)
    values (${principal.workspace.uuid}, ${newId('rpm')}, ${before.id}, ${before.status}, ${after.status},
        ${reason}, ${actorId}, ${name})`)
  return reportEvent(reportStatusChanged, after, reportStates.changes(before, after))
}

/** Refuses a status that the investigations and actions of the report do not support. */
async function checkWork(tx: Tx, record: ReportForm, to: ReportForm['status']): Promise<void> {
  const work = await tx.one(sql<'openReportWork'>`
    select array(select code
                   from safety_investigations where report_id = ${record.id} and status <> 'completed') as
             investigations,
           array(select code
                   from safety_cpas where report_id = ${record.id} and status <> 'closed' order by id) as
             actions`)
  if (to === 'investigating' && work.investigations.length === 0)
    throw ruleBroken('Open an investigation of this report, which moves it to investigating')
  if (to === 'action_required' && work.actions.length === 0)
    throw ruleBroken('Create an action for this report first: action_required means that one is open')
  if ((to === 'closed' || to === 'action_required') && work.investigations.length > 0)
    throw ruleBroken(`${work.investigations.join(', ')} is not completed yet`)
  if (to === 'closed' && work.actions.length > 0)
    throw ruleBroken(`Close the actions of this report first. Still open: ${work.actions.join(', ')}`)
}
