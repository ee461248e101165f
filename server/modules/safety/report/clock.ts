import { sql, type Tx } from '#platform/database/database.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, notFound } from '#platform/kernel/problem.ts'
import { id, instant, labeled, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { type ClockKind, clockDue, clockKinds, clocksStartedBy } from '#rules/reporting-clocks.ts'
import { Report } from './report.ts'
import { safetyManagers } from './visibility.ts'

const kinds = labeled(Object.keys(clockKinds) as ClockKind[], {
  asrs: 'NASA ASRS report (10 days)',
  ntsb_830: 'NTSB Form 6120.1 (10 days)',
  sdr: 'Service difficulty report (96 hours)',
  eu_376_report: 'EU 376/2014 report (72 hours)',
  eu_376_analysis: 'EU 376/2014 preliminary analysis (30 days)',
  eu_376_final: 'EU 376/2014 final results (3 months)',
})

export const Clock = Type.Object({
  id: id('rck'),
  kind: oneOf(kinds),
  title: Type.String(),
  citation: Type.String(),
  dueAt: instant(),
  state: oneOf(['running', 'done', 'not_applicable']),
  note: nullable(Type.String()),
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(instant()),
})

/** Starts the external deadlines that a report of this kind has by default. */
export async function openClocks(
  tx: Tx,
  workspace: { uuid: string; timezone: string },
  reportId: string,
  report: { type: string; category: string; occurredAt: Date | null },
  at: Date,
): Promise<void> {
  for (const kind of clocksStartedBy({ ...report, zone: workspace.timezone }))
    await startClock(tx, workspace.uuid, reportId, kind, report.occurredAt ?? at, at)
}

function startClock(tx: Tx, workspaceUuid: string, reportId: string, kind: ClockKind, from: Date, at: Date) {
  return tx.run(sql`insert into safety_report_clocks (workspace_id, id, report_id, kind, due_at, created_at)
    values (${workspaceUuid}, ${newIdAt('rck', at)}, ${reportId}, ${kind}, ${clockDue(kind, from)}, ${at})`)
}

export async function clocksOf(tx: Tx, reportId: string) {
  const rows = await tx.rows(sql<'reportClocks', { kind: ClockKind }>`
    select id, kind, due_at as "dueAt", state, note, decided_by_name as "decidedBy", decided_at as "decidedAt"
      from safety_report_clocks where report_id = ${reportId} order by due_at, id`)
  return rows.map(({ kind, dueAt, decidedAt, ...row }) => ({
    ...row,
    kind,
    title: clockKinds[kind].title,
    citation: clockKinds[kind].citation,
    dueAt: dueAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }))
}

export const startReportClock = operation({
  id: 'startReportClock',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/clocks',
  summary: 'Start an external deadline',
  description:
    'Adds a deadline to the report, such as a notification to an authority, due as its rule requires.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  audits: 'safety_report.clock_started',
  status: 201,
  stability: 'beta',
  response: Type.Array(Clock),
  body: Type.Object({
    kind: oneOf(kinds),
    from: Type.Optional(instant('When the deadline starts to run. By default, the time of the occurrence.')),
  }),
  refusals: {
    safety_report_clocks_workspace_id_report_id_kind_key: ({ body }) =>
      conflict(`${clockKinds[body.kind].title} is already running`),
  },
  async handle({ tx, body, record, principal, now }) {
    const from = new Date(body.from ?? record.occurredAt ?? record.createdAt)
    await startClock(tx, principal.workspace.uuid, record.id, body.kind, from, now)
    return clocksOf(tx, record.id)
  },
})

export const decideReportClock = operation({
  id: 'decideReportClock',
  method: 'PATCH',
  path: '/api/v1/sms/reports/:id/clocks/:clockId',
  summary: 'Decide an external deadline',
  description:
    'Marks the deadline as done or not applicable, or as running again. The decision keeps who made it and when.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  audits: 'safety_report.clock_decided',
  stability: 'beta',
  params: Type.Object({ id: id('rpt'), clockId: id('rck') }),
  response: Type.Array(Clock),
  body: Type.Object({
    state: oneOf(['running', 'done', 'not_applicable']),
    note: Type.Optional(
      nullable(text(1, 1_000, 'The number of the report sent to the authority, or why none is due.')),
    ),
  }),
  async handle({ tx, params, body, record, principal, now }) {
    const isOpen = body.state === 'running'
    const changed =
      await tx.run(sql`update safety_report_clocks set state = ${body.state}, note = ${body.note ?? null},
        decided_by_name = ${isOpen ? null : actorOf(principal).name}, decided_at = ${isOpen ? null : now}
      where report_id = ${record.id} and id = ${params.clockId}`)
    if (changed === 0) throw notFound()
    return clocksOf(tx, record.id)
  },
})
