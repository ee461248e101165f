import assert from 'node:assert/strict'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { happened } from '../testing/past.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { acceptAuditLogs } from './accept-command.ts'
import { anchorFolder } from './anchor.ts'
import { hashOfEntry } from './chain.ts'
import { closeSegments } from './close-segment.ts'
import { readEntries } from './entry-row.ts'
import { verifyExport } from './verify.ts'
import { linesOf } from './verify-command.ts'

// What somebody can do who owns the database, and has neither the key nor the data folder.

// Nothing happens here but what the tests call.
const app = await startTestApp({}, { work: false })
const quietly = { ...app.services, log: app.services.log.child({}, { level: 'silent' }) }
const close = () => closeSegments(quietly)
const exportPath = '/api/v1/admin/audit-log/export?format=ndjson'

async function closedLog(): Promise<TestWorkspace> {
  const space = await workspace(undefined, app)
  for (const days of [9, 8, 7]) await happened(space, 'note.made', days)
  await close()
  return space
}

/** Changes an entry and every hash behind it, so that the chain holds again. */
async function rewrite({ uuid }: TestWorkspace, sequence: number): Promise<void> {
  const entries = await app.services.database.tenant({ workspaceId: uuid }, (tx) => readEntries(tx, 0))
  let previousHash: string | null = null
  for (const entry of entries) {
    if (entry.sequence < sequence) continue
    const changed = {
      ...entry,
      subjectLabel: entry.sequence === sequence ? 'FORGED' : entry.subjectLabel,
      previousHash: previousHash ?? entry.previousHash,
    }
    const hash = hashOfEntry(changed)
    await app.sql(
      `update events set subject_label = $3, prev_hash = decode($4, 'hex'), hash = decode($5, 'hex')
        where workspace_id = $1 and seq = $2`,
      [uuid, entry.sequence, changed.subjectLabel, changed.previousHash, hash],
    )
    previousHash = hash
  }
  await app.sql("update event_heads set hash = decode($2, 'hex') where workspace_id = $1", [
    uuid,
    previousHash,
  ])
}

const segmentCount = async ({ uuid }: TestWorkspace) =>
  (await app.sql('select from audit_segments where workspace_id = $1', [uuid])).length
const entriesOfType = async ({ owner }: TestWorkspace, action: string) =>
  (await owner.get(`/api/v1/admin/audit-log?action=${action}`)).data.items as { changes: unknown[] }[]

/** Nothing is signed: no segment, no export; and the workspace is alarmed, once. */
async function assertRefused(space: TestWorkspace): Promise<void> {
  const before = await segmentCount(space)
  await close()
  await close()
  assert.equal(await segmentCount(space), before)
  const answer = await space.owner.get(exportPath)
  assert.deepEqual([answer.status, answer.body?.code], [409, 'audit_log_changed'])
  assert.equal((await entriesOfType(space, 'audit_log.damaged')).length, 1)
}

test('a rewritten log whose segments were deleted is never signed again', async () => {
  const space = await closedLog()
  assert.equal(await segmentCount(space), 4)
  await rewrite(space, 3)
  await app.sql('delete from audit_segments where workspace_id = $1', [space.uuid])
  await assertRefused(space)
})

test('neither is it when the root in the database is deleted too, or when an old one is put back', async () => {
  const space = await closedLog()
  const [early] = await app.sql<{ sealed: Buffer }>(
    'select sealed from audit_anchors where workspace_id = $1',
    [space.uuid],
  )
  await happened(space, 'note.made', 3)
  await close()
  const gone = await closedLog()
  await app.sql('delete from audit_segments where workspace_id = $1', [gone.uuid])
  await app.sql('delete from audit_anchors where workspace_id = $1', [gone.uuid])
  await assertRefused(gone)
  await app.sql('delete from audit_segments where workspace_id = $1 and number > 4', [space.uuid])
  await app.sql('update audit_anchors set sealed = $2 where workspace_id = $1', [space.uuid, early?.sealed])
  await assertRefused(space)
})

test('a node without the file still refuses by the root in the database', async () => {
  const space = await closedLog()
  await rm(join(anchorFolder(app.services.config.dataDir), `${space.id}.root`))
  await rewrite(space, 3)
  await app.sql('delete from audit_segments where workspace_id = $1', [space.uuid])
  await assertRefused(space)
})

