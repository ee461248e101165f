import { sql } from '#platform/database/database.ts'
import { attachments } from '#platform/files/attachments.ts'
import { removeFile } from '#platform/files/stored-file.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { happenedAt, id, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { Investigation, investigationStates, requireInvestigator } from './investigation.ts'
import { InvestigationInFull, partsOf } from './list-investigations.ts'

const shared = {
  scope: 'safety:write',
  roles: 'staff',
  on: Investigation,
  move: investigationStates.edit,
  stability: 'beta',
  response: InvestigationInFull,
} as const

export const addInvestigationEntry = operation({
  ...shared,
  id: 'addInvestigationEntry',
  method: 'POST',
  path: '/api/v1/sms/investigations/:id/entries',
  summary: 'Create an investigation entry',
  description:
    'Adds evidence, an interview or a point of the timeline to an open investigation, and returns the investigation.',
  audits: 'investigation.entry_added',
  status: 201,
  body: Type.Object({
    kind: oneOf(['evidence', 'interview', 'timeline']),
    title: text(1, 200),
    text: Type.Optional(nullable(text(1, 20_000))),
    at: Type.Optional(nullable(happenedAt('When it happened, was discovered or was said.'))),
  }),
  async handle({ tx, body, record, principal }) {
    requireInvestigator(principal, record)
    await tx.run(sql`
      insert into safety_investigation_entries (workspace_id, id, investigation_id, kind, title, text, at,
          created_by_name)
      values (${principal.workspace.uuid}, ${newId('sie')}, ${record.id}, ${body.kind}, ${body.title},
          ${body.text ?? null}, ${body.at ?? null}, ${actorOf(principal).name})`)
    return { ...record, ...(await partsOf(tx, record.id, record.status)) }
  },
})

/** Files of evidence. Each is its own entry. */
export const investigationEvidence = attachments({
  of: Investigation,
  path: '/api/v1/sms/investigations/:id/evidence',
  table: 'safety_investigation_entries',
  column: 'investigation_id',
  attach: {
    id: 'attachEvidence',
    summary: 'Attach evidence to an investigation',
    description: 'Adds a file as an entry of evidence, and returns the investigation.',
    scope: 'safety:write',
    roles: 'staff',
    move: investigationStates.edit,
    audits: 'investigation.evidence_attached',
    stability: 'beta',
    response: InvestigationInFull,
    may: ({ principal, record }) => requireInvestigator(principal, record),
    row: ({ principal }, file) => ({
      id: newId('sie'),
      kind: 'evidence',
      title: file.name,
      created_by_name: actorOf(principal).name,
    }),
    after: async ({ tx, record }) => ({ ...record, ...(await partsOf(tx, record.id, record.status)) }),
  },
  download: {
    id: 'getEvidence',
    summary: 'Get evidence of an investigation',
    description: 'Downloads the file. Everyone who sees the investigation can read its evidence.',
    scope: 'safety:read',
    roles: 'staff',
    stability: 'beta',
  },
})

const { response: _investigation, ...withoutResponse } = shared

export const removeInvestigationEntry = operation({
  ...withoutResponse,
  id: 'removeInvestigationEntry',
  method: 'DELETE',
  path: '/api/v1/sms/investigations/:id/entries/:entryId',
  summary: 'Delete an investigation entry',
  description: 'Removes the entry, and its file if it has one, from an investigation that is not completed.',
  audits: 'investigation.entry_removed',
  params: Type.Object({ id: id('siv'), entryId: id('sie') }),
  async handle({ tx, params, record, principal, services }) {
    requireInvestigator(principal, record)
    const entry = await tx.first(sql<'removedEntry'>`
      delete from safety_investigation_entries
       where investigation_id = ${record.id} and id = ${params.entryId} returning file_id as "fileId"`)
    if (!entry) throw notFound()
    if (entry.fileId !== null) await removeFile(tx, services, principal.workspace.uuid, entry.fileId)
  },
})
