import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { startTestApp, type TestApp, testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { mailedToken } from '../../testing/mailed.ts'
import { until } from '../../testing/until.ts'
import { workspace } from '../../testing/workspace.ts'

const app = await testApp()
const anybody = client(app.origin)
const password = 'three quiet herons'
const forgot = (email: string) => anybody.post('/api/v1/auth/password/forgot', { email })
const reset = (token: string, wanted = 'four loud herons') =>
  anybody.post('/api/v1/auth/password/reset', { token, password: wanted })

async function owner() {
  const space = await workspace(undefined, app)
  const { email, id } = (await space.owner.get('/api/user/profile')).data
  return { space, email, id }
}

const mailed = (
  email: string,
  page: 'reset-password' | 'verify-email',
  { more = 1, from = app }: { more?: number; from?: TestApp } = {},
) => mailedToken(from, email, page, { count: more })

/** Once every request has been looked at that was made so far. */
async function answered() {
  while ((await app.sql('select 1 from password_reset_requests limit 1')).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

test('a forgotten password is reset with the mailed link, and every session ends', async () => {
  const { space, email } = await owner()
  assert.deepEqual([(await forgot(` ${email.toUpperCase()} `)).status], [204])
  const token = await mailed(email, 'reset-password')
  assert.match((await reset(token, 'password1234')).body.error, /lists that leaked/)
  assert.equal((await reset(token)).status, 204)
  assert.equal((await space.owner.get('/api/user/profile')).status, 401)
  assert.equal((await anybody.post('/api/v1/auth/login', { email, password })).status, 401)
  const login = await anybody.post('/api/v1/auth/login', { email, password: 'four loud herons' })
  assert.equal(login.status, 200)
  const again = await reset(token, 'five mute herons')
  assert.deepEqual([again.status, again.body.code], [404, 'link_invalid'])
  const signedIn = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  assert.equal((await signedIn.get('/api/user/profile')).data.email_verified, true)
  const log = (await signedIn.get('/api/v1/admin/audit-log')).data.items
  assert.ok(log.some((entry: { action: string }) => entry.action === 'password.reset'))
})

test('the answer is the same for an address without an account, which gets no mail', async () => {
  const { email } = await owner()
  const [known, unknown] = [await forgot(email), await forgot('nobody-at-all@example.com')]
  const visible = (answer: typeof known) => [
    answer.status,
    answer.text,
    [...answer.headers.keys()].filter((name) => name !== 'date').sort(),
  ]
  assert.deepEqual(visible(known), visible(unknown))
  await mailed(email, 'reset-password')
  await answered()
  assert.equal((await app.sql("select 1 from mails where recipient = 'nobody-at-all@example.com'")).length, 0)
})

test('of a thousand who use one link at once, one succeeds', async () => {
  const { email } = await owner()
  await forgot(email)
  const token = await mailed(email, 'reset-password')
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_none, index) => reset(token, `herons number ${index}`)),
  )
  const count = (status: number) => answers.filter((answer) => answer.status === status).length
  assert.deepEqual([count(204), count(404)], [1, 999])
  const winner = answers.findIndex((answer) => answer.status === 204)
  assert.equal(
    (await anybody.post('/api/v1/auth/login', { email, password: `herons number ${winner}` })).status,
    200,
  )
})

test('a link ends after an hour, when a newer one is asked for, and when the password or the address changes', async () => {
  const { space, email, id } = await owner()
  await forgot(email)
  const old = await mailed(email, 'reset-password')
  await app.sql("update account_tokens set expires_at = now() - interval '1 second' where user_id = $1", [id])
  assert.equal((await reset(old)).status, 404)
  await forgot(email)
  const replaced = await mailed(email, 'reset-password', { more: 2 })
  await forgot(email)
  const newest = await mailed(email, 'reset-password', { more: 3 })
  assert.equal((await reset(replaced)).status, 404)
  await space.owner.post('/api/user/password', { current_password: password, new_password: 'six wet herons' })
  assert.equal((await reset(newest)).status, 404)
})

test('a link is kept only in its mail, and one account is sent no more than five an hour', async () => {
  const { email } = await owner()
  for (let more = 1; more <= 5; more++) {
    await forgot(email)
    await mailed(email, 'reset-password', { more })
  }
  const token = await mailed(email, 'reset-password', { more: 5 })
  assert.equal((await forgot(email)).status, 204)
  await answered()
  assert.equal(
    (
      await app.sql("select 1 from mails where recipient = $1 and subject = 'A new password for Apron'", [
        email,
      ])
    ).length,
    5,
  )
  const [row] = await app.sql<{ text: string }>(
    `
      select coalesce(string_agg(t::text, ''), '') || (select string_agg(e::text, '') from events e) as text
        from account_tokens t`,
  )
  assert.ok(!row?.text.includes(token))
})

test('a link is never mailed to lead to an address that the asker wrote into the Host header', async () => {
  const { email } = await owner()
  const { port } = new URL(app.origin)
  const { request } = await import('node:http')
  const asked = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/api/v1/auth/password/forgot',
    headers: { host: 'evil.example.com', 'content-type': 'application/json' },
  })
  asked.end(JSON.stringify({ email }))
  const [response] = await once(asked, 'response')
  response.resume()
  assert.equal(response.statusCode, 409)
  await answered()
  assert.equal(
    (await app.sql("select 1 from mails where recipient = $1 and subject like 'A new%'", [email])).length,
    0,
  )
})

