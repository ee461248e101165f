import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { liveFeed } from '../events/live.ts'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { clockOffset, joinNodes, nodeWarnings } from './node.ts'
import { relayLiveChanges } from './relay.ts'

const app = await testApp()
const first = await workspace(undefined, app)
const nodes = async () => (await first.owner.get('/api/system/status')).data.nodes

test('a node whose files the running ones do not share refuses to start, and one that shares them is shown', async (t) => {
  const running = await joinNodes(app.services)
  const elsewhere = mkdtempSync(join(tmpdir(), 'apron-node-'))
  t.after(() => rmSync(elsewhere, { recursive: true }))
  mkdirSync(join(elsewhere, 'files'))
  const apart = { ...app.services, config: { ...app.services.config, dataDir: elsewhere } }
  await assert.rejects(
    joinNodes(apart),
    /^DatabaseError: The files of the node .* on storage that they share/,
  )
  assert.deepEqual(readdirSync(join(elsewhere, 'files')), [], 'nothing of it stays')
  assert.equal((await nodes()).length, 1)

  const second = await joinNodes({ ...app.services, version: '9.9.9' })
  assert.deepEqual(
    (await nodes()).map(({ version }: { version: string }) => version),
    [app.services.version, '9.9.9'],
  )
  const { warnings } = (await first.owner.get('/api/system/status')).data
  assert.match(warnings.join(), /The nodes run the versions .* and 9\.9\.9/)
  await second.stop()
  await running.stop()
  assert.deepEqual(await nodes(), [])
  assert.ok(!readdirSync(join(app.dataDir, 'files')).some((name) => name.startsWith('.node-')))
  // One that was killed leaves its row, and counts as gone after a while.
  await app.sql(`insert into nodes (id, name, version, seen_at)
    values ('nod_00000000000000000000000000', 'killed', '1', now() - interval '1 minute')`)
  await (await joinNodes(apart)).stop()
  assert.ok(!existsSync(join(elsewhere, 'files', '.node-nod_00000000000000000000000000')))
})

test('what one node commits is reported to the screens of another, without a wait for their next look', async () => {
  const { uuid, owner } = await workspace(undefined, app)
  const { database, log } = app.services
  // Its screens look once a minute, so what they see sooner was reported.
  const live = liveFeed(database, { pollMs: 60_000 })
  const here = relayLiveChanges(app.services)
  const there = relayLiveChanges({ database, log, live })
  await here.setOthers(1)
  await there.setOthers(1)
  const [head] = await app.sql<{ seq: number }>('select seq from event_heads where workspace_id = $1', [uuid])
  const abort = new AbortController()
  const changes = live.follow({
    workspaceUuid: uuid,
    follower: 'screen',
    userId: 'usr_none',
    fromSequence: Number(head?.seq),
    signal: abort.signal,
    mayFollow: async () => true,
    view: async (_tx, change) => change,
  })
  const next = changes.next()
  // Until the channel is open a report is lost, so a few changes may be needed.
  const write = setInterval(() => void owner.post('/api/v1/ops/crew', { displayName: 'Pete Pilot' }), 250)
  const { value } = await next
  clearInterval(write)
  assert.equal(value?.subjectType, 'crew_member')
  abort.abort()
  await changes.return(undefined)
  live.close()
  await there.close()
  await here.close()
})

test('the clock of a node is compared with that of the database, and large differences are warnings', () => {
  for (const [askedAt, answeredAt, databaseAt, offset] of [
    [1_000, 1_010, 1_005, 0],
    [100_000, 100_010, 40_000, 60_000],
    [100_000, 100_010, 160_000, -59_990],
  ] as const)
    assert.equal(clockOffset(askedAt, answeredAt, databaseAt), offset)
  const node = { name: 'a', version: '1' }
  assert.deepEqual(nodeWarnings([{ ...node, clock_offset_ms: 4_000 }]), [])
  assert.match(nodeWarnings([{ ...node, clock_offset_ms: 60_000 }]).join(), /a is 60 s ahead of/)
  assert.match(nodeWarnings([{ ...node, clock_offset_ms: -60_000 }]).join(), /a is 60 s behind/)
})
