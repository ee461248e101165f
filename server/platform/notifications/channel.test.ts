import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import type { Answer } from '../testing/client.ts'
import { until } from '../testing/until.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { receiver, verifyStandard } from '../webhooks/testing/receiver.ts'
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
/** As if the addresses had confirmed. */
const confirmed = ({ app, uuid }: TestWorkspace, ...addresses: string[]) =>
  app.sql(
    `insert into channel_recipients (workspace_id, address, confirmed_at) select $1, unnest($2::text[]), now()
     on conflict (workspace_id, address) do update set confirmed_at = now()`,
    [uuid, addresses],
  )
const refusal = ({ status, body }: Answer) => [status, body.details?.[0]?.field, body.error]

test('an email channel is made, listed, changed and deleted', async (t) => {
  const { owner } = await workspace(t, app)
  const created = await owner.post(path, email)
  assert.equal(created.status, 201)
  const { id, type, name, enabled, created_at } = created.data
  assert.match(id, /^nch_/)
  assert.deepEqual([type, name, enabled], ['email', 'On call', true])
  assert.ok(Date.parse(created_at) <= Date.now())
  const [listed] = (await owner.get(path)).data.filter((one: { id: string }) => one.id === id)
  assert.deepEqual(listed.config, email.config)
  assert.equal(listed.health.state, 'unconfirmed')
  const changed = await owner.put(`${path}/${id}`, { name: 'On call (updated)', enabled: false })
  assert.deepEqual(
    [changed.status, changed.data.name, changed.data.enabled],
    [200, 'On call (updated)', false],
  )
  assert.ok(changed.data.updated_at >= created_at)
  assert.deepEqual(changed.data.config, email.config)
  assert.equal((await owner.post(`${path}/${id}/test`)).body.code, 'notification_channel_off')
  assert.equal((await owner.delete(`${path}/${id}`)).status, 204)
  assert.equal((await owner.get(`${path}/${id}`)).status, 404)
})

test('a test of an email channel is a mail, and a delivery that ends', async (t) => {
  const space = await workspace(t, app)
  const { id } = await made(space, {
    ...email,
    config: { recipients: ['one@example.com', 'two@example.com'] },
  })
  await confirmed(space, 'one@example.com', 'two@example.com')
  const delivery = await tested(space, id)
  assert.deepEqual([delivery.status, delivery.kind, delivery.attempts], ['delivered', 'email', 1])
  assert.equal(delivery.endpointName, 'On call')
  const mail = sink.mails.find(({ to, text }) => to.includes('two@example.com') && text.includes('On call'))
  assert.deepEqual(mail?.to, ['one@example.com', 'two@example.com'])
  assert.match(mail?.text ?? '', /Subject: \[info\] Test of the channel On call/)
  const { items } = (await space.owner.get('/api/v1/webhooks/deliveries')).data
  assert.deepEqual([items[0].id, items[0].eventType], [delivery.id, 'notification.test'])
})

test('mails of channels count against what the workspace may send, and wait above it', async () => {
  const limited = await startTestApp({ SMTP_URL: sink.url, MAIL_LIMIT_WORKSPACE: '2/1d' })
  const space = await workspace(undefined, limited)
  const { id } = await made(space, email)
  await confirmed(space, 'oncall@example.com')
  assert.equal((await tested(space, id)).status, 'delivered')
  const { data } = await space.owner.post(`${path}/${id}/test`)
  const delivery = await until(
    async () => (await space.owner.get(`/api/v1/webhooks/deliveries/${data.delivery_id}`)).data,
    ({ attempts }) => attempts > 0,
  )
  assert.equal(delivery.status, 'retrying')
  assert.match(delivery.lastError, /as many emails as the installation allows for now/)
})

test('a recipient that the mail server refuses is named, and the others are not mailed again', async (t) => {
  const space = await workspace(t, app)
  const { id } = await made(space, {
    ...email,
    config: { recipients: ['known@example.com', 'unknown@example.com'] },
  })
  await confirmed(space, 'known@example.com', 'unknown@example.com')
  sink.refuse = (address) => (address.startsWith('unknown') ? new Error('no such user') : null)
  t.after(() => {
    sink.refuse = () => null
  })
  const delivery = await tested(space, id)
  assert.deepEqual([delivery.status, delivery.attempts], ['dead', 1])
  assert.match(delivery.lastError, /not for unknown@example.com/)
  const { health } = (await space.owner.get(`${path}/${id}`)).data
  assert.deepEqual([health.state, health.failed], ['failing', 1])
  assert.match(health.last_error, /unknown@example.com/)
})

test('a webhook channel gets signed messages', async (t) => {
  const space = await workspace(t, app)
  const hook = await receiver(t)
  const { id, secret } = await made(space, { type: 'webhook', name: 'Board', config: { url: hook.url } })
  assert.match(secret, /^whsec_/)
  assert.equal((await tested(space, id)).status, 'delivered')
  const [got] = await hook.has(1)
  assert.ok(got && verifyStandard(got, secret))
  const body = JSON.parse(got.body)
  assert.deepEqual([body.type, body.event, body.severity], ['notification', 'notification.test', 'info'])
  assert.equal(body.link, `${app.origin}/app/${space.slug}/settings/notifications/channels/${id}`)
})

