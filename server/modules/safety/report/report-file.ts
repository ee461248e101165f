import { attachments } from '#platform/files/attachments.ts'
import { type ExaminedFile, fileNotTaken } from '#platform/files/examine.ts'
import type { Context } from '#platform/kernel/context.ts'
import { notFound } from '#platform/kernel/problem.ts'
import type { TSchema } from '#platform/kernel/schema.ts'
import { Report, type ReportForm } from './report.ts'
import { manages, type ReportAccess, reportAccess, requireManager } from './visibility.ts'

const maxFilesPerReport = 20
const isAnonymous = ({ mode }: Pick<ReportForm, 'mode'>) => mode !== 'standard'

/** Only callers who see the full report. */
async function requireFullAccess({
  tx,
  record,
  principal,
  services,
}: Context<'any', TSchema, TSchema, TSchema, typeof Report>): Promise<ReportAccess> {
  const access = await reportAccess(tx, record.id, principal, services.secrets)
  if (!access?.isFull) throw notFound()
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
      'Adds a photograph or a document. The sender of the report and safety managers can attach files. The sender of a confidential report can attach pictures only, because documents name the person who made them.',
    scope: 'safety:write',
    roles: 'staff',
    audits: 'safety_report.file_attached',
    stability: 'beta',
    async may(context) {
      const { isOwn } = await requireFullAccess(context)
      if (manages(context.principal)) return
      if (!isOwn) requireManager(context.principal)
      const { contentType } = context.prepared as ExaminedFile
      if (isAnonymous(context.record) && !contentType.startsWith('image/'))
        throw fileNotTaken('Attach pictures only: documents name the person who made them')
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
