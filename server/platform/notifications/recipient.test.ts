import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { mailedToken } from '../testing/mailed.ts'
import { until } from '../testing/until.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { mailSink } from './testing/smtp-server.ts'

const sink = await mailSink()
const app = await startTestApp({ SMTP_URL: sink.url })
const path = '/api/notifications/channels'
const email = {
  type: 'email',
  name: 'On call',
  config: { recipients: ['oncall@example.com'], severity_filter: ['high', 'critical'] },
}

const made = async (space: TestWorkspace, body: object) => {
  const answer = await space.owner.post(path, body)
  assert.equal(answer.status, 201, answer.text)
  return answer.data
}
/** Sends a test, and follows its delivery to its end. */
const tested = async ({ owner }: TestWorkspace, id: string, withinMs = 5000) => {
  const { status, data } = await owner.post(`${path}/${id}/test`)
  assert.deepEqual([status, data.status], [202, 'queued'])
  assert.match(data.delivery_id, /^ndl_/)
  const read = async () => (await owner.get(`/api/v1/webhooks/deliveries/${data.delivery_id}`)).data
  return until(read, (one) => ['delivered', 'dead'].includes(one.status), withinMs)
}

const confirmation = '/api/notifications/recipients'

test('nothing is sent to a recipient who has not confirmed, and the link of the email confirms', async () => {
  // Nobody answers there, so the outbox keeps the links; the messages of channels fail there too.
  const silent = await startTestApp({ SMTP_URL: 'smtp://127.0.0.1:9' })
  const space = await workspace(undefined, silent)
  const nobody = client(silent.origin)
  const recipients = ['Desk@example.com', 'tower@example.com']
  const { id, unconfirmed_recipients: waiting } = await made(space, { ...email, config: { recipients } })
  assert.deepEqual(waiting, recipients)
  const refused = await tested(space, id)
  assert.deepEqual([refused.status, refused.attempts], ['dead', 1])
  assert.match(refused.lastError, /No recipient of this channel has confirmed yet/)

  const token = await mailedToken(silent, 'Desk@example.com', 'confirm-recipient')
  const { data: offer } = await nobody.get(`${confirmation}/${token}`)
  assert.equal(offer.address, 'desk@example.com')
  assert.equal((await nobody.post(`${confirmation}/confirm`, { token })).status, 200)
  assert.equal((await nobody.post(`${confirmation}/confirm`, { token })).status, 200, 'a second click too')
  const { data: channel } = await space.owner.get(`${path}/${id}`)
  assert.deepEqual(channel.unconfirmed_recipients, ['tower@example.com'])
  const { data: test } = await space.owner.post(`${path}/${id}/test`)
  const delivery = await until(
    async () => (await space.owner.get(`/api/v1/webhooks/deliveries/${test.delivery_id}`)).data,
    ({ attempts }) => attempts > 0,
  )
  assert.equal(delivery.attemptLog.at(-1).requestHeaders.To, 'Desk@example.com', 'those who confirmed, alone')
  // Another channel to the same address asks nobody again.
  const second = await made(space, { ...email, name: 'Two', config: { recipients } })
  assert.deepEqual(second.unconfirmed_recipients, ['tower@example.com'])
  const mails = await silent.sql("select recipient from mails where subject like 'Do you want%'")
  assert.equal(mails.length, 2)
  // It is for this workspace alone.
  const other = await workspace(undefined, silent)
  assert.deepEqual(
    (await made(other, { ...email, config: { recipients } })).unconfirmed_recipients,
    recipients,
  )
})

