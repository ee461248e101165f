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
import { actorOf } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { evidenceOf } from './list-records.ts'
import { ComplianceRecord, complianceEvent, complianceUpdated, complianceWithdrawn } from './record.ts'
import { requireEditorOrOwner } from './sight.ts'
import { noteStanding } from './stand.ts'

export const attachComplianceEvidence = operation({
  id: 'attachComplianceEvidence',
  method: 'POST',
  path: '/api/v1/compliance/records/:id/files',
  summary: 'Attach evidence to a record, also to one’s own',
  description:
    'The dates stay as they are: whoever may renew records looks at the evidence, and changes them.',
  scope: 'compliance:write',
  roles: 'staff',
  on: ComplianceRecord,
  emits: complianceUpdated,
  stability: 'beta',
  upload: attachmentUpload,
  query: attachmentQuery,
  response: Attachment,
  status: 201,
  prepare: ({ upload }) => examineAttachment(upload),
  async handle({ tx, query, record, principal, services, now, prepared, emit }) {
    await requireEditorOrOwner(tx, record.id, principal)
    if (record.withdrawnAt !== null) throw complianceWithdrawn()
    const { uuid } = principal.workspace
    const actor = actorOf(principal).name
    const file = await keepAttachment(tx, services, uuid, prepared as Examined, query.filename, now)
    await tx.run(sql`insert into compliance_files (workspace_id, record_id, file_id, version, added_by)
      values (${uuid}, ${record.id}, ${file.id}, ${record.version + 1}, ${actor})`)
    await tx.run(sql`
      update compliance_records set files = files + 1, change = 'evidence_attached', changed_by = ${actor} where id = ${record.id}`)
    const after = await ComplianceRecord.get(tx, record.id)
    emit(complianceEvent(after, await noteStanding(tx, uuid, after), record))
    return file
  },
})

export const getComplianceEvidence = operation({
  id: 'getComplianceEvidence',
  method: 'GET',
  path: '/api/v1/compliance/records/:id/files/:fileId',
  summary: 'A piece of evidence',
  scope: 'compliance:read',
  roles: 'staff',
  on: ComplianceRecord,
  stability: 'beta',
  params: Type.Object({ id: id('cmr'), fileId: id('fil') }),
  answers: 'file',
  async handle({ tx, params, record, principal, services }) {
    const attached = await evidenceOf(tx, record, principal)
    if (!attached.some((file) => file.id === params.fileId)) throw notFound()
    return downloadAttachment(tx, services, principal.workspace.uuid, params.fileId)
  },
})
