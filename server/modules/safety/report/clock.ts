import { sql, type Tx } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { conflict, invalidFields, notFound } from '#platform/kernel/problem.ts'
import {
  happenedAt,
  id,
  instant,
  labeled,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { operatingRulesOf } from '#platform/workspace/operating-rules.ts'
import {
  type ClockBasis,
  type ClockKind,
  clockBases,
  clockDue,
  clockKinds,
  clockStart,
  clocksStartedBy,
} from '#rules/reporting-clocks.ts'
import { Report, type ReportForm } from './report.ts'
import { safetyManagers } from './visibility.ts'

const kinds = labeled(Object.keys(clockKinds) as ClockKind[], {
  asrs: 'NASA ASRS report (10 days)',
  ntsb_notice: 'NTSB notification (at once)',
  ntsb_830: 'NTSB Form 6120.1, accident (10 days)',
  ntsb_830_missing: 'NTSB Form 6120.1, aircraft missing (7 days)',
  sdr: 'Service difficulty report (96 hours)',
  eu_376_report: '376/2014 report (72 hours)',
  eu_376_analysis: '376/2014 preliminary analysis (30 days)',
  eu_376_final: '376/2014 final results (3 months)',
})
const basis = oneOf(clockBases, {
  labels: {
    occurrence: 'When it happened',
    awareness: 'When you became aware',
    notification: 'When it was reported',
  },
  description:
    'What the deadline runs from. occurrence: when it happened. awareness: when the operator became aware of it. notification: when it was reported to the operator.',
})

export const Clock = Type.Object(
  {
    id: id('rck'),
    kind: oneOf(kinds),
    title: Type.String(),
    citation: Type.String(),
    basis,
    from: instant('When the deadline began to run.'),
    dueAt: instant(),
    state: oneOf(['running', 'done', 'not_applicable']),
    note: nullable(Type.String()),
    decidedBy: nullable(Type.String()),
    decidedAt: nullable(instant()),
    rebasedReason: nullable(Type.String({ description: 'Why its start was changed. Null: it was not.' })),
    rebasedBy: nullable(Type.String()),
    rebasedAt: nullable(instant()),
  },
  { title: 'ReportClock' },
)

type Workspace = { uuid: string; timezone: string }
interface Start {
  kind: ClockKind
  basis: ClockBasis
  from: Date
}

/** Starts the external deadlines that a report of this kind has by default, under the rules of the workspace. */
export async function openClocks(
  tx: Tx,
  workspace: Workspace,
  reportId: string,
  report: { type: string; category: string; occurredAt: Date | null },
  receivedAt: Date,
): Promise<void> {
  const operatingRules = await operatingRulesOf(tx, workspace.uuid)
  for (const kind of clocksStartedBy({ ...report, operatingRules })) {
    const start = clockStart(clockKinds[kind].basis, { ...report, receivedAt })
    await startClock(tx, workspace, reportId, { kind, ...start }, receivedAt)
  }
}

function startClock(tx: Tx, workspace: Workspace, reportId: string, start: Start, at: Date) {
  const { kind, from } = start
  const dueAt = clockDue(kind, from, workspace.timezone)
  return tx.run(sql`
    insert into safety_report_clocks (workspace_id, id, report_id, kind, basis, runs_from, due_at, created_at)
    values (${workspace.uuid}, ${newIdAt('rck', at)}, ${reportId}, ${kind}, ${start.basis}, ${from}, ${dueAt}, ${at})`)
}

export async function clocksOf(tx: Tx, reportId: string): Promise<Static<typeof Clock>[]> {
  const rows = await tx.rows(sql<'reportClocks', { kind: ClockKind; basis: ClockBasis }>`
    select id, kind, basis, runs_from as "from", due_at as "dueAt", state, note,
           decided_by_name as "decidedBy", decided_at as "decidedAt", rebased_reason as "rebasedReason",
           rebased_by_name as "rebasedBy", rebased_at as "rebasedAt"
      from safety_report_clocks where report_id = ${reportId} order by due_at, id`)
  return rows.map(({ kind, from, dueAt, decidedAt, rebasedAt, ...row }) => ({
    ...row,
    kind,
    title: clockKinds[kind].title,
    citation: clockKinds[kind].citation,
    from: from.toISOString(),
    dueAt: dueAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    rebasedAt: rebasedAt?.toISOString() ?? null,
  }))
}

/** The start that a caller chose: a time, or what the report says of the basis. */
function chosenStart(
  kind: ClockKind,
  body: { basis?: ClockBasis; from?: string },
  report: ReportForm,
): Start {
  const wanted = body.basis ?? clockKinds[kind].basis
  if (body.from !== undefined) {
    return { kind, basis: wanted, from: new Date(body.from) }
  }
  const occurredAt = report.occurredAt === null ? null : new Date(report.occurredAt)
  if (body.basis === 'occurrence' && occurredAt === null)
    throw invalidFields([{ field: 'from', message: 'is required: the report does not say when it happened' }])
  return { kind, ...clockStart(wanted, { occurredAt, receivedAt: new Date(report.createdAt) }) }
}

export const startReportClock = operation({
  id: 'startReportClock',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/clocks',
  summary: 'Start an external deadline',
  description:
    'Adds a deadline to the report, such as a notification to an authority. It runs from what its rule names, unless you send another start.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  audits: 'safety_report.clock_started',
  status: 201,
  stability: 'beta',
  response: Type.Array(Clock),
  body: Type.Object({
    kind: oneOf(kinds),
    basis: Type.Optional(basis),
    from: Type.Optional(
      happenedAt('When the deadline began to run. By default, what the report says of its basis.'),
    ),
  }),
  refusals: {
    safety_report_clocks_workspace_id_report_id_kind_key: ({ body }) =>
      conflict(
        `The report already has this deadline: ${clockKinds[body.kind].title}. Change its start or its state with PATCH`,
      ),
  },
  async handle({ tx, body, record, principal, now }) {
    const start = chosenStart(body.kind, body, record)
    await startClock(tx, principal.workspace, record.id, start, now)
    return clocksOf(tx, record.id)
  },
})

export const decideReportClock = operation({
  id: 'decideReportClock',
  method: 'PATCH',
  path: '/api/v1/sms/reports/:id/clocks/:clockId',
  summary: 'Update an external deadline',
  description:
    'Marks the deadline as done, not applicable or running again, or makes it run from another time. A new start needs a reason, and the audit log keeps the old one.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Report,
  audits: 'safety_report.clock_decided',
  stability: 'beta',
  params: Type.Object({ id: id('rpt'), clockId: id('rck') }),
  response: Type.Array(Clock),
  body: Type.Object({
    state: Type.Optional(oneOf(['running', 'done', 'not_applicable'])),
    note: Type.Optional(
      nullable(text(1, 1_000, 'The number of the report sent to the authority, or why none is due.')),
    ),
    basis: Type.Optional(basis),
    from: Type.Optional(happenedAt('The new start of the deadline.')),
    reason: Type.Optional(text(3, 1_000, 'Why the start changes. Required with basis or from.')),
  }),
  async handle({ tx, params, body, record, principal, now, emit }) {
    const before = (await clocksOf(tx, record.id)).find((clock) => clock.id === params.clockId)
    if (!before) throw notFound()
    if (body.state !== undefined) await decide(tx, before.id, { ...body, state: body.state }, principal, now)
    else if (body.note !== undefined)
      await tx.run(sql`update safety_report_clocks set note = ${body.note} where id = ${before.id}`)
    if (body.basis !== undefined || body.from !== undefined) {
      if (body.reason === undefined)
        throw invalidFields([{ field: 'reason', message: 'is required when the start changes' }])
      const start = chosenStart(before.kind, { basis: before.basis, ...body }, record)
      await rebase(tx, before.id, start, body.reason, principal, now)
    }
    const clocks = await clocksOf(tx, record.id)
    const after = clocks.find((clock) => clock.id === before.id)
    emit({
      type: 'safety_report.clock_decided',
      subject: { type: Report.name, id: record.id, label: record.code, projectId: record.projectId },
      changes: changesBetween(before, after ?? null),
    })
    return clocks
  },
})

function decide(
  tx: Tx,
  clockId: string,
  { state, note }: { state: string; note?: string | null },
  principal: Principal,
  now: Date,
) {
  const isOpen = state === 'running'
  return tx.run(sql`
    update safety_report_clocks
       set state = ${state}, note = ${note ?? null}, decided_by_name = ${isOpen ? null : actorOf(principal).name},
         decided_at = ${isOpen ? null : now}
     where id = ${clockId}`)
}

function rebase(
  tx: Tx,
  clockId: string,
  { kind, basis, from }: Start,
  reason: string,
  principal: Principal,
  now: Date,
) {
  const dueAt = clockDue(kind, from, principal.workspace.timezone)
  return tx.run(sql`
    update safety_report_clocks
       set basis = ${basis}, runs_from = ${from}, due_at = ${dueAt}, rebased_reason = ${reason},
         rebased_by_name = ${actorOf(principal).name}, rebased_at = ${now}
     where id = ${clockId}`)
}
