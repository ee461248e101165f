import type { Insertable } from 'kysely'
import { type DB, db, sql, type Tx } from '../database/database.ts'
import type { Context } from '../kernel/context.ts'
import type { EventType } from '../kernel/event-type.ts'
import { toTheHour } from '../kernel/hidden-caller.ts'
import type { Services } from '../kernel/installation.ts'
import type { MoveBinding } from '../kernel/move.ts'
import { type Operation, operation, type Roles } from '../kernel/operation.ts'
import { notFound, ruleBroken } from '../kernel/problem.ts'
import type { Resource } from '../kernel/resource.ts'
import { id, type TObject, type TProperties, type TSchema, Type, text } from '../kernel/schema.ts'
import { type ExaminedFile, examineFile, fileUpload } from './examine.ts'
import { bytesOfMb } from './storage-limit.ts'
import { Attachment, anyType, downloadFile, type StoredAttachment, storeFile } from './stored-file.ts'

/** The name that the file had on the sender's machine, without its folders. */
export const attachmentQuery = Type.Object({ filename: text(1, 200) })

/** What every operation that takes a file needs: the file is read and examined before the transaction. */
export const takesFile = {
  upload: fileUpload,
  query: attachmentQuery,
  prepare: ({ upload, principal }: Parameters<NonNullable<Operation['prepare']>>[0]) =>
    examineFile(upload, principal?.workspace.uuid ?? 'nobody'),
} as const

/** A table whose rows name a file. */
type TableWithFiles = { [T in keyof DB]: 'file_id' extends keyof DB[T] ? T : never }[keyof DB]
type Attaching<R> = Context<'any', TObject, typeof attachmentQuery, TObject, R>
type Reading<R> = Context<'any', TObject, TObject, TObject, R>

interface Described {
  id: string
  summary: string
  description?: string
  scope: string
  roles: Roles
  stability?: 'stable' | 'beta'
}

export interface AttachmentOptions<R extends Resource, T extends TableWithFiles> {
  /** The kind of record that the files belong to. Callers who may read the record may read its files. */
  of: R
  /** `POST path` attaches a file, `GET path/:fileId` downloads it. The record is `:id`. */
  path: string
  /** The table whose rows name a record and a file, and the column with the record's id. */
  table: T
  column: string & keyof DB[T]
  /** SQL: the order in which they are shown. The rows of `table` are `l`, the files are `f`. */
  order?: string
  /** How many a record holds at most. */
  maxFiles?: number
  /** Whether the sender stays hidden: the file then keeps neither its name, which may be theirs, nor its minute. */
  isAnonymous?: (record: Attaching<R>['record']) => boolean
  download: Described & {
    /** Refuses callers who may read the record but not its files. */
    may?: (context: Reading<R>) => Promise<void> | void
  }
  attach: Described & {
    /** A move of the record that allows it, without a new state. */
    move?: MoveBinding
    /** The event of the catalog, or the audit entry. */
    emits?: EventType
    audits?: string
    response?: TSchema
    status?: number
    may?: (context: Attaching<R>) => Promise<void> | void
    /** More columns of the row in `table`. */
    row?: (context: Attaching<R>, file: StoredAttachment) => Partial<Insertable<DB[T]>>
    /** Changes other rows too. @returns the response; the file by default. */
    after?: (context: Attaching<R>, file: StoredAttachment) => Promise<unknown>
  }
}

interface NewAttachment {
  workspaceUuid: string
  recordId: string
  file: ExaminedFile
  /** null: it gets a name that says nothing about its sender. */
  filename: string | null
  at: Date
}

export interface Attachments {
  attach: Operation
  download: Operation
  /** The files of a record. */
  list(tx: Tx, recordId: string): Promise<StoredAttachment[]>
  /** Attaches a file that does not come through `attach`. @throws Problem `rule_broken`, `limit_reached`. */
  add(
    tx: Tx,
    services: Pick<Services, 'files' | 'modules' | 'extensions'>,
    attachment: NewAttachment,
  ): Promise<StoredAttachment>
}

/**
 * The files of a kind of record: the operations that attach and download them, and the list that the
 * record shows. Pictures are redrawn, content types are detected from the bytes, and the storage limit is enforced.
 */
