import { createHmac, timingSafeEqual } from 'node:crypto'
import type { webhooks } from './schema.ts'

type Payload<T> = T extends { post: { requestBody?: { content: { 'application/json': infer P } } } }
  ? P
  : never
/** The body of a delivery. `type` says which event it is. */
export type WebhookEvent = { [T in keyof webhooks]: Payload<webhooks[T]> }[keyof webhooks]

export type WebhookVerdict =
  | { valid: true; deliveryId: string; sentAt: Date; event: WebhookEvent }
  /** missing: no signature, ID or time. stale: too old, or from the future. wrong: not signed with this secret. malformed: signed, but not JSON. */
  | { valid: false; reason: 'missing' | 'stale' | 'wrong' | 'malformed' }

export interface VerifyOptions {
  /**
   * `standard` (the default) reads `webhook-signature`, which covers ID, time and body. `x-ga` reads
   * `X-GA-Webhook-Signature`, which covers only the body, so anyone who has seen a delivery can send it
   * again with a new time. Never accept both forms: that is as weak as the weaker one.
   */
  form?: 'standard' | 'x-ga'
  /** How far the time of the delivery may be from now. Default: 5 minutes. */
  toleranceSeconds?: number
  now?: Date
}

type HeaderBag = Headers | Record<string, string | readonly string[] | undefined>

interface SignedDelivery {
  deliveryId: string
  sentAt: Date
  signatures: string[]
  expected: string
}

/**
 * Checks that a delivery comes from Apron, unchanged and recent. It never throws on anything a caller
 * sends. `body` is the bytes as received, before any JSON parser; `secret` is `whsec_…` as shown.
 * @throws TypeError if the secret is missing or malformed, which is an error in your configuration.
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: HeaderBag,
  secret: string,
  { form = 'standard', toleranceSeconds = 300, now = new Date() }: VerifyOptions = {},
): WebhookVerdict {
  if (!/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/.test(secret))
    throw new TypeError('The secret must be the whsec_… that Apron showed when the endpoint was created')
  const signed = form === 'standard' ? readStandard(body, headers, secret) : readXGa(body, headers, secret)
  if (signed === null) return { valid: false, reason: 'missing' }
  const ageSeconds = Math.abs(now.getTime() - signed.sentAt.getTime()) / 1000
  if (!(ageSeconds <= toleranceSeconds)) return { valid: false, reason: 'stale' }
  if (!signed.signatures.some((signature) => isSame(signature, signed.expected)))
    return { valid: false, reason: 'wrong' }
  const event = parse(body)
  return event
    ? { valid: true, deliveryId: signed.deliveryId, sentAt: signed.sentAt, event }
    : { valid: false, reason: 'malformed' }
}

/** https://www.standardwebhooks.com: the key is the base64-decoded part after `whsec_`. */
function readStandard(body: string | Uint8Array, headers: HeaderBag, secret: string): SignedDelivery | null {
  const deliveryId = read(headers, 'webhook-id')
  const seconds = read(headers, 'webhook-timestamp')
  const signatures = read(headers, 'webhook-signature')
  if (!deliveryId || !/^\d{1,12}$/.test(seconds) || !signatures) return null
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = `v1,${createHmac('sha256', key).update(`${deliveryId}.${seconds}.`).update(body).digest('base64')}`
  // During a rotation there are two signatures, separated by a space.
  return { deliveryId, sentAt: new Date(Number(seconds) * 1000), signatures: signatures.split(' '), expected }
}

/** The key is the secret exactly as shown, including `whsec_`. */
function readXGa(body: string | Uint8Array, headers: HeaderBag, secret: string): SignedDelivery | null {
  const deliveryId = read(headers, 'x-ga-webhook-delivery')
  const time = read(headers, 'x-ga-webhook-timestamp')
  const signatures = ['x-ga-webhook-signature', 'x-ga-webhook-signature-previous']
    .map((name) => read(headers, name))
    .filter((signature) => signature !== '')
  if (!deliveryId || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) || signatures.length === 0) return null
  return {
    deliveryId,
    sentAt: new Date(time),
    signatures,
    expected: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
}

// timingSafeEqual throws if the lengths differ, and anyone can send a short header.
function isSame(received: string, expected: string): boolean {
  const [receivedBytes, expectedBytes] = [Buffer.from(received), Buffer.from(expected)]
  return receivedBytes.length === expectedBytes.length && timingSafeEqual(receivedBytes, expectedBytes)
}

function read(headers: HeaderBag, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? ''
  const header = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return (typeof header === 'string' ? header : header?.[0]) ?? ''
}

function parse(body: string | Uint8Array): WebhookEvent | null {
  try {
    const event = JSON.parse(
      typeof body === 'string' ? body : new TextDecoder().decode(body),
    ) as WebhookEvent | null
    return event !== null && typeof event === 'object' && typeof event.type === 'string' ? event : null
  } catch {
    return null
  }
}
