import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { startTestApp, testApp } from '../testing/app.ts'
import { until } from '../testing/until.ts'
import { workspace } from '../testing/workspace.ts'
import { exportToFile } from './command.ts'
import { purgeExports } from './export-work.ts'
import { importArchive } from './import-archive.ts'

const path = '/api/v1/workspace/exports'
const app = await testApp()

test('the account owner exports the workspace, watches it, and takes the archive, which the audit log notes', async () => {
  const space = await workspace(undefined, app)
  await space.made('/api/v1/ops/crew', { displayName: 'Pete Pilot' })
  const { status, data } = await space.owner.post(path)
  assert.equal(status, 202)
  assert.deepEqual([data.status, data.progress, data.finishedAt], ['running', 0, null])
  const done = await until(
    () => space.owner.get(`${path}/${data.id}`),
    (answer) => answer.data.status === 'completed',
    60_000,
  )
  assert.equal(done.data.progress, 100)
  assert.deepEqual((await space.owner.get(path)).data.items, [done.data])
  const file = await space.owner.get(`${path}/${data.id}/file`)
  const { bytes } = file
  assert.deepEqual(
    [file.status, file.headers.get('content-type'), bytes.length],
    [200, 'application/gzip', done.data.sizeBytes],
  )
  const log = (await space.owner.get('/api/v1/admin/audit-log?subject_type=workspace_export')).data.items
  assert.deepEqual(
    log.map((entry: { action: string }) => entry.action),
    ['workspace_export.downloaded', 'workspace_export.completed', 'workspace_export.created'],
  )
  const fresh = await startTestApp({}, { work: false })
  const archive = join(fresh.dataDir, 'archive.tar.gz')
  writeFileSync(archive, bytes)
  await importArchive({ databaseUrl: fresh.databaseUrl, files: fresh.services.files }, archive)
  assert.equal((await fresh.sql("select 1 from crew where display_name = 'Pete Pilot'")).length, 1)

  await app.sql("update workspace_exports set finished_at = now() - interval '8 days' where id = $1", [
    data.id,
  ])
  await purgeExports.run(app.services)
  assert.equal((await space.owner.get(`${path}/${data.id}/file`)).status, 404)
  assert.ok(!existsSync(app.services.files.path(space.uuid, data.id)))
})

test('one export at a time, and none for members, API keys and old proofs', async () => {
  const quiet = await startTestApp({}, { work: false })
  const space = await workspace(undefined, quiet)
  const { data } = await space.owner.post(path)
  const second = await space.owner.post(path)
  assert.deepEqual([second.status, second.body.code], [409, 'conflict'])
  assert.equal((await space.owner.get(`${path}/${data.id}/file`)).status, 404, 'it is not there yet')
  const member = await space.as('dispatcher', { roles: ['dispatcher'] })
  const key = await space.key()
  for (const caller of [member, key]) {
    assert.equal((await caller.post(path)).status, 403)
    assert.equal((await caller.get(path)).status, 403)
    assert.equal((await caller.get(`${path}/${data.id}/file`)).status, 403)
  }
  await quiet.sql("update sessions set authenticated_at = now() - interval '1 hour'")
  assert.equal((await space.owner.post(path)).status, 403)
  assert.equal((await space.owner.get(`${path}/${data.id}/file`)).status, 403)
})

test('an export reads the replica, and the database itself while the replica is away', async () => {
  const replica = await startTestApp({}, { work: false })
  const near = await startTestApp({ DATABASE_REPLICA_URL: replica.databaseUrl, LOG_LEVEL: 'fatal' })
  const space = await workspace(undefined, near)
  const archive = join(near.dataDir, 'archive.tar.gz')
  await exportToFile({ dataDir: near.dataDir }, near.services.database, space.slug, archive)
  await importArchive({ databaseUrl: replica.databaseUrl, files: replica.services.files }, archive)
  await space.made('/api/v1/ops/crew', { displayName: 'Not yet in the replica' })
  const exported = async () => {
    const { data } = await space.owner.post(path)
    await until(
      () => space.owner.get(`${path}/${data.id}`),
      (answer) => answer.data.status === 'completed',
      60_000,
    )
    const { bytes } = await space.owner.get(`${path}/${data.id}/file`)
    return gunzipSync(bytes).includes('Not yet in the replica')
  }
  assert.equal(await exported(), false)
  const name = new URL(replica.databaseUrl).pathname.slice(1)
  await near.sql(`alter database ${name} allow_connections false`)
  assert.equal(await exported(), true)
})
