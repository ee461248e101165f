import type { Logger } from 'pino'
import type { Services } from '../kernel/installation.ts'
import type { Extension } from '../kernel/module.ts'
import type { Secrets } from '../kernel/secrets.ts'
import type { Completion } from './completion.ts'
import { openKeys } from './endpoint-secret.ts'
import type { Kind } from './kind.ts'
import { nextStep } from './ladder.ts'
import type { Lane } from './lane.ts'
import type { Claimed } from './queue.ts'
import { nothingSent, type Sender, type Sent } from './send.ts'
import { signedHeaders } from './signing.ts'

export interface AttemptTools {
  secrets: Secrets
  log: Logger
  sender: Sender
  version: string
  /** How the kinds of channel are reached that are not a signed POST. */
  transports?: Transports
}

export interface Outgoing {
  /** Where it went, as the log of attempts shows it. */
  url: string
  headers: Record<string, string>
  sent: Sent
  /** Trying again would not help: some have it already. */
  isFinal?: boolean
}

export type Transport = (lane: Lane, claimed: Claimed) => Promise<Outgoing>
export type Transports = Partial<Record<Kind, Transport>>

/** How a module delivers to the kinds of channel that it knows. The dispatcher collects them at its start. */
export interface DeliveryTransports extends Extension {
  kind: 'delivery_transports'
  create(services: Services, sender: Sender): { transports: Transports; close(): void }
}

/** Sends a delivery, and says what follows from the answer. It never throws. */
export async function attempt(lane: Lane, claimed: Claimed, tools: AttemptTools): Promise<Completion> {
  const { endpoint } = lane
  const { circuit, ladder } = endpoint
  const isProbe = circuit.state !== 'closed' && claimed.isFirst
  const at = new Date()
  let outgoing: Outgoing
  try {
    const transport = tools.transports?.[endpoint.kind]
    outgoing = await (transport ? transport(lane, claimed) : post(lane, claimed, at, tools))
  } catch (error) {
    tools.log.error({ err: error, deliveryId: claimed.id }, 'webhooks: an attempt failed on our side')
    const reason = 'The delivery could not be prepared on our side; the log of the installation says why'
    outgoing = { url: endpoint.url, headers: {}, sent: { ...nothingSent, error: reason } }
  }
  const { url, headers: requestHeaders, sent, isFinal = false } = outgoing
  const answer = { status: sent.status, retryAfter: sent.responseHeaders['retry-after'] }
  const following = nextStep({ ladder, step: claimed.step, answer, now: at })
  return {
    claimed,
    at,
    url,
    requestHeaders,
    sent,
    next: isFinal && following.outcome === 'retry' ? { outcome: 'dead' } : following,
    isProbe,
    isPristine: circuit.failures === 0 && circuit.state === 'closed',
  }
}

/** Signs the bytes for this moment and posts them. */
async function post(
  lane: Lane,
  claimed: Claimed,
  at: Date,
  { secrets, sender, version }: AttemptTools,
): Promise<Outgoing> {
  const { url } = lane.endpoint
  const body = Buffer.from(claimed.payload)
  const headers = {
    ...signedHeaders({ deliveryId: claimed.id, uuid: claimed.uuid, body, at, keys: keysOf(lane, secrets) }),
    'User-Agent': `Apron/${version} (webhooks)`,
  }
  return { url, headers, sent: await sender.send({ url, headers, body }) }
}

function keysOf(lane: Lane, secrets: Secrets) {
  const versions = lane.endpoint.secretVersions ?? ''
  if (lane.keys?.versions !== versions) lane.keys = { versions, keys: openKeys(secrets, lane.endpoint) }
  return lane.keys.keys
}
