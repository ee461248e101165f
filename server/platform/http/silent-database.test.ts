import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { holdTable } from '../database/testing/hold-table.ts'
import { startTestApp } from '../testing/app.ts'
import { startForwarder } from '../testing/forwarder.ts'
import { workspace } from '../testing/workspace.ts'

async function behindForwarder(t: TestContext) {
  const forwarder = await startForwarder()
  t.after(forwarder.close)
  // Background work would take connections that the requests have opened.
  const app = await startTestApp({ LOG_LEVEL: 'fatal' }, { through: forwarder.through, work: false })
  return { forwarder, ...(await workspace(t, app)) }
}

test('a database that answers some statements is not taken for silent, although others and the question wait', async (t) => {
  const { forwarder, app, owner, key } = await behindForwarder(t)
  const program = await key({ scopes: ['*'] })
  // Opens the connections: from then on, no new one answers.
  assert.equal((await owner.post('/api/projects', { name: 'First' })).status, 201)
  await Promise.all(Array.from({ length: 8 }, () => program.get('/api/v1/ops/aircraft')))
  const { held } = await holdTable(app, 'projects', 6)
  forwarder.swallowNew()
  const slow = owner.post('/api/projects', { name: 'Slow' })
  let isDone = false
  slow.then(() => {
    isDone = true
  })
  const statuses = new Set<number>()
  for (let count = 1; !isDone; count++)
    statuses.add((await program.get(`/api/v1/ops/aircraft?page=${count}`)).status)
  await held
  const { status, text } = await slow
  assert.equal(status, 201, text)
  assert.deepEqual([...statuses], [200])
})

test('connections that stay silent although the database is back end one by one, and requests go on', async (t) => {
  const { forwarder, anybody, owner, key } = await behindForwarder(t)
  const program = await key({ scopes: ['projects:read'] })
  await Promise.all(Array.from({ length: 12 }, () => program.get('/api/projects')))
  forwarder.swallow()
  const answers = Promise.all(Array.from({ length: 8 }, () => owner.post('/api/projects', { name: 'lost' })))
  const ready = await anybody.get('/readiness')
  assert.equal(ready.status, 503)
  forwarder.restore()
  const statuses = (await answers).map(({ status }) => status)
  assert.ok(statuses.includes(503))
  assert.equal((await owner.post('/api/projects', { name: 'last' })).status, 201)
  // Those that were sent over a connection of their own after the return were carried out.
  const kept = statuses.filter((status) => status !== 503)
  assert.deepEqual(new Set(kept).difference(new Set([201])), new Set())
  assert.equal((await program.get('/api/projects')).data.total, kept.length + 1)
})

test('a connection that breaks inside a request is a 503 that says whether to repeat it', async (t) => {
  const { forwarder, owner } = await behindForwarder(t)
  const write = (name: string) =>
    owner.post('/api/projects', { name }, { 'idempotency-key': `key-of-${name}` })
  forwarder.breakAt('insert into "projects"')
  const undone = await write('undone')
  assert.deepEqual(
    [undone.status, undone.headers.get('retry-after'), undone.body.error],
    [503, '2', 'The database cannot be reached just now. Try again in a moment'],
  )
  forwarder.breakAt('commit')
  const unsure = await write('unsure')
  assert.deepEqual([unsure.status, unsure.headers.get('retry-after')], [503, '2'])
  assert.match(unsure.body.error, /may have been carried out\. Repeat it with the same Idempotency-Key/)
  forwarder.breakAt(null)
  assert.equal((await write('unsure')).status, 201)
  assert.equal((await owner.get('/api/projects')).data.total, 1)
})
