import { sql } from '#platform/database/database.ts'
import {
  Attachment,
  attachmentQuery,
  attachmentUpload,
  downloadAttachment,
  type Examined,
  examineAttachment,
  keepAttachment,
} from '#platform/files/attachment.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound, roleMissing } from '#platform/kernel/problem.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { manages } from '../report/sight.ts'
import { Cpa, cpaState, ownerUserId } from './cpa.ts'

export const attachCpaFile = operation({
  id: 'attachCpaFile',
  method: 'POST',
  path: '/api/v1/sms/cpas/:id/files',
  summary: 'Attach evidence to an action',
  scope: 'safety:write',
  roles: 'staff',
  on: Cpa,
  audits: 'cpa.evidence_attached',
  stability: 'beta',
  upload: attachmentUpload,
  query: attachmentQuery,
  response: Attachment,
  status: 201,
  prepare: ({ upload }) => examineAttachment(upload),
  async handle({ tx, query, record, principal, services, now, prepared }) {
    const userId = principal.kind === 'user' ? principal.userId : null
    const isOwner = userId !== null && userId === (await ownerUserId(tx, record))
    if (!isOwner && !manages(principal))
      throw roleMissing('The owner of an action, a safety manager or an admin attaches evidence')
    if (record.status === 'closed') throw cpaState(`${record.code} is closed and stays as it is`)
    const { uuid } = principal.workspace
    const file = await keepAttachment(tx, services, uuid, prepared as Examined, query.filename, now)
    await tx.run(
      sql`insert into safety_cpa_files (workspace_id, cpa_id, file_id) values (${uuid}, ${record.id}, ${file.id})`,
    )
    return file
  },
})

export const getCpaFile = operation({
  id: 'getCpaFile',
  method: 'GET',
  path: '/api/v1/sms/cpas/:id/files/:fileId',
  summary: 'Download evidence of an action',
  scope: 'safety:read',
  roles: 'staff',
  on: Cpa,
  answers: 'file',
  stability: 'beta',
  params: Type.Object({ id: id('cpa'), fileId: id('fil') }),
  async handle({ tx, params, record, principal, services }) {
    const found = await tx.first(
      sql`select 1 from safety_cpa_files where cpa_id = ${record.id} and file_id = ${params.fileId}`,
    )
    if (!found) throw notFound()
    return downloadAttachment(tx, services, principal.workspace.uuid, params.fileId)
  },
})
