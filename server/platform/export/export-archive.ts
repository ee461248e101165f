import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { DatabaseError } from '../database/database-error.ts'
import type { Snapshot } from '../database/snapshot.ts'
import { quote, quoteText, type Selection, type TableShape } from '../database/table-shape.ts'
import type { FileStore } from '../files/file-store.ts'
import { type Entry, writeTar } from '../system/tar.ts'
import {
  isTenantTable,
  leftOutTables,
  replacedColumns,
  sharedTables,
  undecidedTables,
} from './export-rules.ts'
import { recordSchema } from './record-schema.ts'

export const format = 'apron-workspace'
export const formatVersion = 1

/** The first entry: `manifest.json`. It says nothing of the moment, so that the same records are the same bytes. */
export interface Manifest {
  format: typeof format
  formatVersion: number
  workspace: { id: string; uuid: string; slug: string; name: string }
  migrations: Snapshot['migrations']
  tables: string[]
  leftOut: Readonly<Record<string, string>>
}

/** The last entry, `end.json`: where it is missing, the archive was cut off. */
export interface Contents {
  rows: Record<string, number>
  files: number
  fileBytes: number
}

export interface ExportSource {
  files: FileStore
  workspaceUuid: string
  /** Called now and then, with the share that is done, from 0 to 1. What it throws ends the export. */
  onProgress?: (share: number) => Promise<void>
}

const never = new Date(0)

/** A workspace as one archive, in a stream that fails if a part cannot be read. */
export function exportStream(snapshot: Snapshot, source: ExportSource): Readable {
  // The stream fails with its source, and gives the error to its reader.
  return pipeline(writeTar(entriesOf(snapshot, source)), createGzip({ level: 6 }), () => {})
}

async function* entriesOf(
  snapshot: Snapshot,
  { files, workspaceUuid, onProgress = async () => {} }: ExportSource,
): AsyncGenerator<Entry> {
  const shapes = await snapshot.shapes()
  const undecided = undecidedTables(shapes)
  if (undecided.length > 0) throw new Error(`Nothing says whether ${undecided.join(', ')} are exported`)
  const selections = selectionsOf(shapes, workspaceUuid)
  const contents: Contents = { rows: {}, files: 0, fileBytes: 0 }
  yield json('manifest.json', await manifestOf(snapshot, selections))
  for (const { shape } of selections) yield json(`schemas/${shape.name}.json`, recordSchema(shape))
  const fileIds: string[] = []
  for (const [done, selection] of selections.entries()) {
    const { name } = selection.shape
    let part = 0
    contents.rows[name] = 0
    for await (const rows of snapshot.records(selection)) {
      contents.rows[name] += rows.length
      await onProgress(done / (selections.length + 1))
      yield entry(`tables/${name}/${String(++part).padStart(6, '0')}.ndjson`, `${rows.join('\n')}\n`)
      if (name === 'files' || name === 'imports')
        fileIds.push(...rows.map((row) => (JSON.parse(row) as { id: string }).id))
    }
  }
  for (const fileId of fileIds.sort()) {
    const path = files.path(workspaceUuid, fileId)
    const size = (await stat(path).catch(() => null))?.size
    // The file of an import is deleted before its row, by the retention of the workspace.
    if (size === undefined) continue
    contents.files += 1
    contents.fileBytes += size
    await onProgress(selections.length / (selections.length + 1))
    yield { name: `files/${fileId}`, size, modifiedAt: never, body: createReadStream(path) }
  }
  yield json('end.json', contents)
}

async function manifestOf(snapshot: Snapshot, selections: readonly Selection[]): Promise<Manifest> {
  const own = selections.find(({ shape }) => shape.name === 'workspaces')
  if (!own) throw new Error('The workspaces are not exported')
  for await (const [row] of snapshot.records(own)) {
    const {
      id,
      workspace_id: uuid,
      slug,
      name,
    } = JSON.parse(row ?? '') as Record<'id' | 'workspace_id' | 'slug' | 'name', string>
    return {
      format,
      formatVersion,
      workspace: { id, uuid, slug, name },
      migrations: snapshot.migrations,
      tables: selections.map(({ shape }) => shape.name),
      leftOut: leftOutTables,
    }
  }
  throw new DatabaseError('This workspace does not exist')
}

/** What is read of each table that leaves. */
export function selectionsOf(shapes: readonly TableShape[], workspaceUuid: string): Selection[] {
  const workspace = `${quoteText(workspaceUuid)}::uuid`
  const tenant = shapes.filter((shape) => isTenantTable(shape) && !(shape.name in leftOutTables))
  const shared = shapes.filter(({ name }) => sharedTables.includes(name))
  const select = (shape: TableShape, where: string): Selection => ({
    shape,
    where,
    replaced: replacedColumns[shape.name] ?? {},
  })
  return [
    ...tenant.map((shape) => select(shape, `t.workspace_id = ${workspace}`)),
    ...shared.map((shape) => select(shape, referred(shape, tenant, workspace))),
  ].sort((a, b) => (a.shape.name < b.shape.name ? -1 : 1))
}

/** The rows that a row of the workspace refers to. */
function referred(shape: TableShape, tenant: readonly TableShape[], workspace: string): string {
  const conditions = tenant.flatMap(({ name, references }) =>
    references
      .filter(({ table }) => table === shape.name)
      .map(
        ({ column, key }) =>
          `t.${quote(key)} in (select r.${quote(column)} from ${quote(name)} r where r.workspace_id = ${workspace})`,
      ),
  )
  return conditions.join(' or ') || 'false'
}

const json = (name: string, value: unknown) => entry(name, `${JSON.stringify(value, null, 2)}\n`)

function entry(name: string, text: string): Entry {
  const body = Buffer.from(text)
  return { name, size: body.length, modifiedAt: never, body }
}
