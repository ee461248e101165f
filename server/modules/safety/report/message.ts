import { sql, type Tx } from '#platform/database/database.ts'
import { toTheHour } from '#platform/kernel/hidden-caller.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { notifySafety } from './notify-safety.ts'
import { Report, reportMessaged } from './report.ts'
import { reportEvent } from './report-event.ts'
import { manages, reportAccess, requireManager } from './visibility.ts'

export const Message = Type.Object(
  {
    id: id('rpx'),
    side: oneOf(['reporter', 'safety']),
    isInternal: Type.Boolean({
      description: 'A note for members who handle the report. The reporter never sees it.',
    }),
    authorName: nullable(
      Type.String({ description: 'The name of the safety manager. Null for the reporter.' }),
    ),
    text: Type.String(),
    createdAt: instant('Only the hour, for the reporter of a confidential or anonymous report.'),
  },
  { title: 'ReportMessage' },
)

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
  message: {
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
  const { workspaceUuid, reportId } = message
  // The lock keeps two messages at the same time from taking the same position.
  await tx.run(sql`
    select 1
      from safety_report_followups where workspace_id = ${workspaceUuid} and report_id = ${reportId}
     for update`)
  await tx.run(sql`
    insert into safety_report_messages (workspace_id, id, report_id, position, side, internal, author_name,
        text, announced, created_at)
    select ${workspaceUuid}::uuid, ${newIdAt('rpx', message.at)}, ${reportId}, coalesce(max(position), 0) + 1,
           ${message.side}, ${message.isInternal ?? false}, ${message.authorName ?? null}, ${message.text},
           ${message.isAnnounced ?? true}, ${message.at}::timestamptz
      from safety_report_messages where workspace_id = ${workspaceUuid} and report_id = ${reportId}`)
}

export const listReportMessages = operation({
  id: 'listReportMessages',
  method: 'GET',
  path: '/api/v1/sms/reports/:id/messages',
  summary: 'List the messages of a report',
  description:
    'The messages between the reporter and the safety manager. Internal notes are shown only to members who handle reports.',
  scope: 'safety:read',
  roles: 'staff',
  on: Report,
  stability: 'beta',
  response: Type.Array(Message),
  async handle({ tx, record, principal, services }) {
    const access = await reportAccess(tx, record.id, principal, services.secrets)
    if (!access?.isFull) throw notFound()
    return messagesOf(tx, principal.workspace.uuid, record.id, manages(principal))
  },
})

export const writeReportMessage = operation({
  id: 'writeReportMessage',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/messages',
  summary: 'Write a message on a report',
  description:
    'The reporter adds to the report, because what was sent cannot be changed. The safety manager writes to the reporter, who reads it here or with the tracking code, or adds an internal note.',
  scope: 'safety:write',
  roles: 'staff',
  on: Report,
  audits: 'safety_report.message_written',
  status: 201,
  stability: 'beta',
  response: Type.Array(Message),
  body: Type.Object({
    text: text(1, 5_000),
    isInternal: Type.Optional(Type.Boolean()),
  }),
  async handle({ tx, body, record, principal, services, now, emit }) {
    const access = await reportAccess(tx, record.id, principal, services.secrets)
    if (!access?.isFull) throw notFound()
    const asReporter = access.isOwn && !manages(principal)
    if (!asReporter) requireManager(principal)
    const isHidden = asReporter && record.mode !== 'standard'
    await writeMessage(tx, {
      workspaceUuid: principal.workspace.uuid,
      reportId: record.id,
      side: asReporter ? 'reporter' : 'safety',
      isInternal: !asReporter && body.isInternal === true,
      authorName: asReporter ? null : actorOf(principal).name,
      text: body.text,
      at: isHidden ? toTheHour(now) : now,
      isAnnounced: !isHidden,
    })
    if (asReporter && !isHidden) {
      await notifySafety(tx, {
        workspaceUuid: principal.workspace.uuid,
        title: `The reporter added to ${record.code}`,
        path: `/safety/reports/${record.id}`,
        subject: { type: 'safety_report', id: record.id },
      })
      emit(reportEvent(reportMessaged, record))
    }
    return messagesOf(tx, principal.workspace.uuid, record.id, manages(principal))
  },
})
