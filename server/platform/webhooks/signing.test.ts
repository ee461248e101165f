import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import { makeSecret, signedHeaders, signingKey } from './signing.ts'

const at = new Date('2026-04-24T12:03:11.987Z')
const delivery = {
  deliveryId: 'dlv_01jq8z5v9re5t8x7d4n2m1c0ab',
  uuid: '0195d1f2-ed38-7174-8e9d-a4a8a81603ab',
  body: '{"a":"é"}',
  at,
}

// The verifier of the developers' page, word for word but for its module syntax.
function verifyAsThePageDoes(rawBody: string, headerSig: string, secret: string) {
  const expected = `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`
  return timingSafeEqual(Buffer.from(expected), Buffer.from(headerSig))
}

test('a secret has the form of Standard Webhooks and 32 random bytes', () => {
  assert.match(makeSecret(), /^whsec_[A-Za-z0-9+/]{43}=$/)
  assert.notEqual(makeSecret(), makeSecret())
})

test('the page’s verifier accepts the X-GA signature', () => {
  const secret = makeSecret()
  const headers = signedHeaders({ ...delivery, keys: [signingKey(secret)] })
  assert.equal(verifyAsThePageDoes(delivery.body, headers['X-GA-Webhook-Signature'] ?? '', secret), true)
  assert.equal(headers['X-GA-Webhook-Timestamp'], '2026-04-24T12:03:11Z')
  assert.equal(headers['X-GA-Webhook-Delivery'], delivery.uuid)
  assert.equal(headers['X-GA-Webhook-Signature-Previous'], undefined)
})

// The example of the Standard Webhooks reference implementation.
test('the Standard Webhooks signature is the one of its reference', () => {
  const headers = signedHeaders({
    deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    uuid: '',
    body: '{"test": 2432232314}',
    at: new Date(1614265330 * 1000),
    keys: [signingKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
  })
  assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  assert.equal(headers['webhook-timestamp'], '1614265330')
})

test('while a rotation overlaps, both secrets verify in both forms', () => {
  const [next, last] = [makeSecret(), makeSecret()]
  const headers = signedHeaders({ ...delivery, keys: [signingKey(next), signingKey(last)] })
  assert.equal(verifyAsThePageDoes(delivery.body, headers['X-GA-Webhook-Signature'] ?? '', next), true)
  assert.equal(
    verifyAsThePageDoes(delivery.body, headers['X-GA-Webhook-Signature-Previous'] ?? '', last),
    true,
  )
  assert.deepEqual(
    headers['webhook-signature']?.split(' '),
    [next, last].map(
      (secret) => signedHeaders({ ...delivery, keys: [signingKey(secret)] })['webhook-signature'],
    ),
  )
})
