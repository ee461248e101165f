import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { setupCode } from './setup.ts'

let count = 0
const person = () => ({
  email: `person-${++count}@example.com`,
  password: 'three quiet herons',
  displayName: 'A Person',
  workspaceName: `Workspace ${count}`,
})
const byProxy = { 'x-forwarded-for': '203.0.113.9' }

/** A POST that names another host than the one it goes to, which fetch does not allow. */
function postAs(
  app: TestApp,
  headers: Record<string, string>,
  body: object,
): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${app.origin}/api/v1/signup`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, code: JSON.parse(text).code }))
      },
    )
    sent.once('error', reject)
    sent.end(JSON.stringify(body))
  })
}

test('the first account needs nothing but a browser on the same machine', async () => {
  const app = await startTestApp({ SIGNUP: '' })
  const browser = client(app.origin)
  const { data: setup } = await browser.get('/api/v1/setup')
  assert.deepEqual([setup.needsSetup, setup.needsSetupCode, setup.signup], [true, false, 'open'])
  assert.equal((await browser.post('/api/v1/signup', person())).status, 201)
  assert.equal(
    (await browser.post('/api/v1/signup', person())).status,
    201,
    'nobody else reaches this machine',
  )
})

test('through a proxy, or under another name, the first account needs the set-up code', async () => {
  const app = await startTestApp({ SIGNUP: '' })
  const code = setupCode(app.services.secrets)
  assert.match(code, /^([2-9A-Z]{4}-){3}[2-9A-Z]{4}$/)
  const { data: setup } = await client(app.origin, byProxy).get('/api/v1/setup')
  assert.deepEqual([setup.needsSetup, setup.needsSetupCode], [true, true])
  const disguises: Record<string, string>[] = [
    byProxy,
    { forwarded: 'for=203.0.113.9' },
    { via: '1.1 proxy' },
    { 'x-real-ip': '203.0.113.9' },
    { host: 'apron.example.org' },
    { host: '192.168.1.20:8080' },
    { host: 'localhost.example.org' },
  ]
  for (const headers of disguises) {
    assert.equal((await postAs(app, headers, person())).code, 'setup_code_needed', JSON.stringify(headers))
    const wrong = await postAs(app, headers, { ...person(), setupCode: 'AAAA-AAAA-AAAA-AAAA' })
    assert.deepEqual([wrong.status, wrong.code], [403, 'setup_code_needed'])
  }
  const owner = await client(app.origin, byProxy).post('/api/v1/signup', {
    ...person(),
    setupCode: ` ${code.toLowerCase()}`,
  })
  assert.equal(owner.status, 201, owner.text)
  assert.equal(owner.data.user.isInstallationOwner, true)
  const later = await client(app.origin, byProxy).post('/api/v1/signup', { ...person(), setupCode: code })
  assert.equal(later.body.code, 'signup_closed', 'the code is used')
})

test('an installation that knows its public address asks for the code even on the same machine', async () => {
  const app = await startTestApp({ SIGNUP: '', PUBLIC_URL: 'https://apron.example.org' })
  const refused = await client(app.origin).post('/api/v1/signup', person())
  assert.deepEqual([refused.status, refused.body.code], [403, 'setup_code_needed'])
})

test('where the operator lets anybody sign up, the first account needs no code', async () => {
  const app = await startTestApp({ SIGNUP: 'open', PUBLIC_URL: 'https://apron.example.org' })
  const stranger = client(app.origin, byProxy)
  assert.equal((await stranger.get('/api/v1/setup')).data.needsSetupCode, false)
  assert.equal((await stranger.post('/api/v1/signup', person())).status, 201)
})

for (const [env, reason] of [
  [{ PUBLIC_URL: 'http://apron.example.org' }, /since PUBLIC_URL is set.*SIGNUP=open/],
  [{ HOST: '0.0.0.0' }, /since it listens on 0\.0\.0\.0.*SIGNUP=open/],
  [{ SIGNUP: 'invite' }, /since SIGNUP=invite.*SIGNUP=open/],
  [{ SIGNUP: 'closed' }, /no new accounts \(SIGNUP=closed\)/],
] as const)
  test(`after set-up, strangers cannot sign up with ${JSON.stringify(env)}, and the owner can`, async () => {
    const app = await startTestApp({ SIGNUP: '', ...env })
    const anybody = client(app.origin)
    const first = { ...person(), setupCode: setupCode(app.services.secrets) }
    assert.equal((await anybody.post('/api/v1/signup', first)).status, 201)
    assert.equal((await anybody.get('/api/v1/setup')).data.signupOpen, false)
    for (const body of [person(), { ...first, password: 'another long password' }]) {
      const refused = await anybody.post('/api/v1/signup', body)
      assert.deepEqual([refused.status, refused.body.code], [403, 'signup_closed'])
      assert.match(refused.body.error, reason)
    }
    const second = await anybody.post('/api/v1/signup', { ...first, workspaceName: 'A second workspace' })
    assert.equal(second.status, 201, 'the owner of the installation adds workspaces')
  })

test('a request through a proxy is by invitation, and the same installation stays open on its own machine', async () => {
  const app = await startTestApp({ SIGNUP: '' })
  assert.equal((await client(app.origin).post('/api/v1/signup', person())).status, 201)
  const refused = await client(app.origin, byProxy).post('/api/v1/signup', person())
  assert.equal(refused.body.code, 'signup_closed')
  assert.match(refused.body.error, /through a proxy.*SIGNUP=open/)
})

for (const [signup, status] of [
  ['invite', 200],
  ['closed', 403],
] as const)
  test(`with SIGNUP=${signup}, an invitation to a new person is answered ${status}`, async () => {
    const app = await startTestApp({ SIGNUP: signup })
    const anybody = client(app.origin)
    const first = await anybody.post('/api/v1/signup', person())
    const owner = client(app.origin, { authorization: `Bearer ${first.data.accessToken}` })
    const invited = await owner.post('/api/v1/admin/invitations', {
      email: 'new@example.com',
      roles: ['pilot'],
    })
    assert.equal(invited.status, 201, invited.text)
    const { data: mails } = await owner.get('/api/system/mails')
    const token = /invitation\/(\S+)/.exec(mails.items[0].text)?.[1]
    const accepted = await anybody.post('/api/v1/invitations/accept', {
      token,
      password: 'three quiet herons',
    })
    assert.equal(accepted.status, status, accepted.text)
    if (status === 403) assert.equal(accepted.body.code, 'signup_closed')
  })

test('of two first sign-ups at once, one owns the installation and the other is refused', async () => {
  const app = await startTestApp({ SIGNUP: 'invite' })
  const answers = await Promise.all(
    [person(), person()].map((body) => client(app.origin).post('/api/v1/signup', body)),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 403])
})
