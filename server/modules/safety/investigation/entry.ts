import { sql } from '#platform/database/database.ts'
import {
  attachmentQuery,
  attachmentUpload,
  downloadAttachment,
  type Examined,
  examineAttachment,
  keepAttachment,
} from '#platform/files/attachment.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { Investigation, requireInvestigator } from './investigation.ts'
import { InvestigationInFull, partsOf } from './list-investigations.ts'

const shared = {
  scope: 'safety:write',
  roles: 'staff',
  on: Investigation,
  stability: 'beta',
  response: InvestigationInFull,
} as const

export const addInvestigationEntry = operation({
  ...shared,
  id: 'addInvestigationEntry',
  method: 'POST',
  path: '/api/v1/sms/investigations/:id/entries',
  summary: 'Add evidence, an interview, or what happened when',
  audits: 'investigation.entry_added',
  body: Type.Object({
    kind: oneOf(['evidence', 'interview', 'timeline']),
    title: text(1, 200),
    text: Type.Optional(nullable(text(1, 20_000))),
    at: Type.Optional(nullable(instant('When it happened, was found or was said.'))),
  }),
  async handle({ tx, body, record, principal }) {
    requireInvestigator(principal, record)
    await tx.run(sql`insert into safety_investigation_entries (workspace_id, id, investigation_id, kind, title, text, at, created_by_name)
      values (${principal.workspace.uuid}, ${newId('sie')}, ${record.id}, ${body.kind}, ${body.title}, ${body.text ?? null}, ${body.at ?? null}, ${actorOf(principal).name})`)
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})

export const attachEvidence = operation({
  ...shared,
  id: 'attachEvidence',
  method: 'POST',
  path: '/api/v1/sms/investigations/:id/evidence',
  summary: 'Add a file to the evidence',
  audits: 'investigation.evidence_attached',
  upload: attachmentUpload,
  query: attachmentQuery,
  prepare: ({ upload }) => examineAttachment(upload),
  async handle({ tx, query, record, principal, services, now, prepared }) {
    requireInvestigator(principal, record)
    const { uuid } = principal.workspace
    const file = await keepAttachment(tx, services, uuid, prepared as Examined, query.filename, now)
    await tx.run(sql`insert into safety_investigation_entries (workspace_id, id, investigation_id, kind, title, file_id, created_by_name)
      values (${uuid}, ${newId('sie')}, ${record.id}, 'evidence', ${file.name}, ${file.id}, ${actorOf(principal).name})`)
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})

export const getEvidence = operation({
  id: 'getEvidence',
  method: 'GET',
  path: '/api/v1/sms/investigations/:id/evidence/:fileId',
  summary: 'Download a file of the evidence',
  scope: 'safety:read',
  roles: 'staff',
  on: Investigation,
  answers: 'file',
  stability: 'beta',
  params: Type.Object({ id: id('siv'), fileId: id('fil') }),
  async handle({ tx, params, record, principal, services }) {
    const found = await tx.first(
      sql`select 1 from safety_investigation_entries where investigation_id = ${record.id} and file_id = ${params.fileId}`,
    )
    if (!found) throw notFound()
    return downloadAttachment(tx, services, principal.workspace.uuid, params.fileId)
  },
})

export const removeInvestigationEntry = operation({
  ...shared,
  id: 'removeInvestigationEntry',
  method: 'DELETE',
  path: '/api/v1/sms/investigations/:id/entries/:entryId',
  summary: 'Take an entry back',
  audits: 'investigation.entry_removed',
  params: Type.Object({ id: id('siv'), entryId: id('sie') }),
  async handle({ tx, params, record, principal }) {
    requireInvestigator(principal, record)
    const gone = await tx.run(
      sql`delete from safety_investigation_entries where investigation_id = ${record.id} and id = ${params.entryId}`,
    )
    if (gone === 0) throw notFound()
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})
