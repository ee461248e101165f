import { sql, type Tx } from '#platform/database/database.ts'
import {
  Attachment,
  attachmentQuery,
  attachmentUpload,
  downloadAttachment,
  type Examined,
  examineAttachment,
  keepAttachment,
} from '#platform/files/attachment.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound, ruleBroken } from '#platform/kernel/problem.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { Report } from './report.ts'
import { requireManager, sightOf } from './sight.ts'

const mostFiles = 20

/** Keeps a file with a report. Of who stays unnamed, the name of the file goes too. */
export async function attachToReport(
  tx: Tx,
  services: Services,
  given: {
    workspaceUuid: string
    report: { id: string; mode: string }
    file: Examined
    filename: string
    at: Date
  },
) {
  const { workspaceUuid, report, file, at } = given
  const [count] = await tx.rows(
    sql<{
      files: number
    }>`select count(*) as files from safety_report_files where workspace_id = ${workspaceUuid} and report_id = ${report.id}`,
  )
  const number = (count?.files ?? 0) + 1
  if (number > mostFiles) throw ruleBroken(`A report holds at most ${mostFiles} files`)
  const isPicture = file.contentType.startsWith('image/')
  const filename =
    report.mode === 'standard' ? given.filename : `${isPicture ? 'photograph' : 'file'}-${number}`
  const kept = await keepAttachment(tx, services, workspaceUuid, file, filename, at)
  await tx.run(
    sql`insert into safety_report_files (workspace_id, report_id, file_id) values (${workspaceUuid}, ${report.id}, ${kept.id})`,
  )
  return kept
}

export const attachReportFile = operation({
  id: 'attachReportFile',
  method: 'POST',
  path: '/api/v1/sms/reports/:id/files',
  summary: 'Attach a photograph or a document to a report',
  description:
    'The body is the file, up to 20 MB. Pictures are drawn anew, so what the camera wrote into them is gone.',
  scope: 'safety:write',
  roles: 'staff',
  on: Report,
  audits: 'safety_report.file_attached',
  stability: 'beta',
  upload: attachmentUpload,
  query: attachmentQuery,
  response: Attachment,
  status: 201,
  prepare: ({ upload }) => examineAttachment(upload),
  async handle({ tx, query, record, principal, services, now, prepared, stayUnnamed }) {
    const sight = await sightOf(tx, record.id, principal, services.secrets)
    if (!sight?.inFull) throw notFound()
    if (!sight.isOwn) requireManager(principal)
    if (sight.isOwn && record.mode !== 'standard') stayUnnamed()
    return attachToReport(tx, services, {
      workspaceUuid: principal.workspace.uuid,
      report: record,
      file: prepared as Examined,
      filename: query.filename,
      at: now,
    })
  },
})

export const getReportFile = operation({
  id: 'getReportFile',
  method: 'GET',
  path: '/api/v1/sms/reports/:id/files/:fileId',
  summary: 'Download a file of a report',
  scope: 'safety:read',
  roles: 'staff',
  on: Report,
  answers: 'file',
  stability: 'beta',
  params: Type.Object({ id: id('rpt'), fileId: id('fil') }),
  async handle({ tx, params, record, principal, services, stayUnnamed }) {
    const sight = await sightOf(tx, record.id, principal, services.secrets)
    if (!sight?.inFull) throw notFound()
    if (sight.isOwn && record.mode !== 'standard') stayUnnamed()
    const found = await tx.first(
      sql`select 1 from safety_report_files where report_id = ${record.id} and file_id = ${params.fileId}`,
    )
    if (!found) throw notFound()
    return downloadAttachment(tx, services, principal.workspace.uuid, params.fileId)
  },
})
