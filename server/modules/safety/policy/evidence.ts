import { sql, type Tx } from '#platform/database/database.ts'
import { attachmentQuery, takesFile } from '#platform/files/attachments.ts'
import type { ExaminedFile } from '#platform/files/examine.ts'
import { anyType, downloadFile, storeFile } from '#platform/files/stored-file.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { elementCodes } from '#rules/part-5.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'
import { BoardElement, byElement, elementKind, readElement } from './compliance.ts'

const common = {
  scope: 'safety:write',
  roles: riskRoles,
  audits: 'compliance_evidence.added',
  params: byElement,
  response: BoardElement,
  status: 201,
} as const

interface Added {
  element: (typeof elementCodes)[number]
  title: string
  kind: string
  reference?: string | null
  note?: string | null
  fileId?: string
}

async function add(tx: Tx, principal: Principal, evidence: Added): Promise<Emission> {
  await tx.run(sql`
    insert into compliance_evidence (workspace_id, id, element, title, kind, reference, note, file_id,
        added_by_name)
    values (${principal.workspace.uuid}, ${newId('evd')}, ${evidence.element}, ${evidence.title}, ${evidence.kind},
        ${evidence.reference ?? null}, ${evidence.note ?? null}, ${evidence.fileId ?? null},
        ${actorOf(principal).name})`)
  return {
    type: 'compliance_evidence.added',
    subject: {
      type: elementKind.name,
      id: evidence.element,
      label: `${evidence.element}: ${evidence.title}`,
    },
    changes: [{ field: 'evidence', before: null, after: evidence.title }],
  }
}

export const addEvidence = operation({
  ...common,
  id: 'addEvidence',
  method: 'POST',
  path: '/api/v1/sms/compliance/:element/evidence',
  summary: 'Add evidence to an element of part 5',
  description: 'Adds a reference or a note. Evidence is permanent: add the newer evidence after the older.',
  body: Type.Object({
    title: text(3, 200),
    kind: oneOf(['document', 'record', 'link', 'statement']),
    reference: Type.Optional(
      nullable(text(1, 2_000, 'Where it is: an address, a record’s id, a page of the manual.')),
    ),
    note: Type.Optional(nullable(text(1, 10_000))),
  }),
  async handle({ tx, params, body, principal, emit }) {
    emit(await add(tx, principal, { ...body, ...params }))
    return readElement(tx, params.element)
  },
})

export const addEvidenceFile = operation({
  ...common,
  id: 'addEvidenceFile',
  method: 'POST',
  path: '/api/v1/sms/compliance/:element/evidence/files',
  summary: 'Attach a file as evidence to an element of part 5',
  description: 'The body is the file. It is permanent, like all evidence.',
  ...takesFile,
  query: Type.Object({
    ...attachmentQuery.properties,
    title: Type.Optional(text(3, 200, 'The name of the file when left out.')),
    note: Type.Optional(text(1, 2_000)),
  }),
  async handle({ tx, params, query, principal, services, now, prepared, emit }) {
    const { uuid } = principal.workspace
    const file = await storeFile(tx, services, uuid, prepared as ExaminedFile, query.filename, now)
    emit(
      await add(tx, principal, {
        ...params,
        title: query.title ?? file.name,
        kind: 'document',
        note: query.note ?? null,
        fileId: file.id,
      }),
    )
    return readElement(tx, params.element)
  },
})

export const getEvidenceFile = operation({
  id: 'getEvidenceFile',
  method: 'GET',
  path: '/api/v1/sms/compliance/:element/evidence/:evidenceId/file',
  summary: 'Get a file of evidence of part 5',
  description: 'Downloads the file of a piece of evidence.',
  scope: 'safety:read',
  roles: safetyReaders,
  answers: 'file',
  fileTypes: anyType,
  params: Type.Object({
    element: oneOf(elementCodes, { description: 'A section of 14 CFR Part 5.' }),
    evidenceId: id('evd'),
  }),
  async handle({ tx, params, principal, services }) {
    const file = await tx.first(sql<'evidenceFile'>`select file_id as id from compliance_evidence
      where element = ${params.element} and id = ${params.evidenceId} and file_id is not null`)
    if (!file) throw notFound()
    return downloadFile(tx, services, principal.workspace.uuid, file.id)
  },
})
