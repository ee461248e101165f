import type { Logger } from 'pino'
import type { Secrets } from '../secrets.ts'
import type { Completion } from './completion.ts'
import { openKeys } from './endpoint-secret.ts'
import { nextStep } from './ladder.ts'
import type { Lane } from './lane.ts'
import type { Claimed } from './queue.ts'
import type { Sender, Sent } from './send.ts'
import { signedHeaders } from './signing.ts'

export interface AttemptTools {
  secrets: Secrets
  log: Logger
  sender: Sender
  version: string
}

/** Signs a delivery for this moment, sends it, and says what follows from the answer. It never throws. */
export async function attempt(
  lane: Lane,
  claimed: Claimed,
  { secrets, log, sender, version }: AttemptTools,
): Promise<Completion> {
  const { endpoint } = lane
  const { circuit, url, ladder } = endpoint
  const isProbe = circuit.state !== 'closed' && claimed.isFirst
  const at = new Date()
  const body = Buffer.from(claimed.payload)
  let requestHeaders: Record<string, string> = {}
  let sent: Sent
  try {
    const keys = keysOf(lane, secrets)
    requestHeaders = {
      ...signedHeaders({ deliveryId: claimed.id, uuid: claimed.uuid, body, at, keys }),
      'User-Agent': `Apron/${version} (webhooks)`,
    }
    sent = await sender.send({ url, headers: requestHeaders, body })
  } catch (error) {
    log.error({ err: error, deliveryId: claimed.id }, 'webhooks: an attempt failed on our side')
    sent = {
      ...nothingSent,
      error: 'The delivery could not be prepared on our side; the log of the installation says why',
    }
  }
  const answer = { status: sent.status, retryAfter: sent.responseHeaders['retry-after'] }
  const next = nextStep({ ladder, step: claimed.step, answer, now: at })
  return {
    claimed,
    at,
    url,
    requestHeaders,
    sent,
    next,
    isProbe,
    isPristine: circuit.failures === 0 && circuit.state === 'closed',
  }
}

const nothingSent: Sent = { status: null, responseHeaders: {}, responseBody: '', error: null, durationMs: 0 }

function keysOf(lane: Lane, secrets: Secrets) {
  const versions = lane.endpoint.secretVersions
  if (lane.keys?.versions !== versions) lane.keys = { versions, keys: openKeys(secrets, lane.endpoint) }
  return lane.keys.keys
}
