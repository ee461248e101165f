import { createHmac, timingSafeEqual } from 'node:crypto'
import type { webhooks } from './schema.ts'

type Payload<T> = T extends { post: { requestBody?: { content: { 'application/json': infer P } } } }
  ? P
  : never
/** What a delivery says; `type` tells which. */
export type WebhookEvent = { [T in keyof webhooks]: Payload<webhooks[T]> }[keyof webhooks]

export type WebhookVerdict =
  | { valid: true; deliveryId: string; sentAt: Date; event: WebhookEvent }
  /** missing: no signature, id or time came. stale: too old, or from the future. wrong: not signed with this secret. malformed: signed, and no JSON. */
  | { valid: false; reason: 'missing' | 'stale' | 'wrong' | 'malformed' }

export interface VerifyOptions {
  /**
   * `standard` (the default) reads `webhook-signature`, which covers id, time and body. `x-ga` reads
   * `X-GA-Webhook-Signature`, which covers the body alone: whoever has seen one delivery can send it
   * again with a new time. Never accept either: that would be as weak as the weaker.
   */
  form?: 'standard' | 'x-ga'
  /** How far its time may lie from now; 5 minutes unless told. */
  toleranceSeconds?: number
  now?: Date
}

type HeaderBag = Headers | Record<string, string | readonly string[] | undefined>

interface Signed {
  deliveryId: string
  sentAt: Date
  given: string[]
  expected: string
}

/**
 * Whether a delivery is Apron's, untouched and fresh. Whatever comes in, it answers and does not
 * throw. `body` is the bytes that came, before any JSON parser; `secret` is `whsec_…` as it was shown.
 * @throws TypeError when the secret is none: that is your configuration, not the sender.
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
  if (!signed.given.some((one) => isSame(one, signed.expected))) return { valid: false, reason: 'wrong' }
  const event = parse(body)
  return event
    ? { valid: true, deliveryId: signed.deliveryId, sentAt: signed.sentAt, event }
    : { valid: false, reason: 'malformed' }
}

/** https://www.standardwebhooks.com: the key is the bytes that the part behind `whsec_` stands for. */
function readStandard(body: string | Uint8Array, headers: HeaderBag, secret: string): Signed | null {
  const deliveryId = read(headers, 'webhook-id')
  const seconds = read(headers, 'webhook-timestamp')
  const signatures = read(headers, 'webhook-signature')
  if (!deliveryId || !/^\d{1,12}$/.test(seconds) || !signatures) return null
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = `v1,${createHmac('sha256', key).update(`${deliveryId}.${seconds}.`).update(body).digest('base64')}`
  // While a secret is being rotated there are two, with a space between.
  return { deliveryId, sentAt: new Date(Number(seconds) * 1000), given: signatures.split(' '), expected }
}

/** The key is the secret as it was shown, `whsec_` included. */
function readXGa(body: string | Uint8Array, headers: HeaderBag, secret: string): Signed | null {
  const deliveryId = read(headers, 'x-ga-webhook-delivery')
  const time = read(headers, 'x-ga-webhook-timestamp')
  const given = ['x-ga-webhook-signature', 'x-ga-webhook-signature-previous']
    .map((name) => read(headers, name))
    .filter((one) => one !== '')
  if (!deliveryId || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) || given.length === 0) return null
  return {
    deliveryId,
    sentAt: new Date(time),
    given,
    expected: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
}

// timingSafeEqual throws where lengths differ, and anybody can send a short header.
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function read(headers: HeaderBag, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? ''
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return (typeof found === 'string' ? found : found?.[0]) ?? ''
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
