import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()

test('a repeated request is refused to a key whose projects were narrowed since', async (t) => {
  const space = await workspace(t, app)
  const [mine, other] = [await space.project(), await space.project()]
  const key = await space.key({ scopes: ['services:write'], projects: [mine.id, other.id] })
  const ask = (body: object) =>
    key.post(`/api/projects/${other.id}/services`, body, { 'idempotency-key': 'once' })
  const body = { name: 'Charter', kind: 'survey' }
  const first = await ask(body)
  assert.equal(first.status, 201, first.text)
  const again = await ask(body)
  assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [201, 'true'])
  await app.sql('update api_keys set project_ids = $1 where id = $2', [[mine.id], key.keyId])
  const refused = await ask(body)
  assert.deepEqual([refused.status, refused.body.code], [403, 'project_not_allowed'])
})
