import { sql, type Tx } from '#platform/database/database.ts'
import { Attachment } from '#platform/files/stored-file.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { Clock, clocksOf } from './clock.ts'
import { publishedForm, Report, type ReportForm, reportStates, reportStatuses } from './report.ts'
import { reportFiles } from './report-file.ts'
import { manages, reportAccess, seesNames } from './visibility.ts'

const FullReportSchema = Type.Object({
  ...Report.schema.properties,
  isOwn: Type.Boolean({ description: 'Whether the caller sent this report.' }),
  isPartial: Type.Boolean({ description: 'Whether only the published part is shown.' }),
  reporter: Type.Object({
    known: oneOf(['named', 'sealed', 'nobody', 'hidden'], {
      description:
        'named: in `name`. sealed: a safety manager may reveal the reporter, which is audited. nobody: the reporter is not stored. hidden: not shown to this caller.',
    }),
    name: nullable(Type.String()),
  }),
  handlerName: nullable(Type.String()),
  people: Type.Array(Type.Object({ crewId: id('crw'), displayName: Type.String() })),
  files: Type.Array(Attachment),
  moves: Type.Array(
    Type.Object({
      from: oneOf(reportStatuses),
      to: oneOf(reportStatuses),
      reason: nullable(Type.String()),
      by: Type.String(),
      at: instant(),
    }),
  ),
  clocks: Type.Array(Clock),
  nextStatuses: Type.Array(oneOf(reportStatuses), {
    description: 'The statuses to which the caller may move it.',
  }),
})
type FullReport = Static<typeof FullReportSchema>

export const getReport = operation({
  id: 'getReport',
  method: 'GET',
  path: '/api/v1/sms/reports/:id',
  summary: 'Get a safety report',
  description:
    'The report with its files, deadlines and moves. Members who neither sent nor handle it see only the published part.',
  scope: 'safety:read',
  roles: 'staff',
  on: Report,
  stability: 'beta',
  response: FullReportSchema,
  async handle({ tx, record, principal, services }) {
    const access = await reportAccess(tx, record.id, principal, services.secrets)
    if (!access) throw notFound()
    if (!access.isFull) return partial(record)
    return {
      ...record,
      isOwn: access.isOwn,
      isPartial: false,
      reporter: await reporterFor(tx, record, principal, access.isOwn),
      handlerName: await handlerName(tx, record.handlerMemberId),
      people: seesNames(principal) || access.isOwn ? await peopleOf(tx, record.id) : [],
      files: await reportFiles.list(tx, record.id),
      moves: await movesOf(tx, record.id, seesNames(principal)),
      clocks: manages(principal) || seesNames(principal) ? await clocksOf(tx, record.id) : [],
      nextStatuses: manages(principal) ? reportStates.nextOf(record.status) : [],
    }
  },
})

function partial(record: ReportForm): FullReport {
  return {
    ...publishedForm(record),
    isOwn: false,
    isPartial: true,
    reporter: { known: 'hidden', name: null },
    handlerName: null,
    people: [],
    files: [],
    moves: [],
    clocks: [],
    nextStatuses: [],
  }
}

async function reporterFor(
  tx: Tx,
  record: ReportForm,
  principal: Principal,
  isOwn: boolean,
): Promise<FullReport['reporter']> {
  if (record.mode === 'anonymous') return { known: 'nobody', name: null }
  if (!seesNames(principal) && !isOwn) return { known: 'hidden', name: null }
  if (record.mode === 'confidential') return { known: 'sealed', name: null }
  const reporter = await tx.first(
    sql<'reporterName'>`select submitted_by_name as name from safety_reports where id = ${record.id}`,
  )
  return reporter?.name ? { known: 'named', name: reporter.name } : { known: 'nobody', name: null }
}

async function handlerName(tx: Tx, memberId: string | null): Promise<string | null> {
  if (memberId === null) return null
  const handler = await tx.first(sql<'handlerName'>`
    select u.display_name as name from members m join users u on u.id = m.user_id where m.id = ${memberId}`)
  return handler?.name ?? null
}

function peopleOf(tx: Tx, reportId: string) {
  return tx.rows(sql<'reportPeople'>`
    select c.id as "crewId", c.display_name as "displayName"
      from safety_report_people p
      join crew c on c.workspace_id = p.workspace_id and c.id = p.crew_id
     where p.report_id = ${reportId} order by c.display_name, c.id`)
}

async function movesOf(tx: Tx, reportId: string, withNames: boolean): Promise<FullReport['moves']> {
  const rows = await tx.rows(sql<'reportMoves', { from: ReportForm['status']; to: ReportForm['status'] }>`
    select from_status as "from", to_status as "to", reason, actor_name as by, at
      from safety_report_moves where report_id = ${reportId} order by id`)
  return rows.map((row) => ({
    ...row,
    // The reason is written for members who work on the report, and may name people.
    reason: withNames ? row.reason : null,
    by: withNames ? row.by : 'Safety',
    at: row.at.toISOString(),
  }))
}
