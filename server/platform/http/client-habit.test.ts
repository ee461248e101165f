import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

// What programs send by habit, and what they hear.

const app = await testApp()
const json = { 'content-type': 'application/json' }

test('a key sent as the user name of Basic hears that Bearer is wanted', async () => {
  const basic = `Basic ${Buffer.from('ap_live_x:').toString('base64')}`
  const answer = await client(app.origin).get('/api/projects', { authorization: basic })
  assert.deepEqual([answer.status, answer.body.code], [401, 'invalid_api_key'])
  assert.match(answer.body.error, /takes Bearer and an API key, and the request says Basic/)
})

test('a plus sign in an address, and a parameter that stands there twice, are named', async (t) => {
  const { owner } = await workspace(t, app)
  const plus = await owner.get('/api/v1/ops/flights?from=2026-11-01T00:00:00+01:00')
  assert.equal(plus.status, 400)
  assert.match(plus.body.details[0].message, /write it as %2B/)
  assert.equal((await owner.get('/api/v1/ops/flights?from=2026-11-01T00:00:00%2B01:00')).status, 200)
  const twice = await owner.get('/api/v1/ops/flights?status=draft&status=approved')
  assert.deepEqual(
    [twice.status, twice.body.details],
    [400, [{ field: 'status', message: 'is given more than once' }]],
  )
})

test('True, TRUE and 1 are true in an address, and False and 0 are false; other words are neither', async (t) => {
  const { owner } = await workspace(t, app)
  for (const word of ['true', 'True', 'TRUE', '1']) {
    const dry = await owner.post(`/api/projects?dry_run=${word}`, { name: 'Survey' })
    assert.deepEqual([dry.status, dry.headers.get('dry-run')], [201, 'true'], word)
    assert.equal(dry.headers.get('location'), null, 'nothing was made that could lie anywhere')
  }
  assert.equal((await owner.get('/api/projects')).data.total, 0)
  for (const word of ['False', '0'])
    assert.equal((await owner.post(`/api/projects?dry_run=${word}`, { name: 'Survey' })).status, 201, word)
  assert.equal((await owner.get('/api/projects')).data.total, 2)
  for (const word of ['yes', '2', '', 'truee'])
    assert.equal((await owner.post(`/api/projects?dry_run=${word}`, { name: 'No' })).status, 400, word)
})

test('a body that names a field twice, or holds half a surrogate pair, is refused', async (t) => {
  const { owner } = await workspace(t, app)
  const send = (body: string) => owner.send('POST', '/api/projects', { headers: json, body })
  for (const body of [
    '{"name":"a","name":"b"}',
    '{"name":"a","n\\u0061me":"b"}',
    '{"name":"a", "customer":"x", "customer" : "y"}',
  ]) {
    const refused = await send(body)
    assert.deepEqual([refused.status, refused.body.code], [400, 'invalid_request'], body)
    assert.match(refused.body.error, /names a field twice/)
  }
  const half = await send('{"name":"a\\ud800b"}')
  assert.deepEqual(half.body.details, [{ field: 'name', message: 'holds half of a surrogate pair' }])
  for (const body of [
    '{"name":"\\ud83d\\udee9 x"}',
    '{"name":"a: \\"b\\":"}',
    '{"name":"{\\"name\\":1,\\"name\\":2}"}',
  ])
    assert.equal((await send(body)).status, 201, body)
})

test('the same body with its fields in another order is the same request to an Idempotency-Key', async (t) => {
  const { owner } = await workspace(t, app)
  const headers = { ...json, 'idempotency-key': 'order' }
  const send = (body: string) => owner.send('POST', '/api/projects', { headers, body })
  const first = await send('{"name":"A","customer":"B"}')
  const again = await send('{ "customer": "B", "name": "A" }')
  assert.deepEqual([first.status, again.status, again.data.id], [201, 201, first.data.id])
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  assert.equal((await send('{"name":"B","customer":"A"}')).status, 409)
})