export function attachments<R extends Resource<TProperties>, T extends TableWithFiles>(
  options: AttachmentOptions<R, T>,
): Attachments {
  return {
    attach: attachOperation(options),
    download: downloadOperation(options),
    list: (tx, recordId) => listFiles(tx, options, recordId),
    add: (tx, services, attachment) => addFile(tx, services, options, attachment, () => ({})),
  }
}

type Links = Pick<AttachmentOptions<Resource, TableWithFiles>, 'table' | 'order' | 'maxFiles'> & {
  column: string
}

function attachOperation<R extends Resource<TProperties>, T extends TableWithFiles>(
  options: AttachmentOptions<R, T>,
): Operation {
  const { of, path, attach, isAnonymous } = options
  const { may, row, after, ...described } = attach
  return operation({
    description: `The body is the file, up to ${fileUpload.maxBytes / bytesOfMb} MB. Pictures are redrawn, which removes the metadata of the camera.`,
    response: Attachment,
    status: 201,
    ...described,
    ...takesFile,
    method: 'POST',
    path,
    on: of,
    async handle(request) {
      const context = request as unknown as Attaching<R>
      const { tx, services, principal, query, record, now } = context
      await may?.(context)
      const file = await addFile(
        tx,
        services,
        options,
        {
          workspaceUuid: principal.workspace.uuid,
          recordId: (record as { id: string }).id,
          file: context.prepared as ExaminedFile,
          filename: isAnonymous?.(record) ? null : query.filename,
          at: isAnonymous?.(record) ? toTheHour(now) : now,
        },
        (stored) => row?.(context, stored) ?? {},
      )
      return (after ? await after(context, file) : file) as never
    },
  })
}

function downloadOperation<R extends Resource<TProperties>, T extends TableWithFiles>({
  of,
  path,
  table,
  column,
  download,
}: AttachmentOptions<R, T>): Operation {
  const { may, ...described } = download
  return operation({
    description: 'Returns the file as a download, which a browser does not open.',
    ...described,
    method: 'GET',
    path: `${path}/:fileId`,
    on: of,
    answers: 'file',
    fileTypes: anyType,
    params: Type.Object({ id: id(of.prefix), fileId: id('fil') }),
    async handle(context) {
      const { tx, params, principal, services } = context
      await may?.(context as unknown as Reading<R>)
      const link = await tx.first(sql.unchecked`
        select 1
          from ${sql.table(table)} where ${sql.ref(column)} = ${params.id} and file_id = ${params.fileId}`)
      if (!link) throw notFound()
      return downloadFile(tx, services, principal.workspace.uuid, params.fileId)
    },
  })
}

function listFiles(
  tx: Tx,
  { table, column, order = 'f.created_at, f.id' }: Links,
  recordId: string,
): Promise<StoredAttachment[]> {
  return tx.rows(sql.unchecked<StoredAttachment>`
    select f.id, f.name, f.content_type as "contentType", f.size_bytes as "sizeBytes"
      from ${sql.table(table)} l
      join files f on f.workspace_id = l.workspace_id and f.id = l.file_id
     where l.${sql.ref(column)} = ${recordId} order by ${sql.raw(order)}`)
}

async function addFile(
  tx: Tx,
  services: Pick<Services, 'files' | 'modules' | 'extensions'>,
  links: Links,
  { workspaceUuid, recordId, file, filename, at }: NewAttachment,
  row: (file: StoredAttachment) => object,
): Promise<StoredAttachment> {
  const { files } = await tx.one(sql.unchecked<{ files: number }>`
    select count(*) as files
      from ${sql.table(links.table)}
     where workspace_id = ${workspaceUuid} and ${sql.ref(links.column)} = ${recordId} and file_id is not null`)
  if (links.maxFiles !== undefined && files >= links.maxFiles)
    throw ruleBroken(`At most ${links.maxFiles} files can be attached here`)
  const kind = file.contentType.startsWith('image/') ? 'photograph' : 'file'
  const stored = await storeFile(tx, services, workspaceUuid, file, filename ?? `${kind}-${files + 1}`, at)
  const values = { workspace_id: workspaceUuid, [links.column]: recordId, file_id: stored.id, ...row(stored) }
  await tx.run(db.insertInto(links.table).values(values as never))
  return stored
}