test('a recipient who withdraws gets nothing more, is not asked again, and may come back by the same link', async () => {
  const silent = await startTestApp({ SMTP_URL: 'smtp://127.0.0.1:9' })
  const space = await workspace(undefined, silent)
  const nobody = client(silent.origin)
  const { id } = await made(space, email)
  const token = await mailedToken(silent, 'oncall@example.com', 'confirm-recipient')
  const answer = async (verb: 'confirm' | 'withdraw') =>
    (await nobody.post(`${confirmation}/${verb}`, { token })).data?.state
  const unconfirmed = async () => (await space.owner.get(`${path}/${id}`)).data.unconfirmed_recipients
  assert.equal(await answer('confirm'), 'confirmed')
  // An answered link goes on working.
  await silent.sql("update channel_recipients set expires_at = now() - interval '1 year'")
  assert.equal((await nobody.get(`${confirmation}/${token}`)).data.state, 'confirmed')
  assert.equal(await answer('withdraw'), 'withdrawn')
  assert.equal(await answer('withdraw'), 'withdrawn')
  assert.deepEqual(await unconfirmed(), ['oncall@example.com'])
  assert.match((await tested(space, id)).lastError, /No recipient of this channel has confirmed/)
  assert.deepEqual((await space.owner.post(`${path}/${id}/confirmations`)).data.recipients, [])
  await made(space, { ...email, name: 'Two' })
  assert.equal((await silent.sql("select from mails where subject like 'Do you want%'")).length, 1)
  // Membership is no confirmation against the recipient's own word.
  const { id: userId } = (await space.owner.get('/api/user/profile')).data
  await silent.sql("update users set email = 'oncall@example.com', email_verified_at = now() where id = $1", [
    userId,
  ])
  assert.deepEqual(await unconfirmed(), ['oncall@example.com'])
  assert.match((await tested(space, id)).lastError, /No recipient of this channel has confirmed/)
  assert.equal(await answer('confirm'), 'confirmed')
  assert.deepEqual(await unconfirmed(), [])
})

test('a confirmation is sent again a bounded number of times, the older link ends, and each ends after seven days', async () => {
  const silent = await startTestApp({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_LIMIT_RECIPIENT: '3/1d' })
  const space = await workspace(undefined, silent)
  const nobody = client(silent.origin)
  const { id } = await made(space, email)
  const first = await mailedToken(silent, 'oncall@example.com', 'confirm-recipient')
  const again = () => space.owner.post(`${path}/${id}/confirmations`)
  const resent = await again()
  assert.deepEqual([resent.status, resent.data.recipients], [202, ['oncall@example.com']])
  assert.equal((await nobody.get(`${confirmation}/${first}`)).body.code, 'confirmation_invalid')
  const newest = await mailedToken(silent, 'oncall@example.com', 'confirm-recipient', { count: 2 })
  assert.equal((await nobody.get(`${confirmation}/${newest}`)).status, 200)
  assert.deepEqual([(await again()).status, (await again()).body.code], [202, 'mail_limit'])
  const last = await mailedToken(silent, 'oncall@example.com', 'confirm-recipient', { count: 3 })
  await silent.sql("update channel_recipients set expires_at = expires_at - interval '7 days'")
  assert.equal((await nobody.post(`${confirmation}/confirm`, { token: last })).status, 404)
  const stranger = await workspace(undefined, silent)
  assert.equal((await stranger.owner.post(`${path}/${id}/confirmations`)).status, 404)
})

test('a member whose address is confirmed needs no second confirmation', async (t) => {
  const space = await workspace(t, app)
  const { email: address, id: userId } = (await space.owner.get('/api/user/profile')).data
  await app.sql('update users set email_verified_at = now() where id = $1', [userId])
  const { id, unconfirmed_recipients: waiting } = await made(space, {
    ...email,
    config: { recipients: [address] },
  })
  assert.deepEqual(waiting, [])
  assert.equal((await tested(space, id)).status, 'delivered')
})

test('without a mail server a message waits in the outbox at once, beside the link that confirms', async () => {
  const held = await startTestApp()
  const space = await workspace(undefined, held)
  const { id } = await made(space, email)
  assert.equal((await tested(space, id)).status, 'delivered')
  const { data } = await space.owner.get('/api/system/mails?search=oncall')
  const texts = data.items.map((mail: { text: string }) => mail.text).join()
  assert.match(texts, /\/app\/confirm-recipient\/[\w-]{40,}/)
  assert.match(texts, /This is a test from/)
})