test('a Slack channel posts to the URL that it keeps to itself', async (t) => {
  const space = await workspace(t, app)
  const hook = await receiver(t)
  const place = { workspace: 'acme', channel: 'C01234567' }
  const bare = await made(space, { type: 'slack', name: '#ops', config: place })
  assert.deepEqual([bare.config, bare.has_address, bare.health.state], [place, false, 'incomplete'])
  const stuck = await tested(space, bare.id)
  assert.deepEqual([stuck.status, stuck.attempts], ['dead', 1])
  assert.match(stuck.lastError, /no incoming-webhook URL yet/)
  const whole = await space.owner.put(`${path}/${bare.id}`, { config: { ...place, webhook_url: hook.url } })
  assert.deepEqual([whole.data.config, whole.data.has_address], [place, true])
  const delivery = await tested(space, bare.id)
  assert.equal(delivery.status, 'delivered')
  assert.match(
    JSON.parse((await hook.has(1))[0]?.body ?? '').text,
    /^:information_source: \*Test of the channel #ops\*/,
  )
  assert.equal(delivery.attemptLog.at(-1).requestUrl, `${new URL(hook.url).origin}/…`)
  const traces = await app.sql(
    "select changes || coalesce(payload, '') as text from events where workspace_id = $1",
    [space.uuid],
  )
  for (const text of [JSON.stringify(delivery), JSON.stringify(traces), (await space.owner.get(path)).text])
    assert.ok(!text.includes('/hook'), text)
})

test('an in-app channel tells those who hold its roles', async (t) => {
  const space = await workspace(t, app)
  const [chief, pilot] = [await space.as('chief', { roles: ['chief_pilot'] }), await space.as('pilot')]
  const { id } = await made(space, { type: 'in_app', name: 'Chief', config: { roles: ['chief_pilot'] } })
  assert.equal((await tested(space, id)).status, 'delivered')
  assert.equal(
    (await chief.get('/api/notifications')).data.notifications[0].title,
    'Test of the channel Chief',
  )
  assert.equal((await pilot.get('/api/notifications')).data.unread_count, 0)
  const empty = await made(space, { type: 'in_app', name: 'Nobody', config: { roles: ['finance'] } })
  assert.match((await tested(space, empty.id)).lastError, /This channel has no recipients/)
})

test('a channel that fails is retried on the ladder, shown as failing, and its dead letter sent again', async (t) => {
  const space = await workspace(t, app)
  const hook = await receiver(t, () => 500)
  const { id } = await made(space, { type: 'webhook', name: 'Board', config: { url: hook.url } })
  const { data } = await space.owner.post(`${path}/${id}/test`)
  const delivery = async () => (await space.owner.get(`/api/v1/webhooks/deliveries/${data.delivery_id}`)).data
  await until(delivery, (one) => one.status === 'retrying' && one.attempts === 2)
  // The rest of the ladder is half a minute: its last step is set, not waited for.
  await app.sql(`update webhook_deliveries set step = 5, due_at = now() where id = $1`, [data.delivery_id])
  app.services.wake('webhooks')
  assert.equal((await until(delivery, (one) => one.status === 'dead')).lastError, 'The receiver answered 500')
  const { health } = (await space.owner.get(`${path}/${id}`)).data
  assert.deepEqual(
    [health.state, health.failed, health.last_error],
    ['failing', 1, 'The receiver answered 500'],
  )
  const dead = (await space.owner.get('/api/v1/webhooks/dead-letters')).data
  assert.deepEqual(
    dead.items.map((item: { id: string }) => item.id),
    [data.delivery_id],
  )
  hook.answer = () => 200
  const again = await space.owner.post('/api/v1/webhooks/dead-letters/resend', {
    deliveryIds: [data.delivery_id],
  })
  assert.equal(again.data.requeued, 1)
  await until(delivery, (one) => one.status === 'delivered')
  assert.equal((await space.owner.get(`${path}/${id}`)).data.health.state, 'ok')
})

test('what is wrong with a channel is said at its field', async (t) => {
  const { owner } = await workspace(t, app)
  const channel = (type: string, config: object) => owner.post(path, { type, name: 'One', config })
  const cases: [Answer, string, RegExp][] = [
    [await channel('email', {}), 'config.recipients', /needs config.recipients/],
    [
      await channel('email', { recipients: ['a@example.com'], url: 'https://example.com' }),
      'config.url',
      /no config.url; it has recipients/,
    ],
    [await channel('slack', { workspace: 'acme' }), 'config.channel', /needs config.channel/],
    [
      await channel('slack', { channel: '#a', webhook_url: 'https://10.0.0.7/services/x' }),
      'config.webhook_url',
      /names 10.0.0.7, a private address/,
    ],
    [await channel('webhook', { url: 'https://192.168.1.5/x' }), 'config.url', /a private address/],
    [await channel('webhook', { url: 'ftp://example.com' }), 'config.url', /must begin with https/],
    [await channel('in_app', {}), 'config.roles', /who gets its messages\?/],
    [await channel('in_app', { roles: ['captain'] }), 'config.roles', /no role "captain"/],
    [
      await channel('in_app', { member_ids: ['mem_01jq8me7x2f9tb6k4z0r5w3v1n'] }),
      'config.member_ids.0',
      /matches no member in this workspace/,
    ],
  ]
  for (const [answer, field, sentence] of cases) {
    assert.deepEqual(refusal(answer).slice(0, 2), [400, field], answer.text)
    assert.match(answer.body.error, sentence)
  }
})

test('events go to webhook endpoints, not to channels that no rule names', async (t) => {
  const space = await workspace(t, app)
  const hook = await receiver(t)
  await made(space, { type: 'webhook', name: 'Board', config: { url: hook.url } })
  await space.owner.post('/api/v1/webhooks/endpoints', { url: hook.url, events: ['*'] })
  await space.flight({ status: 'approved' })
  await hook.has(1)
  const { items } = (await space.owner.get('/api/v1/webhooks/deliveries')).data
  assert.ok(items.length > 0 && items.every((item: { kind: string }) => item.kind === 'endpoint'))
  assert.equal((await space.owner.get('/api/v1/webhooks/endpoints')).data.total, 1)
})
