import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const sha256 = (...parts: (Buffer | string)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

interface Row {
  seq: string
  id: string
  type: string
  occurred_at: string
  actor_type: string
  actor_id: string | null
  request_id: string | null
  subject_type: string
  subject_id: string
  subject_label: string | null
  project_id: string | null
  changes: string
  payload: string | null
  personal: string | null
  payload_hash: Buffer
  personal_hash: Buffer
  prev_hash: Buffer
  hash: Buffer
}

/** Recomputes the chain of a workspace from its rows, as somebody would who trusts nobody. */
async function brokenLinks(uuid: string): Promise<string[]> {
  const rows = await app.sql<Row & { occurred: string }>(
    `
      select *, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as occurred
        from events where workspace_id = $1 order by seq`,
    [uuid],
  )
  const faults: string[] = []
  let previous: Buffer = Buffer.alloc(0)
  rows.forEach((row, index) => {
    if (Number(row.seq) !== index + 1) faults.push(`${row.seq} stands in place ${index + 1}`)
    if (!row.prev_hash.equals(previous)) faults.push(`${row.seq} does not follow the one before`)
    if (!row.payload_hash.equals(sha256(row.payload ?? ''))) faults.push(`the payload of ${row.seq}`)
    if (row.personal !== null && !row.personal_hash.equals(sha256(row.personal)))
      faults.push(`the personal part of ${row.seq}`)
    const parts = [
      Number(row.seq),
      row.id,
      row.type,
      row.occurred,
      row.actor_type,
      row.actor_id,
      row.request_id,
      row.subject_type,
      row.subject_id,
      row.subject_label,
      row.project_id,
      row.changes,
      row.payload_hash.toString('hex'),
      row.personal_hash.toString('hex'),
    ]
    const text = `[${parts.map((part) => JSON.stringify(part)).join(', ')}]`
    if (!row.hash.equals(sha256(previous, text))) faults.push(`the hash of ${row.seq}`)
    previous = row.hash
  })
  const [head] = await app.sql<{ seq: string; hash: Buffer }>(
    'select seq, hash from event_heads where workspace_id = $1',
    [uuid],
  )
  if (Number(head?.seq) !== rows.length || !head?.hash.equals(previous))
    faults.push('the head does not name the last')
  return faults
}

test('fifty writers at once leave one chain without a gap or a fork', async () => {
  const { uuid, owner, key } = await workspace(undefined, app)
  const client = await key()
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_none, index) =>
      (index % 2 ? owner : client).post('/api/projects', { name: `Project ${index}` }),
    ),
  )
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201])
  assert.equal(
    answers.length,
    (await app.sql("select 1 from events where workspace_id = $1 and type = 'project.created'", [uuid]))
      .length,
  )
  assert.deepEqual(await brokenLinks(uuid), [])
})

test('a write that fails leaves neither a trace nor a gap', async () => {
  const { uuid, owner } = await workspace(undefined, app)
  await owner.post('/api/projects', { name: 'One', slug: 'one' })
  assert.equal((await owner.post('/api/projects', { name: 'Two', slug: 'one' })).status, 409)
  await owner.post('/api/projects', { name: 'Three' })
  assert.deepEqual(await brokenLinks(uuid), [])
})

test('a change to an event shows in the chain', async () => {
  const { uuid, project } = await workspace(undefined, app)
  await project()
  await project()
  assert.deepEqual(await brokenLinks(uuid), [])
  await app.sql("update events set subject_label = 'something else' where workspace_id = $1 and seq = 3", [
    uuid,
  ])
  assert.deepEqual(await brokenLinks(uuid), ['the hash of 3'])
})

test('what can be traced to a person can be erased, and the chain still holds', async () => {
  const { uuid, project, owner } = await workspace(undefined, app)
  await project()
  await app.sql('update events set personal = null where workspace_id = $1', [uuid])
  assert.deepEqual(await brokenLinks(uuid), [])
  const { items } = (await owner.get('/api/v1/admin/audit-log')).data
  assert.deepEqual([items[0].actor.name, items[0].address], [null, null])
})

test('the chain of one workspace is not moved by another', async () => {
  const [mine, theirs] = [await workspace(undefined, app), await workspace(undefined, app)]
  await Promise.all([...Array(10)].flatMap(() => [mine.project(), theirs.project()]))
  assert.deepEqual([await brokenLinks(mine.uuid), await brokenLinks(theirs.uuid)], [[], []])
})
