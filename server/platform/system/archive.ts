import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat, utimes } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { DatabaseError } from '../database/database-error.ts'
import { asOwner } from '../database/owner.ts'
import { loadSnapshot, type Migration, type Snapshot } from '../database/snapshot.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Secrets } from '../kernel/secrets.ts'
import { fitsKey, keyCheckOf } from './key-check.ts'
import { isSealed, sealing, unsealing } from './seal.ts'
import { type Entry, type ReadEntry, readTar, writeTar } from './tar.ts'

const format = 'apron-backup'
const formatVersion = 1

/** The only names of an archive beside `manifest.json` and `end.json`: nothing in it says where it goes. */
const tableName = /^tables\/([a-z0-9_]+)\/\d{6,}\.ndjson$/
const fileName = /^files\/([0-9a-f-]{36})\/([a-z]+_[0-9a-z]{26})$/
const mostJsonBytes = 10_000_000

/** The first entry: `manifest.json`. */
interface Manifest {
  format: typeof format
  formatVersion: number
  madeAt: string
  apronVersion: string
  migrations: Migration[]
  /** Tells whether the installation's key is the same, and nothing else about it. */
  keyCheck: string
}

/** The last entry, `end.json`: where it is missing, the archive was cut off. */
export interface Contents {
  rows: Record<string, number>
  files: number
  fileBytes: number
}

export interface BackupSource {
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
  files: FileStore
  secrets: Secrets
  version: string
}

