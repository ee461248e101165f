import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { newId, newUuid } from '../kernel/id.ts'
import { openFileStore } from './file-store.ts'

test('a file is whole or not there, and what a killed process left is swept after a day', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'apron-files-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const store = await openFileStore(directory)
  const [uuid, kept, broken] = [newUuid(), newId('fil'), newId('fil')]
  await store.write(uuid, kept, Readable.from([Buffer.from('whole')]), 100)
  await assert.rejects(store.write(uuid, broken, Readable.from([Buffer.alloc(200)]), 100), /larger/)
  assert.deepEqual(readdirSync(join(directory, uuid)), [kept])
  const [old, young] = ['old', 'young'].map((name) => join(directory, uuid, `${broken}.${name}.partial`))
  for (const path of [old, young]) writeFileSync(path ?? '', 'half')
  const yesterday = new Date(Date.now() - 25 * 60 * 60_000)
  utimesSync(old ?? '', yesterday, yesterday)
  utimesSync(store.path(uuid, kept), yesterday, yesterday)
  assert.equal(await store.sweep(), 1)
  assert.deepEqual(
    [existsSync(old ?? ''), existsSync(young ?? ''), existsSync(store.path(uuid, kept))],
    [false, true, true],
  )
})

test('no id leads out of the folder', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'apron-files-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const store = await openFileStore(directory)
  for (const [workspace, file] of [
    ['..', newId('fil')],
    [newUuid(), '../../etc/passwd'],
    [newUuid(), `${newId('fil')}\n`],
    ['/etc', 'passwd'],
  ] as const)
    assert.throws(() => store.path(workspace, file), /Not a file id/)
})
