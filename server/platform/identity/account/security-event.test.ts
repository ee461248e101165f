import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { workspace } from '../../testing/workspace.ts'

const app = await testApp()

test('failed sign-ins and every change of what opens an account are in its security log, and in no other', async () => {
  const [space, other] = [await workspace(), await workspace()]
  const { email } = (await space.owner.get('/api/user/profile')).data
  const browser = client(app.origin, { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' })
  const failed = await browser.post('/api/v1/auth/login', { email, password: 'not the password' })
  assert.equal(failed.status, 401)
  assert.equal((await space.owner.post('/api/user/reauthenticate', { password: 'not it' })).status, 403)
  const change = { current_password: 'three quiet herons', new_password: 'four loud herons' }
  assert.equal((await space.owner.post('/api/user/password', change)).status, 204)
  const { data: events } = await space.owner.get('/api/user/security-events')
  assert.deepEqual(
    events.map((event: { type: string }) => event.type),
    ['password_changed', 'confirmation_failed', 'sign_in_failed'],
  )
  assert.deepEqual([events[2].device, events[2].address], ['Firefox on Windows', '127.0.0.1'])
  assert.deepEqual((await other.owner.get('/api/user/security-events')).data, [])
})
