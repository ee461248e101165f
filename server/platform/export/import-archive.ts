import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DatabaseError } from '../database/database-error.ts'
import { type Load, loadRecords } from '../database/snapshot.ts'
import type { FileStore } from '../files/file-store.ts'
import { type ReadEntry, readTar } from '../system/tar.ts'
import { type Contents, format, formatVersion, type Manifest } from './export-archive.ts'
import { leftOutTables } from './export-rules.ts'

const tableName = /^tables\/([a-z0-9_]+)\/\d{6,}\.ndjson$/
const schemaName = /^schemas\/[a-z0-9_]+\.json$/
const fileName = /^files\/([a-z]+_[0-9a-z]{26})$/
const mostJsonBytes = 10_000_000

export interface ImportTarget {
  databaseUrl: string
  files: FileStore
}

export interface Imported {
  manifest: Manifest
  contents: Contents
  ownerId: string | null
}

/**
 * Makes the workspace of an export the only one of an empty installation, with the IDs that it had. Nothing of the
 * database stays where it fails.
 * @throws DatabaseError with a sentence for the person who imports.
 */
export async function importArchive({ databaseUrl, files }: ImportTarget, path: string): Promise<Imported> {
  const entries = readTar(createReadStream(path), createGunzip())
  try {
    const manifest = await readManifest(entries, path)
    const contents: Contents = { rows: {}, files: 0, fileBytes: 0 }
    let ownerId: string | null = null
    await loadRecords(databaseUrl, manifest.migrations, async (load) => {
      ownerId = await readEntries(entries, manifest, { load, files, contents })
      return { ownerId }
    })
    return { manifest, contents, ownerId }
  } finally {
    await entries.return(undefined)
  }
}

/** @returns the user who owns the workspace. */
async function readEntries(
  entries: AsyncGenerator<ReadEntry>,
  { workspace }: Manifest,
  { load, files, contents }: { load: Load; files: FileStore; contents: Contents },
): Promise<string | null> {
  let end: Contents | null = null
  let ownerId: string | null = null
  for await (const entry of entries) {
    const [, table] = tableName.exec(entry.name) ?? []
    const [, fileId] = fileName.exec(entry.name) ?? []
    // After the end nothing follows.
    if (end) throw strange(entry)
    if (table !== undefined && !(table in leftOutTables)) {
      const rows = (await textOf(entry)).split('\n').filter((row) => row !== '')
      requireOwn(table, rows, workspace.uuid)
      await load(table, rows)
      contents.rows[table] = (contents.rows[table] ?? 0) + rows.length
      if (table === 'members') ownerId ??= ownerAmong(rows)
    } else if (fileId !== undefined) {
      await files.write(workspace.uuid, fileId, Readable.from(entry.body), entry.size)
      contents.files += 1
      contents.fileBytes += entry.size
    } else if (entry.name === 'end.json') end = JSON.parse(await textOf(entry, mostJsonBytes)) as Contents
    else if (!schemaName.test(entry.name)) throw strange(entry)
  }
  requireWhole(end, contents)
  return ownerId
}

/** An archive adds one workspace, and nothing to another. */
function requireOwn(table: string, rows: readonly string[], uuid: string): void {
  for (const row of rows) {
    const { workspace_id: other } = JSON.parse(row) as { workspace_id?: string }
    if (other !== undefined && other !== uuid)
      throw new DatabaseError(`The archive is damaged: a row of ${table} is of another workspace`)
  }
}

function ownerAmong(rows: readonly string[]): string | null {
  const members = rows.map((row) => JSON.parse(row) as { user_id: string; status: string; roles: string[] })
  return (
    members.find(({ status, roles }) => status === 'active' && roles.includes('account_owner'))?.user_id ??
    null
  )
}

async function readManifest(entries: AsyncGenerator<ReadEntry>, path: string): Promise<Manifest> {
  const no = (why: string) =>
    new DatabaseError(`${path} is no export of a workspace that this version can read: ${why}`)
  const first = await entries.next().catch((error: Error) => {
    throw no(error.message)
  })
  if (first.done || first.value.name !== 'manifest.json') throw no('it does not begin with manifest.json')
  const manifest = JSON.parse(await textOf(first.value, mostJsonBytes)) as Manifest
  if (manifest.format !== format || manifest.formatVersion !== formatVersion)
    throw no(`its format is ${manifest.format} ${manifest.formatVersion}`)
  return manifest
}

function requireWhole(end: Contents | null, { rows, files }: Contents): void {
  if (!end) throw new DatabaseError('The export was cut off: it has no end.json. Take another one')
  const missing = Object.keys(end.rows).find((table) => (end.rows[table] ?? 0) !== (rows[table] ?? 0))
  if (missing || end.files !== files)
    throw new DatabaseError(`The export is not whole: ${missing ?? 'files'} are missing. Take another one`)
}

const strange = ({ name }: ReadEntry) => new DatabaseError(`${name} does not belong into an export`)

async function textOf(
  { name, size, body }: ReadEntry,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<string> {
  if (size > mostBytes) throw new DatabaseError(`${name} is larger than any that Apron writes`)
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
