import { createHash } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { sql, type Tx } from '../database/database.ts'
import { requireRoom } from '../kernel/entitlement.ts'
import { newIdAt } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import type { Download } from '../kernel/operation.ts'
import { bodyTooLarge, problem } from '../kernel/problem.ts'
import { id, integer, Type, text } from '../kernel/schema.ts'
import { redraw } from './image.ts'
import { bytesOfMb } from './storage-limit.ts'
import { withWholeUpload } from './whole-upload.ts'

export const fileNotTaken = problem('file_not_taken', 422, {
  meaning: 'This kind of file is not taken, or it is damaged',
  mend: 'Send a JPEG, PNG or WebP picture, a PDF, a text or CSV file, or an Office or OpenDocument file. What it is, is found out from its content, not from its name.',
})

/** What every operation that takes an attachment says about its body. */
export const attachmentUpload = {
  maxBytes: 20_000_000,
  contentTypes: [
    'application/octet-stream',
    'application/pdf',
    'image/jpeg',
    'image/png',
    'image/webp',
    'text/plain',
    'text/csv',
    'application/zip',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text',
  ],
} as const
export const pictureUpload = {
  maxBytes: 20_000_000,
  contentTypes: ['application/octet-stream', 'image/jpeg', 'image/png', 'image/webp'],
} as const
/** The name that the file had; what stands before the last slash is dropped. */
export const attachmentQuery = Type.Object({ filename: text(1, 200) })

export const Attachment = Type.Object({
  id: id('fil'),
  name: Type.String(),
  contentType: Type.String(),
  sizeBytes: integer(0, 1_000_000_000),
})

export interface Examined {
  bytes: Buffer
  contentType: string
  extension: string
}

const longestSide = 3_000
const office: Record<string, [contentType: string, extension: string]> = {
  'word/': ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  'xl/': ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  'ppt/': ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
  'application/vnd.oasis.opendocument.text': ['application/vnd.oasis.opendocument.text', 'odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['application/vnd.oasis.opendocument.spreadsheet', 'ods'],
}

/**
 * Reads an upload and finds out from its bytes what it is. Pictures are drawn anew, so nothing of the
 * camera is left in them. @throws Problem `file_not_taken`, `body_too_large`.
 */
export function examineAttachment(upload: Readable, { picturesOnly = false } = {}): Promise<Examined> {
  const { maxBytes } = attachmentUpload
  const tooLarge = () =>
    bodyTooLarge('The file is larger than 20 MB. Make it smaller, or split it into several')
  return withWholeUpload(upload, { maxBytes, tooLarge }, (bytes) => examine(bytes, picturesOnly))
}

async function examine(bytes: Buffer, picturesOnly: boolean): Promise<Examined> {
  if (bytes.length === 0) throw fileNotTaken('The file is empty')
  const picture = await redraw(bytes, longestSide)
  if (picture)
    return {
      bytes: picture.bytes,
      contentType: picture.contentType,
      extension: picture.contentType === 'image/jpeg' ? 'jpg' : picture.contentType.slice(6),
    }
  if (picturesOnly)
    throw fileNotTaken(
      'This is no JPEG, PNG or WebP picture that can be read. Only pictures are taken here, because other files tell who made them',
    )
  return { bytes, ...kindOf(bytes) }
}

function kindOf(bytes: Buffer): { contentType: string; extension: string } {
  if (bytes.subarray(0, 5).equals(Buffer.from('%PDF-')))
    return { contentType: 'application/pdf', extension: 'pdf' }
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) {
    const known = Object.entries(office).find(([mark]) => bytes.includes(mark))
    if (known) return { contentType: known[1][0], extension: known[1][1] }
  }
  if (isPlainText(bytes)) return { contentType: 'text/plain; charset=utf-8', extension: 'txt' }
  throw fileNotTaken()
}

function isPlainText(bytes: Buffer): boolean {
  try {
    const plain = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // A browser that guessed would take this for a page; what is served says otherwise, and this makes sure.
    return !plain.includes('\0') && !/^\s*<(!doctype|html|svg|script|\?xml)/i.test(plain)
  } catch {
    return false
  }
}

/** Keeps what was examined, under a name with the ending of what it is. Goes away again with the transaction. */
export async function keepAttachment(
  tx: Tx,
  services: Pick<Services, 'files' | 'modules' | 'extensions'>,
  workspaceUuid: string,
  file: Examined,
  filename: string,
  at: Date,
): Promise<{ id: string; name: string; contentType: string; sizeBytes: number }> {
  const fileId = newIdAt('fil', at)
  const sizeBytes = file.bytes.length
  await requireRoom(tx, services, workspaceUuid, 'max_storage_mb', sizeBytes / bytesOfMb)
  tx.afterRollback(() => services.files.remove(workspaceUuid, fileId))
  await services.files.write(workspaceUuid, fileId, Readable.from([file.bytes]), sizeBytes)
  // The time of the file is the time that is kept of its sender, and no more exact than that.
  await utimes(services.files.path(workspaceUuid, fileId), at, at)
  const name = nameOf(filename, file.extension)
  await tx.run(sql`insert into files (workspace_id, id, name, content_type, size_bytes, sha256, created_at)
    values (${workspaceUuid}, ${fileId}, ${name}, ${file.contentType}, ${sizeBytes}, ${createHash('sha256').update(file.bytes).digest()}, ${at})`)
  return { id: fileId, name, contentType: file.contentType, sizeBytes }
}

function nameOf(filename: string, extension: string): string {
  const base = (filename.split(/[/\\]/).at(-1) ?? '').replace(/\.[^.]{1,5}$/, '').replace(/\p{Cc}/gu, '')
  return `${base.trim().slice(0, 150) || 'file'}.${extension}`
}

/** The file as an answer, which a browser keeps and does not run. */
export async function downloadAttachment(
  tx: Tx,
  services: Pick<Services, 'files'>,
  workspaceUuid: string,
  fileId: string,
): Promise<Download> {
  const found = await tx.one(sql<{ name: string; contentType: string }>`
    select name, content_type as "contentType" from files where workspace_id = ${workspaceUuid} and id = ${fileId}`)
  return {
    filename: found.name,
    contentType: found.contentType,
    body: services.files.read(workspaceUuid, fileId),
  }
}
