import { Readable } from 'node:stream'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { changesBetween, type EventContext, recordEvent } from '#platform/events/record.ts'
import { type ExaminedFile, examineFile } from '#platform/files/examine.ts'
import { anyType, downloadFile, removeFile, storeFile } from '#platform/files/stored-file.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, type Static, Type } from '#platform/kernel/schema.ts'

/** A manual that was read from a repository. */
export const TrainingDocument = resource({
  name: 'training_document',
  prefix: 'tdc',
  title: { one: 'training document', many: 'training documents' },
  page: '/training/documents',
  table: 'training_documents',
  label: 'title',
  schema: Type.Object({
    id: id('tdc'),
    title: Type.String(),
    path: Type.String({ description: 'Its file in the repository.' }),
    repository: Type.String(),
    commitSha: Type.String({ description: 'The commit that it was read from.' }),
    contentType: Type.String(),
    sizeBytes: Type.Integer(),
    withdrawnAt: nullable(instant('When the repository lost it.')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join files f on f.workspace_id = t.workspace_id and f.id = t.file_id',
  expressions: { contentType: 'f.content_type', sizeBytes: 'f.size_bytes' },
})
type DocumentForm = Static<typeof TrainingDocument.schema>

const reads = { scope: 'training:read', roles: 'staff', stability: 'beta' } as const

export const listDocuments = operation({
  ...reads,
  id: 'listTrainingDocuments',
  method: 'GET',
  path: '/api/v1/training/documents',
  summary: 'List training documents',
  description:
    'The manuals that were read from repositories. A manual that was deleted in its repository is withdrawn, and stays in the list.',
  response: TrainingDocument.schema,
  list: list({
    of: TrainingDocument,
    defaultSort: 'title',
    sorts: {
      title: { sql: 'lower(t.title)', type: 'text' },
      updatedAt: { sql: 't.updated_at', type: 'timestamptz' },
    },
    search: ['t.title', 't.path'],
    indexed: true,
    filters: {
      withdrawn: {
        schema: Type.Boolean(),
        sql: (value) => `(t.withdrawn_at is not null) = ${value}::boolean`,
      },
    },
  }),
})

export const getDocument = operation({
  ...reads,
  id: 'getTrainingDocument',
  method: 'GET',
  path: '/api/v1/training/documents/:id',
  summary: 'Get a training document',
  description: 'Returns the source of the document, and the size and type of its file.',
  on: TrainingDocument,
  response: TrainingDocument.schema,
})

export const downloadDocument = operation({
  ...reads,
  id: 'downloadTrainingDocument',
  method: 'GET',
  path: '/api/v1/training/documents/:id/file',
  summary: 'Download a training document',
  description: 'Returns the file as a download, which a browser does not open.',
  on: TrainingDocument,
  answers: 'file',
  fileTypes: anyType,
  async handle({ tx, record, principal, services }) {
    const { fileId } = await tx.one(sql<'documentFile'>`
      select file_id as "fileId" from training_documents where id = ${record.id}`)
    return downloadFile(tx, services, principal.workspace.uuid, fileId)
  },
})

/** Detects the type from the bytes; what is no document is refused. @throws Problem `file_not_taken` */
export const examineDocument = (bytes: Buffer, workspaceUuid: string): Promise<ExaminedFile> =>
  examineFile(Readable.from([bytes]), workspaceUuid)

interface Source {
  workspaceUuid: string
  connectionId: string
  repository: string
  path: string
  commitSha: string
}

/** Writes a document, or the new file of one. @returns its ID. @throws Problem `limit_reached` */
export async function writeDocument(
  tx: Tx,
  services: Services,
  { workspaceUuid, ...source }: Source,
  file: ExaminedFile,
  context: EventContext,
): Promise<string> {
  const { connectionId, path } = source
  const known = await tx.first(sql<'knownDocument'>`
    select id, file_id as "fileId" from training_documents
     where connection_id = ${connectionId} and path = ${path} for update`)
  const filename = path.split('/').at(-1) ?? path
  const stored = await storeFile(tx, services, workspaceUuid, file, filename, context.now)
  const before = known ? await TrainingDocument.get(tx, known.id) : null
  const columns = {
    title:
      filename
        .replace(/\.[^.]+$/, '')
        .replaceAll(/[-_]+/g, ' ')
        .slice(0, 200) || filename,
    repository: source.repository,
    commit_sha: source.commitSha,
    file_id: stored.id,
    withdrawn_at: null,
  }
  const documentId = known?.id ?? newId('tdc')
  if (known) {
    await tx.run(db.updateTable('training_documents').set(columns).where('id', '=', documentId))
    await removeFile(tx, services, workspaceUuid, known.fileId)
  } else
    await tx.run(
      db.insertInto('training_documents').values({
        ...columns,
        workspace_id: workspaceUuid,
        id: documentId,
        connection_id: connectionId,
        path,
      }),
    )
  await recordDocument(tx, before ? 'updated' : 'created', { documentId, before }, context)
  return documentId
}

/** Withdraws the documents of a connection whose files are gone. @param paths those that are still there. */
export async function withdrawDocuments(
  tx: Tx,
  connectionId: string,
  paths: readonly string[],
  context: EventContext,
): Promise<void> {
  const lost = await tx.rows(sql<'lostDocuments'>`
    select id from training_documents
     where connection_id = ${connectionId} and withdrawn_at is null and not (path = any (${paths}))
     order by id for update`)
  for (const { id: documentId } of lost) {
    const before = await TrainingDocument.get(tx, documentId)
    await tx.run(sql`update training_documents set withdrawn_at = ${context.now} where id = ${documentId}`)
    await recordDocument(tx, 'withdrawn', { documentId, before }, context)
  }
}

async function recordDocument(
  tx: Tx,
  what: 'created' | 'updated' | 'withdrawn',
  { documentId, before }: { documentId: string; before: DocumentForm | null },
  context: EventContext,
): Promise<void> {
  const after = await TrainingDocument.get(tx, documentId)
  await recordEvent(
    tx,
    {
      type: `training_document.${what}`,
      subject: { type: TrainingDocument.name, id: documentId, label: after.title },
      changes: changesBetween(before, after),
    },
    context,
  )
}
