import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../testing/until.ts'
import { deliveriesOf, endpoint, workspace } from './testing/endpoint.ts'
import { receiver, verifyAsThePageDoes, verifyStandard } from './testing/receiver.ts'

const base = '/api/v1/webhooks/endpoints'

for (const url of [
  'http://10.0.0.1/',
  'http://0x0a000001/',
  'http://012.0.0.1/',
  'http://167772161/',
  'https://[::ffff:127.0.0.1]/',
  'https://[fd00::1]/',
  'https://169.254.169.254/latest',
  'http://example.invalid/',
  'https://user:pass@example.com/',
  'ftp://example.com/',
  'nonsense',
]) {
  test(`the URL ${url} is refused with a sentence at its field`, async () => {
    const { owner } = await workspace()
    const res = await owner.post(base, { url, events: ['*'] })
    assert.equal(res.status, 400)
    assert.equal(res.body.details[0].field, 'url')
    assert.ok(res.body.error.length > 30)
  })
}

test('the secret is shown when it is made, and never again', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id, secret } = await endpoint(ws, hook.url)
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  const got = await ws.owner.get(`${base}/${id}`)
  const list = await ws.owner.get(base)
  const audit = await ws.app.services.database.system((tx) =>
    tx.prepared('select * from events where subject_id = $1', [id]),
  )
  for (const response of [got.body, list.body, audit]) assert.ok(!JSON.stringify(response).includes(secret))
  assert.equal(got.data.secretPreview, `whsec_…${secret.slice(-4)}`)
})

test('the secret is sealed in the database', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id, secret } = await endpoint(ws, hook.url)
  const [row] = await ws.app.services.database.system((tx) =>
    tx.composed<{ sealed: Buffer }>('select sealed from webhook_endpoint_secrets where endpoint_id = $1', [
      id,
    ]),
  )
  assert.ok(
    row &&
      !row.sealed.includes(Buffer.from(secret)) &&
      !row.sealed.includes(Buffer.from(secret.slice(6), 'base64')),
  )
})

test('an event type that nothing emits is refused, and those that exist are named', async () => {
  const { owner } = await workspace()
  const res = await owner.post(base, { url: 'https://example.com/', events: ['flight.landed'] })
  assert.equal(res.status, 400)
  assert.match(res.body.error, /no event type flight\.landed.*webhook\.test/)
})

test('the catalog lists each type with its stability and when it fires', async () => {
  const { owner } = await workspace()
  const { data } = await owner.get('/api/v1/webhooks/event-types')
  const { schema, example, ...entry } = data.find(({ type }: { type: string }) => type === 'webhook.test')
  assert.deepEqual(Object.keys(example), Object.keys(schema.properties))
  assert.deepEqual(entry, {
    type: 'webhook.test',
    stability: 'stable',
    when: 'you click Ping on a webhook endpoint',
    subject: 'webhook_endpoint',
    scope: 'webhooks:write',
    publicScope: null,
  })
})

test('while a rotation overlaps both secrets verify, and without an overlap only the new one', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id, secret } = await endpoint(ws, hook.url)
  const rotated = (await ws.owner.post(`${base}/${id}/rotate-secret`, { overlapHours: 24 })).data
  assert.ok(Date.parse(rotated.previousSecretEndsAt) > Date.now() + 23 * 3600_000)
  await ws.emit()
  const [both] = await hook.has(1)
  assert.ok(both && verifyStandard(both, secret) && verifyStandard(both, rotated.secret))
  assert.ok(verifyAsThePageDoes(both.body, String(both.headers['x-ga-webhook-signature']), rotated.secret))
  assert.ok(verifyAsThePageDoes(both.body, String(both.headers['x-ga-webhook-signature-previous']), secret))
  const last = (await ws.owner.post(`${base}/${id}/rotate-secret`, {})).data
  assert.equal(last.previousSecretEndsAt, null)
  await ws.emit()
  const [, one] = await hook.has(2)
  assert.ok(
    one &&
      verifyStandard(one, last.secret) &&
      !verifyStandard(one, rotated.secret) &&
      !verifyStandard(one, secret),
  )
  assert.equal(one.headers['x-ga-webhook-signature-previous'], undefined)
})

test('a paused endpoint keeps what waits, and gets nothing of the time between', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t, () => 500)]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit({ when: 'before' })
  await hook.has(1)
  await ws.owner.patch(`${base}/${id}`, { enabled: false })
  await ws.emit({ when: 'between' })
  const ping = await ws.owner.post(`${base}/${id}/ping`)
  assert.equal(ping.body.code, 'webhook_endpoint_disabled')
  const before = hook.received.length
  hook.answer = () => 200
  await ws.owner.patch(`${base}/${id}`, { enabled: true })
  await ws.emit({ when: 'after' })
  await deliveriesOf(ws, id, 'delivered', 2)
  assert.deepEqual(
    hook.received
      .slice(before)
      .map(({ body }) => JSON.parse(body).data.when)
      .sort(),
    ['after', 'before'],
  )
})