test('a root that is another workspace’s, or that was written without the key, is none', async () => {
  const [space, other] = [await closedLog(), await closedLog()]
  await app.sql(
    `update audit_anchors set sealed = (select sealed from audit_anchors where workspace_id = $2)
      where workspace_id = $1`,
    [space.uuid, other.uuid],
  )
  await happened(space, 'note.made', 2)
  await assertRefused(space)
})

test('nothing is deleted from a log that was changed', async () => {
  const space = await closedLog()
  await app.sql("update audit_segments set last_hash = '\\x00' where workspace_id = $1 and number = 4", [
    space.uuid,
  ])
  const { purgeSegments } = await import('./purge-segment.ts')
  await app.sql("update audit_segments set last_at = now() - interval '900 days' where workspace_id = $1", [
    space.uuid,
  ])
  assert.equal(await purgeSegments(quietly, { uuid: space.uuid, id: space.id }, 365), 0)
})

test('the administrator accepts a log as it is, the log says so, and closing goes on behind it', async () => {
  const space = await closedLog()
  await app.sql('delete from audit_segments where workspace_id = $1 and number > 2', [space.uuid])
  await assertRefused(space)
  const said = await acceptAuditLogs(app.services, space.slug)
  assert.deepEqual(said, [
    `${space.slug}: accepted, although segment 4 was closed, and is gone from the database`,
  ])
  assert.equal((await entriesOfType(space, 'audit_log.accepted')).length, 1)
  await close()
  assert.equal(await segmentCount(space), 4)
  const { status, text } = await space.owner.get(exportPath)
  assert.equal(status, 200)
  const lines = linesOf(
    (async function* () {
      yield text
    })(),
  )
  assert.equal((await verifyExport(lines)).outcome, 'whole')
  assert.deepEqual(await acceptAuditLogs(app.services, space.slug), [
    'Every audit log agrees with the roots that were kept. Nothing was accepted',
  ])
})

test('an audit key that does not open stops signing, until the administrator makes a new one', async () => {
  const space = await closedLog()
  const [before] = await app.sql<{ public_key: string; sealed: Buffer }>(
    'select public_key, sealed from audit_keys where is_current',
  )
  await app.sql("update audit_keys set sealed = '\\x00' where is_current")
  // As a process that starts now.
  const restarted = { ...quietly, database: { ...app.services.database } }
  await happened(space, 'note.made', 2)
  await assert.rejects(closeSegments(restarted), { code: 'audit_key_unreadable' })
  assert.equal((await app.sql('select from audit_keys')).length, 1)
  const [first, ...others] = await acceptAuditLogs(restarted, space.slug)
  assert.match(first ?? '', /^The signing key could not be opened\. The new one is [\w-]{43}$/)
  assert.deepEqual(others, [])
  await closeSegments({ ...restarted, database: { ...app.services.database } })
  const [newest] = await app.sql<{ public_key: string }>(
    'select public_key from audit_segments where workspace_id = $1 order by number desc limit 1',
    [space.uuid],
  )
  assert.notEqual(newest?.public_key, before?.public_key)
})

test('the root of each day goes out as an event, and a day without other entries sends none', async () => {
  const space = await workspace(undefined, app)
  await happened(space, 'note.made', 5)
  await close()
  const roots = async () =>
    (await space.owner.get('/api/v1/public/events?type=audit_segment.closed')).data.items as {
      data: { number: number; lastHash: string; signature: string }
    }[]
  const [root] = (await roots()).sort((a, b) => b.data.number - a.data.number)
  const [segment] = await app.sql<{ root: string; signature: string }>(
    "select encode(last_hash, 'hex') as root, signature from audit_segments where workspace_id = $1 and number = 2",
    [space.uuid],
  )
  assert.deepEqual([root?.data.lastHash, root?.data.signature], [segment?.root, segment?.signature])
  const files = await readdir(anchorFolder(app.services.config.dataDir))
  assert.ok(files.includes(`${space.id}.root`))
  assert.ok(!files.some((name) => name.endsWith('.new')))
  const quiet = await workspace(undefined, app)
  await happened(quiet, 'audit_segment.closed', 2)
  await close()
  assert.equal(await segmentCount(quiet), 2)
  const events = (await quiet.owner.get('/api/v1/public/events?type=audit_segment.closed')).data.items
  // The one that stands in the log from the start has no segment.
  const sent = events.flatMap(({ data }: { data: { number: number } | null }) => data?.number ?? [])
  assert.deepEqual(sent, [1])
})
