import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import type { Client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()

const send = (client: Client, path: string, body: string, headers: Record<string, string> = {}) =>
  client.send('POST', path, { headers: { 'content-type': 'text/plain', ...headers }, body })

/** How many files lie in the store for a workspace. */
function storedIn(workspaceUuid: string): number {
  const folder = join(app.dataDir, 'files', workspaceUuid)
  return existsSync(folder) ? readdirSync(folder).length : 0
}

async function report(client: Client): Promise<string> {
  const { status, data, text } = await client.post('/api/v1/sms/reports', {
    type: 'hazard',
    mode: 'standard',
    category: 'ground_operations',
    title: 'A hose on the taxiway',
    description: 'The hose of the self-serve pump lay across the taxi line after dark.',
  })
  assert.equal(status, 201, text)
  return `/api/v1/sms/reports/${data.id}`
}

test('a file past the storage limit is refused, and nothing of it stays', async (t) => {
  const { owner, uuid } = await workspace(t, app)
  const at = await report(owner)
  await app.sql(
    `
      insert into entitlements (workspace_id, tier, billing_period, limits)
      values ($1, 'starter', 'annual', '{"max_storage_mb": 0}')`,
    [uuid],
  )
  const refused = await send(owner, `${at}/files?filename=hose.txt`, 'The hose')
  assert.deepEqual([refused.status, refused.body.code], [409, 'limit_reached'])
  assert.deepEqual([(await owner.get(at)).data.files, storedIn(uuid)], [[], 0])
})

test('a dry run attaches nothing and leaves no file', async (t) => {
  const { owner, uuid } = await workspace(t, app)
  const at = await report(owner)
  const tried = await send(owner, `${at}/files?filename=hose.txt&dry_run=true`, 'The hose')
  assert.equal(tried.status, 201, tried.text)
  assert.deepEqual([(await owner.get(at)).data.files, storedIn(uuid)], [[], 0])
})

test('a record takes no more files than its kind allows', async (t) => {
  const { owner, uuid } = await workspace(t, app)
  const at = await report(owner)
  for (let n = 1; n <= 20; n++)
    assert.equal((await send(owner, `${at}/files?filename=${n}.txt`, `File ${n}`)).status, 201)
  const refused = await send(owner, `${at}/files?filename=21.txt`, 'One too many')
  assert.deepEqual([refused.status, refused.body.error], [422, 'At most 20 files can be attached here'])
  assert.deepEqual([(await owner.get(at)).data.files.length, storedIn(uuid)], [20, 20])
})

test('a file belongs to its record: under another record, and in another workspace, it is not there', async (t) => {
  const [mine, other] = [await workspace(t, app), await workspace(t, app)]
  const at = await report(mine.owner)
  const file = await send(mine.owner, `${at}/files?filename=..%2F..%2Fhose.txt`, 'The hose')
  assert.equal(file.data.name, 'hose.txt')
  assert.equal((await mine.owner.get(`${at}/files/${file.data.id}`)).text, 'The hose')
  const beside = await report(mine.owner)
  const elsewhere = await report(other.owner)
  for (const [client, path] of [
    [mine.owner, beside],
    [other.owner, elsewhere],
    [other.owner, at],
  ] as const)
    assert.equal((await client.get(`${path}/files/${file.data.id}`)).status, 404, path)
})
