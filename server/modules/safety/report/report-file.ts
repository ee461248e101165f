import { attachments } from '#platform/files/attachments.ts'
import type { Context } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import type { TSchema } from '#platform/kernel/schema.ts'
import { Report, type ReportForm } from './report.ts'
import { requireManager, type Sight, sightOf } from './sight.ts'

const maxFilesPerReport = 20
const isAnonymous = ({ mode }: Pick<ReportForm, 'mode'>) => mode !== 'standard'

/** Those alone who see all of a report. No log says who sent it, where they are unnamed. */
async function requireFullSight({
  tx,
  record,
  principal,
  services,
  becomeAnonymous,
}: Context<'any', TSchema, TSchema, TSchema, typeof Report>): Promise<Sight> {
  const sight = await sightOf(tx, record.id, principal, services.secrets)
  if (!sight?.inFull) throw notFound()
  if (sight.isOwn && isAnonymous(record)) becomeAnonymous()
  return sight
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
    summary: 'Attach a photograph or a document to a report',
    scope: 'safety:write',
    roles: 'staff',
    audits: 'safety_report.file_attached',
    stability: 'beta',
    async may(context) {
      const { isOwn } = await requireFullSight(context)
      if (!isOwn) requireManager(context.principal)
    },
  },
  download: {
    id: 'getReportFile',
    summary: 'Download a file of a report',
    scope: 'safety:read',
    roles: 'staff',
    stability: 'beta',
    async may(context) {
      await requireFullSight(context)
    },
  },
})