/** Writes everything, as it stands at one moment, into one archive: whole or not at all. With a passphrase it is sealed. */
export async function writeBackup(
  source: BackupSource,
  path: string,
  { passphrase, signal }: { passphrase?: string | undefined; signal?: AbortSignal } = {},
): Promise<Contents> {
  const contents: Contents = { rows: {}, files: 0, fileBytes: 0 }
  const partial = `${path}.partial`
  // Before the snapshot: it takes a moment.
  const seal = passphrase === undefined ? new PassThrough() : await sealing(passphrase)
  try {
    await source.snapshot((snapshot) =>
      pipeline(
        writeTar(entriesOf(source, snapshot, contents)),
        createGzip({ level: 6 }),
        seal,
        createWriteStream(partial, { mode: 0o600 }),
        ...(signal ? [{ signal }] : []),
      ),
    )
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  return contents
}

async function* entriesOf(
  source: BackupSource,
  snapshot: Snapshot,
  contents: Contents,
): AsyncGenerator<Entry> {
  const madeAt = new Date()
  const json = (name: string, value: unknown) =>
    entry(name, Buffer.from(`${JSON.stringify(value, null, 2)}\n`), madeAt)
  const manifest: Manifest = {
    format,
    formatVersion,
    madeAt: madeAt.toISOString(),
    apronVersion: source.version,
    migrations: snapshot.migrations,
    keyCheck: keyCheckOf(source.secrets),
  }
  yield json('manifest.json', manifest)
  for (const table of snapshot.tables) {
    let part = 0
    contents.rows[table] = 0
    for await (const rows of snapshot.rows(table)) {
      contents.rows[table] += rows.length
      const name = `tables/${table}/${String(++part).padStart(6, '0')}.ndjson`
      yield entry(name, Buffer.from(`${rows.join('\n')}\n`), madeAt)
    }
  }
  // After the rows: a file is written before the row that names it, so none that is named can be missing.
  for await (const { workspaceUuid, fileId } of source.files.all()) {
    const path = source.files.path(workspaceUuid, fileId)
    const found = await stat(path).catch(() => null)
    // Deleted since it was listed.
    if (!found) continue
    contents.files += 1
    contents.fileBytes += found.size
    const name = `files/${workspaceUuid}/${fileId}`
    yield { name, size: found.size, modifiedAt: found.mtime, body: createReadStream(path) }
  }
  yield json('end.json', contents)
}

function entry(name: string, body: Buffer, modifiedAt: Date): Entry {
  return { name, size: body.length, modifiedAt, body }
}

export interface RestoreTarget {
  databaseUrl: string
  files: FileStore
  secrets: Secrets
  /** Goes on although what was encrypted can then not be read any more. */
  acceptOtherKey: boolean
  /** Called if the backup is sealed. */
  askPassphrase: () => Promise<string>
}

/**
 * Makes an empty installation into the one that was backed up. Nothing of the database stays where it fails.
 * @throws DatabaseError with a sentence for the person who restores.
 */
export async function restoreBackup(target: RestoreTarget, path: string): Promise<Contents> {
  const entries = await openArchive(path, target.askPassphrase)
  try {
    return await restoreEntries(target, await readManifest(entries, path), entries)
  } finally {
    await entries.return(undefined)
  }
}

async function openArchive(path: string, ask: () => Promise<string>): Promise<AsyncGenerator<ReadEntry>> {
  if (!(await isSealed(path))) return readTar(createReadStream(path), createGunzip())
  const { start, opening } = await unsealing(path, await ask())
  return readTar(createReadStream(path, { start }), opening, createGunzip())
}

async function restoreEntries(
  target: RestoreTarget,
  manifest: Manifest,
  entries: AsyncGenerator<ReadEntry>,
): Promise<Contents> {
  const hasKey = fitsKey(target.secrets, manifest.keyCheck)
  if (!hasKey && !target.acceptOtherKey)
    throw new DatabaseError(
      'The secrets in this backup were encrypted with another key than this installation has. Put the secret.key of the old installation into DATA_DIR, or set its SECRET_KEY, and restore again. ' +
        'Where that key is lost, --other-key restores everything else: webhook secrets, second factors, the secret of single sign-on and the names behind confidential reports can then not be read any more',
    )
  const found: Contents = { rows: {}, files: 0, fileBytes: 0 }
  let end: Contents | null = null
  await loadSnapshot(target.databaseUrl, manifest.migrations, async (load) => {
    for await (const entry of entries) {
      // After the end nothing follows.
      if (end) throw strange(entry)
      const [, table] = tableName.exec(entry.name) ?? []
      const [, workspaceUuid = '', fileId] = fileName.exec(entry.name) ?? []
      if (table) {
        const rows = (await textOf(entry)).split('\n').filter((row) => row !== '')
        await load(table, rows)
        found.rows[table] = (found.rows[table] ?? 0) + rows.length
      } else if (fileId) {
        await target.files.write(workspaceUuid, fileId, Readable.from(entry.body), entry.size)
        await utimes(target.files.path(workspaceUuid, fileId), entry.modifiedAt, entry.modifiedAt)
        found.files += 1
        found.fileBytes += entry.size
      } else if (entry.name === 'end.json') end = JSON.parse(await textOf(entry, mostJsonBytes)) as Contents
      else throw strange(entry)
    }
    requireWhole(end, found)
  })
  // The next start keeps the key that it has as that of the installation.
  if (!hasKey)
    await asOwner(target.databaseUrl, (connection) =>
      connection.rows('update installation set key_check = null'),
    )
  return found
}

async function readManifest(entries: AsyncGenerator<ReadEntry>, path: string): Promise<Manifest> {
  const no = (why: string) =>
    new DatabaseError(`${path} is no backup of Apron that this version can read: ${why}`)
  const first = await entries.next().catch((error: Error) => {
    throw no(error.message)
  })
  if (first.done || first.value.name !== 'manifest.json') throw no('it does not begin with manifest.json')
  const manifest = JSON.parse(await textOf(first.value, mostJsonBytes)) as Manifest
  if (manifest.format !== format || manifest.formatVersion !== formatVersion)
    throw no(`its format is ${manifest.format} ${manifest.formatVersion}`)
  return manifest
}

function requireWhole(end: Contents | null, found: Contents): void {
  if (!end) throw new DatabaseError('The backup was cut off: it has no end.json. Take another one')
  const missing = Object.keys(end.rows).find((table) => (end.rows[table] ?? 0) !== (found.rows[table] ?? 0))
  if (missing || end.files !== found.files)
    throw new DatabaseError(`The backup is not whole: ${missing ?? 'files'} are missing. Take another one`)
}

const strange = ({ name }: ReadEntry) => new DatabaseError(`${name} does not belong into a backup`)

async function textOf(
  { name, size, body }: ReadEntry,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<string> {
  if (size > mostBytes) throw new DatabaseError(`${name} is larger than any that Apron writes`)
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
