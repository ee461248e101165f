import { createHash } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { db, sql, type Tx } from '../database/database.ts'
import type { Download } from '../kernel/context.ts'
import { requireRoom } from '../kernel/entitlement.ts'
import { newIdAt } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { id, integer, type Static, Type } from '../kernel/schema.ts'
import type { ExaminedFile } from './examine.ts'
import { bytesOfMb } from './storage-limit.ts'

export const Attachment = Type.Object(
  {
    id: id('fil'),
    name: Type.String(),
    contentType: Type.String(),
    sizeBytes: integer(0, 1_000_000_000),
  },
  { title: 'StoredFile' },
)
export type StoredAttachment = Static<typeof Attachment>

/**
 * Stores a file under a name with the ending of its type. If the transaction is rolled back, the file is removed.
 * @throws Problem `limit_reached` if the workspace has no room left.
 */
export async function storeFile(
  tx: Tx,
  services: Pick<Services, 'files' | 'modules' | 'extensions'>,
  workspaceUuid: string,
  file: ExaminedFile,
  filename: string,
  at: Date,
): Promise<StoredAttachment> {
  const fileId = newIdAt('fil', at)
  const sizeBytes = file.bytes.length
  await requireRoom(tx, services, workspaceUuid, 'max_storage_mb', sizeBytes / bytesOfMb)
  tx.afterRollback(() => services.files.remove(workspaceUuid, fileId))
  await services.files.write(workspaceUuid, fileId, Readable.from([file.bytes]), sizeBytes)
  // The time of the file is the time that is kept of its sender, and no more exact than that.
  await utimes(services.files.path(workspaceUuid, fileId), at, at)
  const name = nameOf(filename, file.extension)
  await tx.run(
    db.insertInto('files').values({
      workspace_id: workspaceUuid,
      id: fileId,
      name,
      content_type: file.contentType,
      size_bytes: sizeBytes,
      sha256: createHash('sha256').update(file.bytes).digest(),
      created_at: at.toISOString(),
    }),
  )
  return { id: fileId, name, contentType: file.contentType, sizeBytes }
}

function nameOf(filename: string, extension: string): string {
  const base = (filename.split(/[/\\]/).at(-1) ?? '').replace(/\.[^.]{1,5}$/, '').replace(/\p{Cc}/gu, '')
  return `${base.trim().slice(0, 150) || 'file'}.${extension}`
}

/** What people uploaded. */
export const anyType = ['*/*']

/** The file as a response that a browser saves and never runs. */
export async function downloadFile(
  tx: Tx,
  services: Pick<Services, 'files'>,
  workspaceUuid: string,
  fileId: string,
): Promise<Download> {
  const file = await tx.one(sql<'downloadedFile'>`
    select name, content_type as "contentType"
      from files where workspace_id = ${workspaceUuid} and id = ${fileId}`)
  return {
    filename: file.name,
    contentType: file.contentType,
    body: services.files.read(workspaceUuid, fileId),
  }
}

/** Deletes a file that no record names any more, which frees its room. */
export async function removeFile(
  tx: Tx,
  services: Pick<Services, 'files'>,
  workspaceUuid: string,
  fileId: string,
): Promise<void> {
  await tx.run(db.deleteFrom('files').where('workspace_id', '=', workspaceUuid).where('id', '=', fileId))
  // If this fails, the file is unused, and unused files are removed once a day.
  tx.afterCommit(() => void services.files.remove(workspaceUuid, fileId).catch(() => {}))
}

/** SQL: the files of the record `t`, by a table that names both, as `Attachment` describes them. */
export const filesOf = (table: string, column: string): string => `coalesce((
      select json_agg(json_build_object('id', f.id, 'name', f.name, 'contentType', f.content_type,
               'sizeBytes', f.size_bytes) order by f.created_at, f.id)
        from ${table} l join files f on f.workspace_id = l.workspace_id and f.id = l.file_id
       where l.workspace_id = t.workspace_id and l.${column} = t.id), '[]')`
