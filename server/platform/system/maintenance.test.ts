import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

test('in maintenance nothing is changed and everything is read, from the next request on', async () => {
  const app = await startTestApp({}, { work: false })
  const first = await workspace(undefined, app)
  const second = await workspace(undefined, app)
  const key = await second.key()
  const message = 'We move to a new machine until 15:00 UTC.'
  const path = '/api/system/maintenance'
  assert.equal((await second.owner.put(path, { maintenance_message: message })).status, 403)
  assert.equal((await first.owner.put(path, { maintenance_message: message })).status, 200)
  const aircraft = { registration: 'N1MX', typeDesignator: 'C172' }
  for (const client of [first.owner, second.owner, key]) {
    const refused = await client.post('/api/v1/ops/aircraft', aircraft)
    assert.deepEqual([refused.status, refused.body.code, refused.body.error], [503, 'maintenance', message])
    assert.equal(refused.headers.get('retry-after'), '60')
    assert.equal((await client.get('/api/v1/ops/aircraft')).status, 200)
  }
  const stranger = {
    email: 'new@example.com',
    password: 'three quiet herons',
    displayName: 'N',
    workspaceName: 'N',
  }
  assert.equal((await first.anybody.post('/api/v1/signup', stranger)).status, 503)
  const { user } = (await second.owner.get('/api/v1/auth/session')).data
  const login = await second.anybody.post('/api/v1/auth/login', {
    email: user.email,
    password: 'three quiet herons',
  })
  assert.equal(login.status, 200)
  const session = { authorization: `Bearer ${login.data.accessToken}` }
  assert.equal((await second.anybody.get('/api/v1/auth/session', session)).data.maintenance, message)
  assert.equal((await second.anybody.post('/api/v1/auth/logout', undefined, session)).status, 204)
  assert.equal((await first.owner.put(path, { maintenance_message: null })).status, 200)
  assert.equal((await key.post('/api/v1/ops/aircraft', aircraft)).status, 201)
})
