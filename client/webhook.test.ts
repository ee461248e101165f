import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../server/platform/testing/app.ts'
import { type RealDeliveries, realDeliveries } from '../server/platform/webhooks/testing/real-deliveries.ts'
import { verifyWebhook } from './index.ts'

// Started here, because the first test would close an app that it starts.
await testApp()

let cached: Promise<RealDeliveries> | null = null
/** Two real deliveries of the real app, for all tests. */
const deliveries = () => (cached ??= realDeliveries())

const forms = ['standard', 'x-ga'] as const

for (const form of forms) {
  const verifier =
    ({ delivery, previousSecret }: RealDeliveries) =>
    (
      headers: Parameters<typeof verifyWebhook>[1],
      {
        body = delivery.body,
        key = previousSecret,
        ...options
      }: { body?: string | Buffer; key?: string; now?: Date } = {},
    ) =>
      verifyWebhook(body, headers, key, { form, ...options })

  test(`${form}: a real delivery is accepted, with its event type`, async () => {
    const sent = await deliveries()
    const [verify, { delivery }] = [verifier(sent), sent]
    const verdict = verify(delivery.headers)
    assert.ok(verdict.valid)
    assert.equal(verdict.event.type, 'webhook.test')
    assert.equal(
      verdict.deliveryId,
      delivery.headers[form === 'standard' ? 'webhook-id' : 'x-ga-webhook-delivery'],
    )
  })

  test(`${form}: headers are read in any case and container`, async () => {
    const sent = await deliveries()
    const [verify, { delivery }] = [verifier(sent), sent]
    const capitals = Object.fromEntries(
      Object.entries(delivery.headers).map(([name, value]) => [
        name.toUpperCase(),
        [value].flat().map(String),
      ]),
    )
    assert.ok(verify(capitals).valid)
    assert.ok(
      verify(new Headers(Object.entries(delivery.headers).map(([name, value]) => [name, String(value)])))
        .valid,
    )
  })

  test(`${form}: during a rotation both secrets are accepted, and no third`, async () => {
    const sent = await deliveries()
    const [verify, { rotated, secret, previousSecret }] = [verifier(sent), sent]
    assert.ok(verify(rotated.headers, { body: rotated.body, key: secret }).valid)
    assert.ok(verify(rotated.headers, { body: rotated.body, key: previousSecret }).valid)
    assert.deepEqual(verify(rotated.headers, { body: rotated.body, key: `whsec_${'A'.repeat(44)}` }), {
      valid: false,
      reason: 'wrong',
    })
  })

  test(`${form}: a changed body is refused`, async () => {
    const sent = await deliveries()
    const [verify, { delivery }] = [verifier(sent), sent]
    assert.deepEqual(verify(delivery.headers, { body: `${delivery.body} ` }), {
      valid: false,
      reason: 'wrong',
    })
  })

  test(`${form}: a delivery more than five minutes old, or as far in the future, is refused`, async () => {
    const sent = await deliveries()
    const [verify, { delivery }] = [verifier(sent), sent]
    const sentMs = Number(delivery.headers['webhook-timestamp']) * 1000
    assert.deepEqual(verify(delivery.headers, { now: new Date(sentMs + 301_000) }), {
      valid: false,
      reason: 'stale',
    })
    assert.deepEqual(verify(delivery.headers, { now: new Date(sentMs - 301_000) }), {
      valid: false,
      reason: 'stale',
    })
    assert.ok(verify(delivery.headers, { now: new Date(sentMs + 299_000) }).valid)
  })

  test(`${form}: missing, short, long and malformed headers are refused without a throw`, async () => {
    const sent = await deliveries()
    const [verify, { delivery }] = [verifier(sent), sent]
    assert.deepEqual(verify({}), { valid: false, reason: 'missing' })
    assert.deepEqual(verify(new Headers()), { valid: false, reason: 'missing' })
    const [signature, time] =
      form === 'standard'
        ? ['webhook-signature', 'webhook-timestamp']
        : ['x-ga-webhook-signature', 'x-ga-webhook-timestamp']
    for (const value of ['v', 'v1,', 'sha256=', 'sha256=é', ' ', 'v1,AAAA v1,BBBB', 'x'.repeat(10_000)]) {
      assert.equal(verify({ ...delivery.headers, [signature]: value }).valid, false, value)
    }
    for (const value of ['', 'soon', '-1', '1e9', '9'.repeat(30), '2026-02-31T99:00:00Z']) {
      assert.equal(verify({ ...delivery.headers, [time]: value }).valid, false, value)
    }
  })
}

test('the standard form signs the time: an old delivery cannot be made recent', async () => {
  const { delivery, previousSecret } = await deliveries()
  const later = Number(delivery.headers['webhook-timestamp']) + 3_600
  const verdict = verifyWebhook(
    delivery.body,
    { ...delivery.headers, 'webhook-timestamp': String(later) },
    previousSecret,
    { now: new Date(later * 1000) },
  )
  assert.deepEqual(verdict, { valid: false, reason: 'wrong' })
})

test('a malformed secret throws, because it would let anyone in', async () => {
  const { delivery } = await deliveries()
  for (const secret of ['', 'whsec_', 'undefined'])
    assert.throws(() => verifyWebhook(delivery.body, delivery.headers, secret), TypeError)
})