test('a new account confirms its address by mail, once', async () => {
  const { space, email } = await owner()
  assert.equal((await space.owner.get('/api/user/profile')).data.email_verified, false)
  const first = await mailed(email, 'verify-email')
  assert.equal((await space.owner.post('/api/user/email/verification')).status, 204)
  const second = await mailed(email, 'verify-email', { more: 2 })
  const verify = (token: string, who = space.owner) => who.post('/api/v1/auth/email/verify', { token })
  assert.equal((await verify(first)).status, 404)
  assert.equal((await verify(second, anybody)).status, 401, 'a link alone confirms nothing')
  const stranger = await workspace(undefined, app)
  const elsewhere = await verify(second, stranger.owner)
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [404, 'link_invalid'])
  const verified = await verify(second)
  assert.deepEqual([verified.status, verified.data], [200, { email }])
  assert.equal((await verify(second)).status, 404)
  assert.equal((await space.owner.get('/api/user/profile')).data.email_verified, true)
  assert.equal((await space.owner.post('/api/user/email/verification')).status, 409)
})

test('an address changes once the new one is confirmed; it asks the password and tells the old address', async () => {
  const { space, email } = await owner()
  const wanted = `new-${email}`
  const ask = (fields: object) =>
    space.owner.post('/api/user/email', { email: wanted, current_password: password, ...fields })
  assert.equal((await ask({ current_password: 'not it, sorry' })).body.code, 'wrong_current_password')
  assert.equal((await ask({ email })).status, 409)
  const asked = await ask({})
  assert.deepEqual([asked.status, asked.data], [202, { pending_email: wanted }])
  assert.deepEqual(
    [
      (await space.owner.get('/api/user/profile')).data.email,
      (await space.owner.get('/api/user/profile')).data.pending_email,
    ],
    [email, wanted],
  )
  const [notice] = await app.sql<{ body: string }>(
    "select body from mails where recipient = $1 and subject like '%about to change%'",
    [email],
  )
  assert.ok(notice?.body.includes(wanted) && !notice.body.includes('verify-email'))
  await forgot(email)
  const stale = await mailed(email, 'reset-password')
  const token = await mailed(wanted, 'verify-email')
  assert.equal((await space.owner.post('/api/v1/auth/email/verify', { token })).status, 200)
  const profile = (await space.owner.get('/api/user/profile')).data
  assert.deepEqual([profile.email, profile.email_verified, profile.pending_email], [wanted, true, null])
  assert.equal((await anybody.post('/api/v1/auth/login', { email: wanted, password })).status, 200)
  assert.equal((await reset(stale)).status, 404, 'a link that went to the old address')
})

test('a wish for the address of another account is answered alike, and mails that address nothing', async () => {
  const [mine, theirs] = [await owner(), await owner()]
  const before = await app.sql('select 1 from mails where recipient = $1', [theirs.email])
  const asked = await mine.space.owner.post('/api/user/email', {
    email: theirs.email,
    current_password: password,
  })
  assert.deepEqual([asked.status, asked.data], [202, { pending_email: theirs.email }])
  const after = await app.sql('select 1 from mails where recipient = $1', [theirs.email])
  assert.equal(after.length, before.length)
})

test('with a mail server the mail really leaves over SMTP', async (t) => {
  const received: { to: string[]; text: string }[] = []
  const sink = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          received.push({
            to: session.envelope.rcptTo.map((one) => one.address),
            text: Buffer.concat(chunks).toString(),
          })
          done()
        })
    },
  })
  sink.listen(0, '127.0.0.1')
  await once(sink.server, 'listening')
  t.after(() => new Promise<void>((resolve) => sink.close(() => resolve())))
  const { port } = sink.server.address() as AddressInfo
  const mailing = await startTestApp({ SMTP_URL: `smtp://127.0.0.1:${port}` })
  const signup = await client(mailing.origin).post('/api/v1/signup', {
    email: 'smtp@example.com',
    password,
    displayName: 'Smith',
    workspaceName: 'Smith',
  })
  assert.equal(signup.status, 201)
  await client(mailing.origin).post('/api/v1/auth/password/forgot', { email: 'smtp@example.com' })
  while (!received.some((mail) => mail.text.includes('A new password for Apron')))
    await new Promise((resolve) => setTimeout(resolve, 20))
  const mail = received.find((one) => one.text.includes('A new password for Apron'))
  assert.deepEqual(mail?.to, ['smtp@example.com'])
  // Lines of a mail are broken where they are long: quoted-printable puts an = there.
  const text = mail?.text.replaceAll('=\r\n', '') ?? ''
  const token = /\/app\/reset-password\/([\w-]{40,})/.exec(text)?.[1] ?? ''
  assert.notEqual(token, '')
  const stored = async () =>
    (await mailing.sql<{ text: string }>('select m::text as text from mails m')).map((row) => row.text).join()
  assert.ok(!(await stored()).includes(token), 'the outbox keeps no link in clear')
  const sealed = () => mailing.sql('select 1 from mails where sealed_link is not null')
  await until(sealed, (rows) => rows.length === 0)
  const body = { token, password: 'four loud herons' }
  assert.equal((await client(mailing.origin).post('/api/v1/auth/password/reset', body)).status, 204)
  assert.ok(received.some((one) => one.text.includes('Confirm your address for Apron')))
})
