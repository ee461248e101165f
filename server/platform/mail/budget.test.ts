import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { type Client, client } from '../testing/client.ts'
import { mailedToken } from '../testing/mailed.ts'
import { withLink } from './mail.ts'

let count = 0
async function newOwner(
  app: TestApp,
  workspaceName = 'School',
): Promise<{ owner: Client; token: string; email: string }> {
  const email = `owner-${++count}@example.com`
  const { data } = await client(app.origin).post('/api/v1/signup', {
    email,
    password: 'three quiet herons',
    displayName: 'Olive Owner',
    workspaceName,
  })
  const token = data.accessToken as string
  return { owner: client(app.origin, { authorization: `Bearer ${token}` }), token, email }
}

const invite = (owner: Client, email: string) =>
  owner.post('/api/v1/admin/invitations', { email, roles: ['pilot'] })
const mailsTo = (app: TestApp, recipient: string) =>
  app.sql<{ subject: string; body: string }>('select subject, body from mails where recipient = $1', [
    recipient,
  ])

test('a stranger gets a bounded number of emails, from however many workspaces', async () => {
  const app = await startTestApp({ MAIL_LIMIT_RECIPIENT: '3/1d' })
  const [first, second] = [await newOwner(app), await newOwner(app)]
  const { data: invitation } = await invite(first.owner, 'Victim@example.com')
  for (let time = 0; time < 2; time++)
    assert.equal((await first.owner.post(`/api/v1/admin/invitations/${invitation.id}/resend`)).status, 200)
  const refused = await first.owner.post(`/api/v1/admin/invitations/${invitation.id}/resend`)
  assert.deepEqual([refused.status, refused.body.code], [429, 'mail_limit'])
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal((await invite(second.owner, 'victim@example.com')).status, 429)
  assert.equal((await mailsTo(app, 'Victim@example.com')).length, 3)
  assert.equal((await invite(second.owner, 'another@example.com')).status, 201)
})

test('a workspace sends a bounded number of emails, and another one is not affected', async () => {
  const app = await startTestApp({ MAIL_LIMIT_WORKSPACE: '2/1d' })
  const [first, second] = [await newOwner(app), await newOwner(app)]
  const statuses: number[] = []
  for (let time = 0; time < 4; time++)
    statuses.push((await invite(first.owner, `person-${time}@example.com`)).status)
  assert.deepEqual(statuses, [201, 201, 429, 429])
  assert.equal((await invite(second.owner, 'person-9@example.com')).status, 201)
})

test('the words of a workspace stand in the subject of an email only if its owner confirmed their address', async () => {
  const app = await startTestApp()
  const { owner, email } = await newOwner(app, 'WIN 1000 EUR at http://spam.example/x')
  await invite(owner, 'first@example.com')
  const [unknown] = await mailsTo(app, 'first@example.com')
  assert.doesNotMatch(unknown?.subject ?? '', /WIN|spam|Olive/)
  const token = await mailedToken(app, email, 'verify-email')
  assert.equal((await owner.post('/api/v1/auth/email/verify', { token })).status, 200)
  await invite(owner, 'second@example.com')
  const [known] = await mailsTo(app, 'second@example.com')
  assert.match(known?.subject ?? '', /^Olive Owner invites you to WIN/)
})

/** A request that names a host which is not ours. */
function asEvilHost(
  app: TestApp,
  method: string,
  path: string,
  token: string | null,
  body: object,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
    const sent = request(
      app.origin + path,
      { method, headers: { host: 'evil.example.com', 'content-type': 'application/json', ...authorization } },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.once('error', reject)
    sent.end(JSON.stringify(body))
  })
}

test('no email, and no message of a channel, leads to an address that the caller wrote into the Host header', async () => {
  const app = await startTestApp()
  const { owner, token, email } = await newOwner(app)
  const { data: invitation } = await invite(owner, 'person@example.com')
  const { data: channel } = await owner.post('/api/notifications/channels', {
    type: 'email',
    name: 'Desk',
    config: { recipients: ['desk@example.com'] },
  })
  const evil = (method: string, path: string, body: object, withToken = true) =>
    asEvilHost(app, method, path, withToken ? token : null, body)
  assert.equal(
    await evil('POST', '/api/v1/admin/invitations', { email: 'p@example.com', roles: ['pilot'] }),
    409,
  )
  assert.equal(await evil('POST', `/api/v1/admin/invitations/${invitation.id}/resend`, {}), 409)
  assert.equal(
    await evil('POST', '/api/user/email', { email: 'n@example.com', current_password: 'three quiet herons' }),
    409,
  )
  assert.equal(await evil('POST', '/api/v1/auth/password/forgot', { email }, false), 409)
  assert.equal(await evil('POST', `/api/notifications/channels/${channel.id}/test`, {}), 202)
  const signup = {
    email: 'x@example.com',
    password: 'three quiet herons',
    displayName: 'X',
    workspaceName: 'X',
  }
  assert.equal(await evil('POST', '/api/v1/signup', signup, false), 201)
  const mails = await app.sql<{ id: string; body: string; sealed_link: Buffer | null }>('select * from mails')
  const texts = mails.map(({ id, body, sealed_link: sealed }) =>
    withLink(id, body, sealed, app.services.secrets),
  )
  assert.deepEqual(
    texts.filter((text) => text.includes('evil')),
    [],
  )
  assert.deepEqual(await app.sql("select id from webhook_deliveries where body::text like '%evil%'"), [])
})
