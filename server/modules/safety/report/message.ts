import { sql, type Tx } from '#platform/database/database.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { notifySafety } from './notify-safety.ts'
import { Report, reportMessaged } from './report.ts'
import { reportEvent } from './report-event.ts'
import { manages, requireManager, sightOf } from './sight.ts'

export const Message = Type.Object({
  id: id('rpx'),
  side: oneOf(['reporter', 'safety']),
  isInternal: Type.Boolean({
    description: 'A note of those who handle the report; the reporter never sees it.',
  }),
  authorName: nullable(Type.String({ description: 'Never of the reporter.' })),
  text: Type.String(),
  createdAt: instant('To the hour, of who reported anonymously.'),
})

export async function messagesOf(tx: Tx, workspaceUuid: string, reportId: string, withInternal: boolean) {
  const rows = await tx.rows(sql<'reportMessages'>`
      select id, side, internal as "isInternal", author_name as "authorName", text, created_at as "createdAt"
        from safety_report_messages
       where workspace_id = ${workspaceUuid} and report_id = ${reportId} and (${withInternal} or not internal)
       order by position`)
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

export async function writeMessage(
  tx: Tx,
  given: {
    workspaceUuid: string
    reportId: string
    side: 'reporter' | 'safety'
    isInternal?: boolean
    authorName?: string | null
    text: string
    at: Date
    isAnnounced?: boolean
  },
): Promise<void> {
  const { workspaceUuid, reportId } = given
  // Two at once would take the same position; the second waits for the first.
  await tx.run(sql`
    select 1
      from safety_report_followups where workspace_id = ${workspaceUuid} and report_id = ${reportId}
     for update`)
  await tx.run(sql`
    insert into safety_report_messages (workspace_id, id, report_id, position, side, internal, author_name,
        text, announced, created_at)
    select ${workspaceUuid}::uuid, ${newIdAt('rpx', given.at)}, ${reportId}, coalesce(max(position), 0) + 1,
           ${given.side}, ${given.isInternal ?? false}, ${given.authorName ?? null}, ${given.text},
           ${given.isAnnounced ?? true}, ${given.at}::timestamptz
      from safety_report_messages where workspace_id = ${workspaceUuid} and report_id = ${reportId}`)
}

export const listReportMessages = operation({
  id: 'listReportMessages',
  method: 'GET',
  path: '/api/v1/sms/reports/:id/messages',
  summary: 'What reporter and safety manager have written to each other',
  scope: 'safety:read',
  roles: 'staff',
  on: Report,
  stability: 'beta',
  response: Type.Array(Message),
  async handle({ tx, record, principal, services, becomeAnonymous }) {
    const sight = await sightOf(tx, record.id, principal, services.secrets)
    if (!sight?.inFull) throw notFound()
    if (sight.isOwn && record.mode !== 'standard') becomeAnonymous()
    return messagesOf(tx, principal.workspace.uuid, record.id, manages(principal))
  },
})

export const writeReportMessage = operation({
  id: 'writeReportMessage',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/messages',
  summary: 'Add to a report, or write to its reporter',
  description:
    'Who sent the report adds to it, since what was sent stays as it is. The safety manager writes to the reporter, who reads it here or with the tracking code, or keeps a note that only those who handle the report see.',
  scope: 'safety:write',
  roles: 'staff',
  on: Report,
  audits: 'safety_report.message_written',
  stability: 'beta',
  response: Type.Array(Message),
  body: Type.Object({
    text: text(1, 5_000),
    isInternal: Type.Optional(Type.Boolean()),
  }),
  async handle({ tx, body, record, principal, services, now, emit, becomeAnonymous }) {
    const sight = await sightOf(tx, record.id, principal, services.secrets)
    if (!sight?.inFull) throw notFound()
    const asReporter = sight.isOwn && !manages(principal)
    if (!asReporter) requireManager(principal)
    if (sight.isOwn && record.mode !== 'standard') becomeAnonymous()
    await writeMessage(tx, {
      workspaceUuid: principal.workspace.uuid,
      reportId: record.id,
      side: asReporter ? 'reporter' : 'safety',
      isInternal: !asReporter && body.isInternal === true,
      authorName: asReporter ? null : actorOf(principal).name,
      text: body.text,
      at: now,
    })
    if (asReporter) {
      await notifySafety(tx, {
        workspaceUuid: principal.workspace.uuid,
        title: `The reporter has added to ${record.code}`,
        path: `/safety/reports/${record.id}`,
        subject: { type: 'safety_report', id: record.id },
      })
      emit(reportEvent(reportMessaged, record))
    }
    return messagesOf(tx, principal.workspace.uuid, record.id, manages(principal))
  },
})
