import { newId, uuidFromId } from '../kernel/id.ts'
import type { Sender, Sent } from './send.ts'
import { isoSeconds, makeSecret, type SigningKey, signedHeaders, signingKey } from './signing.ts'

export interface GradedCheck {
  name: string
  title: string
  expectation: string
  outcome: 'passed' | 'failed' | 'inconclusive'
  detail: string
  responseStatus: number | null
}

interface Delivery {
  deliveryId: string
  uuid: string
  body: string
  at: Date
}

interface Probe {
  name: string
  title: string
  expects: 'accepted' | 'refused' | 'refused_calmly'
  /** What it means when the receiver does otherwise, and what to do. */
  fix: string
  make: (honest: Delivery, keys: SigningKey[]) => { headers: Record<string, string>; body: string }
}

const sign = (delivery: Delivery, keys: SigningKey[]) => ({
  headers: signedHeaders({ ...delivery, keys }),
  body: delivery.body,
})
const another = (): Pick<Delivery, 'deliveryId' | 'uuid'> => {
  const deliveryId = newId('dlv')
  return { deliveryId, uuid: uuidFromId(deliveryId) ?? '' }
}
const isSignature = (header: string) => header.toLowerCase().includes('signature')
const day = 24 * 3600 * 1000

// The honest one first: a receiver that refuses it refuses everything, and its other refusals say nothing.
const probes: Probe[] = [
  {
    name: 'honest',
    title: 'Accepts an honest delivery',
    expects: 'accepted',
    fix: 'Compare with the raw body, before any JSON parser has touched it, and with the whole secret, whsec_ included for X-GA-Webhook-Signature.',
    make: sign,
  },
  {
    name: 'duplicate',
    title: 'Accepts the same delivery a second time',
    expects: 'accepted',
    fix: 'Answer 2xx to a delivery id that you have seen, and do nothing: an error makes it come again.',
    make: (honest, keys) => sign({ ...honest, at: new Date() }, keys),
  },
  {
    name: 'forged',
    title: 'Refuses a delivery signed with another secret',
    expects: 'refused',
    fix: 'Anybody can send you events. Verify the signature and answer 401 where it does not fit.',
    make: (honest) => sign({ ...honest, ...another() }, [signingKey(makeSecret())]),
  },
  {
    name: 'missing',
    title: 'Refuses a delivery without a signature',
    expects: 'refused',
    fix: 'A missing header must be refused, not skipped.',
    make: (honest, keys) => {
      const { headers, body } = sign({ ...honest, ...another() }, keys)
      return {
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !isSignature(name))),
        body,
      }
    },
  },
  {
    name: 'malformed',
    title: 'Refuses a malformed signature without falling over',
    expects: 'refused_calmly',
    fix: 'timingSafeEqual throws on texts of different length: compare the lengths first, and answer 401.',
    make: (honest, keys) => {
      const { headers, body } = sign({ ...honest, ...another() }, keys)
      return {
        headers: { ...headers, 'X-GA-Webhook-Signature': 'sha256=00', 'webhook-signature': 'v1,AA==' },
        body,
      }
    },
  },
  {
    name: 'tampered',
    title: 'Refuses a body that was changed on its way',
    expects: 'refused',
    fix: 'Verify the bytes that came, not a constant or the headers alone.',
    make: (honest, keys) => {
      const { headers } = sign({ ...honest, ...another() }, keys)
      return { headers, body: honest.body.replace('"grading":true', '"grading":null') }
    },
  },
  {
    name: 'stale',
    title: 'Refuses a delivery that was signed a day ago',
    expects: 'refused',
    fix: 'Someone who recorded a delivery can send it again. Refuse webhook-timestamp outside five minutes; its signature covers it.',
    make: (honest, keys) => sign({ ...honest, ...another(), at: new Date(Date.now() - day) }, keys),
  },
]

/**
 * Plays the honest and the dishonest sender to an endpoint, one request after the other, and says how it did.
 * @throws where the signal is aborted before the end: half a report would blame the receiver.
 */
export async function gradeReceiver(
  sender: Sender,
  endpoint: { endpointId: string; url: string; organizationId: string },
  { keys, signal }: { keys: SigningKey[]; signal: AbortSignal },
): Promise<GradedCheck[]> {
  const honest: Delivery = { ...another(), body: bodyOf(endpoint), at: new Date() }
  const checks: GradedCheck[] = []
  for (const probe of probes) {
    const { headers, body } = probe.make(honest, keys)
    const sent = await sender.send({
      url: endpoint.url,
      headers: { ...headers, 'User-Agent': 'Apron (graded ping)' },
      body: Buffer.from(body),
    })
    signal.throwIfAborted()
    const isTrusted = checks[0] === undefined || checks[0].outcome === 'passed'
    checks.push(judge(probe, sent, isTrusted))
  }
  return checks
}

function bodyOf({
  endpointId,
  url,
  organizationId,
}: {
  endpointId: string
  url: string
  organizationId: string
}) {
  const data = { endpointId, url, grading: true, message: 'This is a graded test. Nothing has happened.' }
  return JSON.stringify({
    id: newId('evt'),
    type: 'webhook.test',
    occurredAt: isoSeconds(new Date()),
    workspaceId: organizationId,
    data,
  })
}

function judge({ name, title, expects, fix }: Probe, sent: Sent, isTrusted: boolean): GradedCheck {
  const { status } = sent
  const expectation =
    expects === 'accepted'
      ? 'An answer of 2xx'
      : expects === 'refused'
        ? 'Any answer but 2xx, best 401'
        : 'An answer of 4xx'
  const result = (outcome: GradedCheck['outcome'], detail: string) => ({
    name,
    title,
    expectation,
    outcome,
    detail,
    responseStatus: status,
  })
  if (status === null) return result('inconclusive', sent.error ?? 'No answer')
  const isAccepted = status >= 200 && status < 300
  if (isAccepted !== (expects === 'accepted')) return result('failed', `It answered ${status}. ${fix}`)
  if (expects === 'accepted') return result('passed', `It answered ${status}`)
  if (!isTrusted)
    return result('inconclusive', `It answered ${status}, but it does not accept honest deliveries either`)
  if (status >= 500) {
    return expects === 'refused_calmly'
      ? result('failed', `It answered ${status}. ${fix}`)
      : result('passed', `It answered ${status}; 401 would say that this was on purpose`)
  }
  return result('passed', `It answered ${status}`)
}
