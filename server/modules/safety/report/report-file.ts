import { attachments } from '#platform/files/attachments.ts'
import type { Context } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import type { TSchema } from '#platform/kernel/schema.ts'
import { Report, type ReportForm } from './report.ts'
import { type ReportAccess, reportAccess, requireManager } from './visibility.ts'

const maxFilesPerReport = 20
const isAnonymous = ({ mode }: Pick<ReportForm, 'mode'>) => mode !== 'standard'

/** Only callers who see the full report. The log does not name the sender of a confidential or anonymous report. */
async function requireFullAccess({
  tx,
  record,
  principal,
  services,
  becomeAnonymous,
}: Context<'any', TSchema, TSchema, TSchema, typeof Report>): Promise<ReportAccess> {
  const access = await reportAccess(tx, record.id, principal, services.secrets)
  if (!access?.isFull) throw notFound()
  if (access.isOwn && isAnonymous(record)) becomeAnonymous()
  return access
}

export const reportFiles = attachments({
  of: Report,
  path: '/api/v1/sms/reports/:id/files',
  table: 'safety_report_files',
  column: 'report_id',
  order: 'f.name, f.id',
  maxFiles: maxFilesPerReport,
  isAnonymous,
  attach: {
    id: 'attachReportFile',
    summary: 'Attach a file to a report',
    description:
      'Adds a photograph or a document. The sender of the report and safety managers can attach files.',
    scope: 'safety:write',
    roles: 'staff',
    audits: 'safety_report.file_attached',
    stability: 'beta',
    async may(context) {
      const { isOwn } = await requireFullAccess(context)
      if (!isOwn) requireManager(context.principal)
    },
  },
  download: {
    id: 'getReportFile',
    summary: 'Get a file of a report',
    description: 'Downloads the file. Only callers who see the full report can read its files.',
    scope: 'safety:read',
    roles: 'staff',
    stability: 'beta',
    async may(context) {
      await requireFullAccess(context)
    },
  },
})
