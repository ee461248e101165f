import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp, type TestApp, testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'

const secure = { PUBLIC_URL: 'https://apron.example.org' }
let count = 0
const person = () => ({
  email: `cookie-${++count}@example.com`,
  password: 'three quiet herons',
  displayName: 'A Person',
  workspaceName: `Cookies ${count}`,
})

async function signedUp(app: TestApp, headers: Record<string, string> = {}) {
  const { setupCode } = await import('../identity/setup.ts')
  const body = { ...person(), setupCode: setupCode(app.services.secrets) }
  const answer = await client(app.origin).post('/api/v1/signup', body, headers)
  assert.equal(answer.status, 201, answer.text)
  return { ...answer, cookies: answer.headers.getSetCookie() }
}

test('over https the cookies are Secure and have the prefix that no other subdomain can write', async () => {
  const app = await startTestApp(secure)
  const { cookies, data } = await signedUp(app)
  assert.equal(cookies.length, 2)
  assert.match(
    cookies[0] ?? '',
    /^__Host-apron_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure$/,
  )
  assert.match(cookies[1] ?? '', /^apron_session=; .*Max-Age=0; Secure$/, 'the former name ends')
  const cookie = `__Host-apron_session=${data.accessToken}`
  assert.equal((await client(app.origin, { cookie }).get('/api/v1/auth/session')).status, 200)
  const mixed = `apron_session=${data.accessToken}; __Host-apron_session=stale`
  assert.equal((await client(app.origin, { cookie: mixed }).get('/api/v1/auth/session')).status, 401)
})

test('https is noticed by the Origin of the browser, and by what a trusted proxy says', async () => {
  const direct = await testApp()
  const { host } = new URL(direct.origin)
  const byOrigin = await signedUp(direct, { origin: `https://${host}` })
  assert.match(byOrigin.cookies[0] ?? '', /^__Host-/)
  assert.match((await signedUp(direct)).cookies[0] ?? '', /^apron_session=/)
  assert.match((await signedUp(direct, { 'x-forwarded-proto': 'https' })).cookies[0] ?? '', /^apron_session=/)
  const trusting = await startTestApp({ TRUSTED_PROXIES: '127.0.0.0/8' })
  assert.match((await signedUp(trusting, { 'x-forwarded-proto': 'https' })).cookies[0] ?? '', /^__Host-/)
})

test('a session under the former name goes on, and its cookie is renamed with the first response', async () => {
  const app = await startTestApp(secure)
  const { data } = await signedUp(app)
  const former = client(app.origin, { cookie: `apron_session=${data.accessToken}; apron_device=device` })
  for (const path of ['/api/v1/auth/session', '/api/projects']) {
    const answer = await former.get(path)
    assert.equal(answer.status, 200, answer.text)
    const cookies = answer.headers.getSetCookie()
    assert.equal(cookies.length, 4)
    assert.ok(cookies.some((cookie) => cookie.startsWith(`__Host-apron_session=${data.accessToken}; `)))
    assert.ok(cookies.some((cookie) => cookie.startsWith('__Host-apron_device=')))
  }
  const renamed = client(app.origin, { cookie: `__Host-apron_session=${data.accessToken}` })
  assert.deepEqual((await renamed.get('/api/projects')).headers.getSetCookie(), [])
})

test('a page of ours gets its session in the cookie alone, and a program in the body too', async () => {
  const app = await testApp()
  const own = await signedUp(app, { origin: app.origin })
  assert.equal(own.data.accessToken, undefined)
  assert.equal(own.data.tokenType, 'Bearer')
  const token = /apron_session=([^;]+)/.exec(own.cookies[0] ?? '')?.[1] ?? ''
  assert.ok(token.length > 50 && !own.text.includes(token))
  const program = await signedUp(app)
  assert.ok(program.data.accessToken)
})
