import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** A secret of an endpoint, as the two signature forms read it. */
export type SigningKey = { wholeSecret: KeyObject; decodedSecret: KeyObject }

/** `whsec_` and 32 random bytes in base64, the form of Standard Webhooks. */
export function makeSecret() {
  return prefix + randomBytes(32).toString('base64')
}

/**
 * The X-GA form uses the secret exactly as it was shown, prefix and all, since that is what its page's verifier does.
 * Standard Webhooks uses the bytes that the part after `whsec_` stands for.
 */
export function signingKey(secret: string): SigningKey {
  return {
    wholeSecret: createSecretKey(secret, 'utf8'),
    decodedSecret: createSecretKey(Buffer.from(secret.slice(prefix.length), 'base64')),
  }
}

/**
 * The headers of one attempt. `uuid` and `deliveryId` are one delivery's two spellings and stay the same on every
 * attempt; `at` is the attempt's own time. `keys` has the current secret first and, while a rotation overlaps, the
 * previous one behind it.
 */
export function signedHeaders({
  deliveryId,
  uuid,
  body,
  at,
  keys,
}: {
  deliveryId: string
  uuid: string
  body: string | Buffer
  at: Date
  keys: SigningKey[]
}) {
  const [current, previous] = keys
  if (!current) throw new RangeError(`no signing key for delivery ${deliveryId}`)
  const seconds = Math.floor(at.getTime() / 1000)
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'X-GA-Webhook-Delivery': uuid,
    'X-GA-Webhook-Timestamp': isoSeconds(at),
    'X-GA-Webhook-Signature': bodySignature(current, body),
    'webhook-id': deliveryId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': keys.map((key) => standardSignature(key, deliveryId, seconds, body)).join(' '),
  }
  // The X-GA header holds one signature, as its page says, so the previous secret's has a header of its own.
  if (previous) headers['X-GA-Webhook-Signature-Previous'] = bodySignature(previous, body)
  return headers
}

export function bodySignature(key: SigningKey, body: string | Buffer) {
  return `sha256=${createHmac('sha256', key.wholeSecret).update(body).digest('hex')}`
}

/** https://www.standardwebhooks.com: id, time and body, joined by full stops. */
export function standardSignature(key: SigningKey, id: string, seconds: number, body: string | Buffer) {
  return `v1,${createHmac('sha256', key.decodedSecret).update(`${id}.${seconds}.`).update(body).digest('base64')}`
}

/** 2026-04-24T12:03:11Z, without milliseconds. */
export function isoSeconds(at: Date) {
  return `${at.toISOString().slice(0, 19)}Z`
}
