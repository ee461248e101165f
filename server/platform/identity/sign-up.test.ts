import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { type Client, client } from '../testing/client.ts'
import { mailedToken, mailedTokens } from '../testing/mailed.ts'
import { until } from '../testing/until.ts'
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

/** An installation with a mail server that nobody answers at, so that the outbox keeps the links. */
async function mailingApp() {
  const app = await startTestApp({ SMTP_URL: 'smtp://127.0.0.1:9', SIGNUP: 'open' })
  const owner = person()
  const { data } = await client(app.origin).post('/api/v1/signup', owner)
  assert.ok(data.accessToken, 'the first account of an installation needs no email')
  return { app, owner, asOwner: client(app.origin, { authorization: `Bearer ${data.accessToken}` }) }
}

const mailsTo = (app: TestApp, recipient: string) =>
  app.sql<{ subject: string; body: string }>(
    'select subject, body from mails where lower(recipient) = lower($1) order by created_at, id',
    [recipient],
  )

test('where mail can be sent, sign-up answers the same whether the address has an account or not', async () => {
  const { app, owner } = await mailingApp()
  const newcomer = person()
  const answers: Awaited<ReturnType<Client['post']>>[] = []
  for (const email of [newcomer.email, owner.email, owner.email.toUpperCase()])
    answers.push(
      await client(app.origin).post('/api/v1/signup', { ...person(), email, password: 'not the password' }),
    )
  for (const { status, body, headers } of answers) {
    assert.deepEqual([status, body], [201, { success: true, data: answers[0]?.data }])
    assert.equal(headers.get('set-cookie'), null)
  }
  assert.deepEqual(answers[0]?.data, { confirmationMailed: true, expiresIn: 3 * 86_400 })
  const forOwner = await until(
    () => mailsTo(app, owner.email),
    (mails) => mails.length === 3,
  )
  assert.deepEqual(
    forOwner.map(({ subject }) => subject).slice(1),
    Array(2).fill('You have an Apron account'),
  )
  assert.doesNotMatch(forOwner[1]?.body ?? '', /Workspace|A Person/, 'no words of the sender')
  const [forNewcomer] = await until(
    () => mailsTo(app, newcomer.email),
    (mails) => mails.length === 1,
  )
  assert.equal(forNewcomer?.subject, 'Finish your sign-up for Apron')
  assert.deepEqual(await app.sql('select 1 from users where email = $1', [newcomer.email]), [])
})

test('repeated sign-ups are locked alike, and an address gets a bounded number of emails', async () => {
  const { app, owner } = await mailingApp()
  const refusals = await Promise.all(
    [owner.email, person().email].map(async (email) => {
      for (let time = 0; time < 25; time++)
        await client(app.origin).post('/api/v1/signup', { ...person(), email, password: 'not the password' })
      const last = await client(app.origin).post('/api/v1/signup', { ...person(), email })
      return [last.status, last.body.code, email]
    }),
  )
  for (const [status, code] of refusals) assert.deepEqual([status, code], [429, 'sign_in_locked'])
  const left = () => app.sql('select 1 from sign_up_requests where mailed_at is null')
  await until(left, (rows) => rows.length === 0)
  for (const [, , email] of refusals) {
    const mails = await mailsTo(app, String(email))
    assert.equal(mails.filter(({ subject }) => /sign-up|You have/.test(subject)).length, 5)
  }
})

test('by invitation, repeated sign-ups do not reveal who has an account', async () => {
  const app = await startTestApp({ SIGNUP: 'invite' })
  const first = { ...person(), setupCode: setupCode(app.services.secrets) }
  assert.equal((await client(app.origin).post('/api/v1/signup', first)).status, 201)
  for (const email of [first.email, person().email]) {
    const statuses: number[] = []
    for (let time = 0; time < 26; time++) {
      const body = { ...person(), email, password: 'not the password' }
      statuses.push((await client(app.origin).post('/api/v1/signup', body)).status)
    }
    assert.deepEqual(statuses, [...Array(25).fill(403), 429], email)
  }
})

test('the link of a sign-up creates the account with the password of its reader, once', async () => {
  const { app } = await mailingApp()
  const newcomer = person()
  const signUpAs = (password: string) => client(app.origin).post('/api/v1/signup', { ...newcomer, password })
  await signUpAs('a stranger chose this')
  await signUpAs('and a second time this')
  const token = await mailedToken(app, newcomer.email, 'sign-up', { count: 2 })
  const [, older] = await mailedTokens(app, newcomer.email, 'sign-up')
  const offer = await client(app.origin).get(`/api/v1/signup/${token}`)
  const { email, displayName, workspaceName } = newcomer
  assert.deepEqual(offer.data, { email, displayName, workspaceName })
  const complete = (link: string) =>
    client(app.origin).post('/api/v1/signup/complete', { token: link, password: 'four loud herons' })
  const [one, two] = await Promise.all([complete(token), complete(token)])
  assert.deepEqual([one.status, two.status].sort(), [201, 404])
  const { data } = one.status === 201 ? one : two
  assert.equal(data.workspace.name, workspaceName)
  assert.equal(data.user.isInstallationOwner, false)
  const session = client(app.origin, { authorization: `Bearer ${data.accessToken}` })
  assert.equal((await session.get('/api/user/profile')).data.email_verified, true)
  assert.equal((await complete(older ?? '')).body.code, 'link_invalid', 'the other link ended too')
  const signIn = (password: string) => client(app.origin).post('/api/v1/auth/login', { email, password })
  assert.equal((await signIn('a stranger chose this')).status, 401)
  assert.equal((await signIn('four loud herons')).status, 200)
})

test('the password of an account still adds a workspace at once, and an old or foreign link opens nothing', async () => {
  const { app, owner } = await mailingApp()
  const added = await client(app.origin).post('/api/v1/signup', { ...owner, workspaceName: 'A second one' })
  assert.equal(added.data.workspace.name, 'A second one')
  const newcomer = person()
  await client(app.origin).post('/api/v1/signup', newcomer)
  const token = await mailedToken(app, newcomer.email, 'sign-up')
  await app.sql("update sign_up_requests set expires_at = now() - interval '1 second'")
  for (const link of [token, 'x'.repeat(43)]) {
    assert.equal((await client(app.origin).get(`/api/v1/signup/${link}`)).status, 404)
    const body = { token: link, password: 'four loud herons' }
    assert.equal((await client(app.origin).post('/api/v1/signup/complete', body)).body.code, 'link_invalid')
  }
})
