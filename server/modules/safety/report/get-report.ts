import { sql, type Tx } from '#platform/database/database.ts'
import { Attachment } from '#platform/files/stored-file.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { Clock, clocksOf } from './clock.ts'
import { publishedForm, Report, type ReportForm, reportStates, reportStatuses } from './report.ts'
import { reportFiles } from './report-file.ts'
import { manages, seesNames, sightOf } from './sight.ts'

const ReportInFull = Type.Object({
  ...Report.schema.properties,
  isOwn: Type.Boolean({ description: 'Whether the caller sent it.' }),
  isPartial: Type.Boolean({ description: 'Only what was published of it is shown.' }),
  reporter: Type.Object({
    known: oneOf(['named', 'sealed', 'nobody', 'hidden'], {
      description:
        'named: here; sealed: a safety manager may reveal it, and the look is audited; nobody: it is kept nowhere; hidden: not shown to this caller.',
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
  nextStatuses: Type.Array(oneOf(reportStatuses), { description: 'Where the caller may move it from here.' }),
})
type InFull = Static<typeof ReportInFull>

export const getReport = operation({
  id: 'getReport',
  method: 'GET',
  path: '/api/v1/sms/reports/:id',
  summary: 'One safety report',
  scope: 'safety:read',
  roles: 'staff',
  on: Report,
  stability: 'beta',
  response: ReportInFull,
  async handle({ tx, record, principal, services, becomeAnonymous }) {
    const sight = await sightOf(tx, record.id, principal, services.secrets)
    if (!sight) throw notFound()
    if (!sight.inFull) return partial(record)
    // Only its sender reads it again and again without handling it: the log must not tell who does.
    if (sight.isOwn && record.mode !== 'standard') becomeAnonymous()
    return {
      ...record,
      isOwn: sight.isOwn,
      isPartial: false,
      reporter: await reporterFor(tx, record, principal, sight.isOwn),
      handlerName: await handlerName(tx, record.handlerMemberId),
      people: seesNames(principal) || sight.isOwn ? await peopleOf(tx, record.id) : [],
      files: await reportFiles.list(tx, record.id),
      moves: await movesOf(tx, record.id, seesNames(principal)),
      clocks: manages(principal) || seesNames(principal) ? await clocksOf(tx, record.id) : [],
      nextStatuses: manages(principal) ? reportStates.nextOf(record.status) : [],
    }
  },
})

function partial(record: ReportForm): InFull {
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
): Promise<InFull['reporter']> {
  if (record.mode === 'anonymous') return { known: 'nobody', name: null }
  if (!seesNames(principal) && !isOwn) return { known: 'hidden', name: null }
  if (record.mode === 'confidential') return { known: 'sealed', name: null }
  const found = await tx.first(
    sql<'reporterName'>`select submitted_by_name as name from safety_reports where id = ${record.id}`,
  )
  return found?.name ? { known: 'named', name: found.name } : { known: 'nobody', name: null }
}

async function handlerName(tx: Tx, memberId: string | null): Promise<string | null> {
  if (memberId === null) return null
  const found = await tx.first(sql<'handlerName'>`
    select u.display_name as name from members m join users u on u.id = m.user_id where m.id = ${memberId}`)
  return found?.name ?? null
}

function peopleOf(tx: Tx, reportId: string) {
  return tx.rows(sql<'reportPeople'>`
    select c.id as "crewId", c.display_name as "displayName"
      from safety_report_people p
      join crew c on c.workspace_id = p.workspace_id and c.id = p.crew_id
     where p.report_id = ${reportId} order by c.display_name, c.id`)
}

async function movesOf(tx: Tx, reportId: string, withNames: boolean): Promise<InFull['moves']> {
  const rows = await tx.rows(sql<'reportMoves', { from: ReportForm['status']; to: ReportForm['status'] }>`
    select from_status as "from", to_status as "to", reason, actor_name as by, at
      from safety_report_moves where report_id = ${reportId} order by id`)
  return rows.map((row) => ({
    ...row,
    // The reason is written for those who work on the report, and may name somebody.
    reason: withNames ? row.reason : null,
    by: withNames ? row.by : 'Safety',
    at: row.at.toISOString(),
  }))
}
