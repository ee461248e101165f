import assert from 'node:assert/strict'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { createGunzip, createGzip } from 'node:zlib'
import type { TableShape } from '../database/table-shape.ts'
import type { SealedColumn } from '../kernel/sealed.ts'
import { type Entry, readTar, writeTar } from '../system/tar.ts'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { exportToFile } from './command.ts'
import { selectionsOf } from './export-archive.ts'
import { isTenantTable, leftOutTables, replacedColumns, undecidedTables } from './export-rules.ts'
import { importArchive } from './import-archive.ts'

const old = await startTestApp({}, { work: false })

async function exported(app: TestApp, slug: string): Promise<string> {
  const file = join(app.dataDir, `${slug}.tar.gz`)
  await exportToFile({ dataDir: app.dataDir }, app.services.database, slug, file)
  return file
}

const imported = (app: TestApp, file: string) =>
  importArchive({ databaseUrl: app.databaseUrl, files: app.services.files }, file)

test('every table leaves or is left out with a reason, and so does every secret', async () => {
  const shapes = await old.services.database.snapshot((snapshot) => snapshot.shapes())
  assert.deepEqual(undecidedTables(shapes), [])
  const names = new Set(shapes.map(({ name }) => name))
  assert.deepEqual(
    [...Object.keys(leftOutTables), ...Object.keys(replacedColumns)].filter((name) => !names.has(name)),
    [],
  )
  const leaves = (table: string, column: string) =>
    !(table in leftOutTables) && replacedColumns[table]?.[column] === undefined
  // A module that seals a column has to say here that it stays behind.
  const sealed = old.services.extensions<SealedColumn>('sealed_column')
  assert.deepEqual(
    sealed.flatMap(({ table, column, derived }) =>
      [column, ...(derived ? [derived.column] : [])].filter((name) => leaves(table, name)),
    ),
    [],
  )
  // Bytes that leave are hashes of records, which open nothing.
  const open: Record<string, string[]> = {
    audit_segments: ['previous_hash', 'last_hash'],
    event_heads: ['hash'],
    events: ['payload_hash', 'personal_hash', 'prev_hash', 'hash'],
    files: ['sha256'],
  }
  const unknown = (shape: TableShape) =>
    shape.columns.filter(
      ({ name, type }) =>
        (type === 'bytea' || /token|secret|password|sealed/.test(name)) &&
        leaves(shape.name, name) &&
        !open[shape.name]?.includes(name),
    )
  assert.deepEqual(
    shapes
      .filter(isTenantTable)
      .flatMap((shape) => unknown(shape).map(({ name }) => `${shape.name}.${name}`)),
    [],
    'name it in export-rules.ts, or here if it opens nothing',
  )
  // What refers to a table that stays behind would not be whole.
  const selected = selectionsOf(shapes, '00000000-0000-0000-0000-000000000000').map(({ shape }) => shape)
  const exportedNames = new Set(selected.map(({ name }) => name))
  assert.deepEqual(
    selected.flatMap(({ name, references }) =>
      references.filter(({ table }) => !exportedNames.has(table)).map(({ table }) => `${name} → ${table}`),
    ),
    [],
  )
})

test('an archive that was changed, or holds more than its workspace, is refused, and nothing of it stays', async () => {
  const space = await workspace(undefined, old)
  const file = await exported(old, space.slug)
  const empty = await startTestApp({}, { work: false })
  const hostile = join(empty.dataDir, 'hostile.tar.gz')
  const refused = async (change: (entry: Entry) => Entry[], reason: RegExp) => {
    const entries = async function* () {
      for await (const { body, ...entry } of readTar(createReadStream(file), createGunzip()))
        yield* change({ ...entry, body: await buffer(body) })
    }
    await pipeline(writeTar(entries()), createGzip(), createWriteStream(hostile))
    await assert.rejects(imported(empty, hostile), reason)
    assert.deepEqual(await empty.sql('select 1 from workspaces'), [])
  }
  const is = (part: string) => (entry: { name: string }) => entry.name.startsWith(part)
  const replaced = (entry: Entry, from: string, to: string): Entry => {
    const body = Buffer.from((entry.body as Buffer).toString().replaceAll(from, to))
    return { ...entry, body, size: body.length }
  }
  const members = is('tables/members/')
  const stranger = '00000000-0000-4000-8000-000000000000'
  await refused((entry) => (members(entry) ? [] : [entry]), /members are missing/)
  await refused((entry) => (is('end.json')(entry) ? [] : [entry]), /cut off/)
  await refused(
    (entry) => (members(entry) ? [replaced(entry, space.uuid, stranger)] : [entry]),
    /of another workspace/,
  )
  await refused(
    (entry) => (members(entry) ? [{ ...entry, name: 'tables/user_passwords/000001.ndjson' }] : [entry]),
    /does not belong into an export/,
  )
  await refused(
    (entry) => (members(entry) ? [{ ...entry, name: 'files/../../outside' }] : [entry]),
    /does not belong into an export/,
  )
  await refused((entry) => (is('manifest')(entry) ? [replaced(entry, '0001_', '0000_')] : [entry]), /version/)
  await refused((entry) => (is('manifest')(entry) ? [] : [entry]), /no export of a workspace/)
})
