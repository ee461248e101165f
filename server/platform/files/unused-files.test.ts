import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { removeUnusedFiles } from './unused-files.ts'

const app = await testApp()
const { files, database } = app.services

/** Lets the store believe that a day and an hour have gone by. */
function nextDay(t: TestContext): void {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 25 * 60 * 60_000 })
}

async function aircraftEvidence(t: TestContext) {
  const ws = await workspace(t, app)
  const manager = await ws.as('manager', { roles: ['safety_manager'] })
  const cpa = await manager.post('/api/v1/sms/cpas', {
    kind: 'corrective',
    title: 'Replace the hose',
    priority: 'low',
  })
  assert.equal(cpa.status, 201, cpa.text)
  const at = `/api/v1/sms/cpas/${cpa.data.id}/files`
  const file = await manager.send('POST', `${at}?filename=invoice.txt`, {
    headers: { 'content-type': 'text/plain' },
    body: 'One hose',
  })
  assert.equal(file.status, 201, file.text)
  return { ...ws, manager, at, fileId: file.data.id as string }
}

test('a file whose transaction never committed goes after a day, and one that a record names stays', async (t) => {
  const { uuid, manager, at, fileId } = await aircraftEvidence(t)
  const left = newId('fil')
  await files.write(uuid, left, Readable.from([Buffer.from('half done')]), 100)
  await removeUnusedFiles({ database, files })
  assert(existsSync(files.path(uuid, left)), 'its transaction may still be open')
  nextDay(t)
  assert.equal(await removeUnusedFiles({ database, files }), 1)
  assert(!existsSync(files.path(uuid, left)))
  t.mock.timers.reset()
  assert.equal((await manager.get(`${at}/${fileId}`)).text, 'One hose')
})

test('the files of a record that is gone go with it, and their room is free again', async (t) => {
  const { uuid, fileId } = await aircraftEvidence(t)
  await app.sql('delete from safety_cpa_files where file_id = $1', [fileId])
  nextDay(t)
  assert.equal(await removeUnusedFiles({ database, files }), 1)
  assert(!existsSync(files.path(uuid, fileId)))
  assert.deepEqual(await app.sql('select 1 from files where id = $1', [fileId]), [])
})