test('a deleted endpoint gets nothing more, and its log stays', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t, () => 500)]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit()
  const [delivery] = await deliveriesOf(ws, id, 'retrying', 1)
  assert.equal((await ws.owner.delete(`${base}/${id}`)).status, 204)
  assert.equal((await ws.owner.get(`${base}/${id}`)).status, 404)
  const { data } = await ws.owner.get(`/api/v1/webhooks/deliveries/${delivery?.id}`)
  assert.equal(data.status, 'cancelled')
  assert.equal(data.attemptLog.length, 1)
  assert.equal(
    (await ws.owner.post(`/api/v1/webhooks/deliveries/${delivery?.id}/resend`)).body.code,
    'webhook_endpoint_off',
  )
})

test('a change of the URL acts on the next attempt', async (t) => {
  const [ws, wrong, right] = [await workspace(), await receiver(t, () => 500), await receiver(t)]
  const { id } = await endpoint(ws, wrong.url)
  await ws.emit()
  await wrong.has(1)
  await ws.owner.patch(`${base}/${id}`, { url: right.url })
  const [got] = await right.has(1)
  assert.equal(got?.headers['webhook-id'], wrong.received[0]?.headers['webhook-id'])
})

test('a stale version changes nothing', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  await ws.owner.patch(`${base}/${id}`, { description: 'first' })
  await until(
    async () => (await ws.owner.get(`${base}/${id}`)).data,
    ({ version }) => version === 2,
  )
})

test('another workspace’s endpoint and delivery look like missing ones', async (t) => {
  const [mine, yours, hook] = [await workspace(), await workspace(), await receiver(t)]
  const { id } = await endpoint(yours, hook.url)
  await yours.emit()
  const [delivery] = await deliveriesOf(yours, id, 'delivered', 1)
  for (const [method, path, body] of [
    ['GET', `${base}/${id}`],
    ['PATCH', `${base}/${id}`, { enabled: false }],
    ['DELETE', `${base}/${id}`],
    ['POST', `${base}/${id}/ping`],
    ['POST', `${base}/${id}/rotate-secret`, {}],
    ['POST', `${base}/${id}/graded-ping`],
    ['GET', `${base}/${id}/deliveries`],
    ['GET', `/api/v1/webhooks/deliveries/${delivery?.id}`],
    ['POST', `/api/v1/webhooks/deliveries/${delivery?.id}/resend`],
  ] as const) {
    const res = await mine.owner.send(
      method,
      path,
      body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {},
    )
    assert.equal(`${res.status} ${res.body.code}`, '404 not_found', `${method} ${path}`)
  }
  const resent = await mine.owner.post('/api/v1/webhooks/dead-letters/resend', {
    endpointId: id,
    deliveryIds: [delivery?.id],
  })
  assert.deepEqual(
    [resent.status, resent.body.details.map(({ field }: { field: string }) => field)],
    [400, ['deliveryIds.0', 'endpointId']],
  )
})

test('a key needs the scope, and one that is limited to projects gets nowhere near what others receive', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  await ws.emit()
  const [delivery] = await deliveriesOf(ws, id, 'delivered', 1)
  const reader = await ws.key({ scopes: ['webhooks:read', 'flights:read'] })
  assert.equal((await reader.get(`/api/v1/webhooks/deliveries/${delivery?.id}`)).status, 200)
  assert.equal((await reader.post(`${base}/${id}/ping`)).body.code, 'read_only_key')
  const other = await ws.key({ scopes: ['flights:read', 'flights:write'] })
  assert.equal((await other.get(`${base}/${id}`)).body.code, 'scope_missing')
  const limited = await ws.key({ projects: [(await ws.project()).id] })
  for (const path of [
    `${base}/${id}`,
    `${base}/${id}/deliveries`,
    `/api/v1/webhooks/deliveries/${delivery?.id}`,
  ])
    assert.equal((await limited.get(path)).body.error, 'This API key cannot access that project', path)
  for (const path of [base, '/api/v1/webhooks/deliveries', '/api/v1/webhooks/dead-letters'])
    assert.deepEqual((await limited.get(path)).data.items, [], path)
})

test('only the account owner and admins manage endpoints', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  const pilot = await ws.as('pilot', { roles: ['pilot', 'chief_pilot'] })
  assert.equal((await pilot.get(`${base}/${id}`)).body.code, 'role_missing')
  const admin = await ws.as('admin', { roles: ['admin'] })
  assert.equal((await admin.get(`${base}/${id}`)).status, 200)
})
