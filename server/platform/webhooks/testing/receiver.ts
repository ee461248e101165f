import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
  at: number
}

type Answer = number | { status: number; headers?: Record<string, string>; body?: string } | 'hang'

/** A real receiver on this machine. It keeps the requests and answers as configured. */
export interface Receiver {
  url: string
  received: Received[]
  /** What it answers from now on, by the number of the request (from 0) and the request itself. */
  answer: (number: number, got: Received) => Answer
  /** Resolves once `count` requests have come. */
  has: (count: number, withinMs?: number) => Promise<Received[]>
  stop: () => Promise<void>
  /** Listens again, on the same port. */
  start: () => Promise<void>
}

export async function receiver(t: TestContext, answer: Receiver['answer'] = () => 200): Promise<Receiver> {
  const received: Received[] = []
  const arrivals = new Set<() => void>()
  let server: Server
  let port = 0
  const self: Receiver = {
    url: '',
    received,
    answer,
    async has(count, withinMs = 10_000) {
      const deadline = performance.now() + withinMs
      while (received.length < count) {
        const leftMs = deadline - performance.now()
        if (leftMs <= 0) throw new Error(`${received.length} of ${count} requests came within ${withinMs} ms`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(done, leftMs)
          function done() {
            clearTimeout(timer)
            arrivals.delete(done)
            resolve()
          }
          arrivals.add(done)
        })
      }
      return received
    },
    async start() {
      server = createServer(async (req, res) => {
        // A sender that goes away in the middle, as at the end of a test, has sent nothing.
        const chunks = await req.toArray().catch(() => null)
        if (chunks === null) return
        const got = {
          headers: req.headers,
          body: Buffer.concat(chunks).toString(),
          at: Date.now(),
        }
        const verdict = self.answer(received.push(got) - 1, got)
        for (const arrive of arrivals) arrive()
        if (verdict === 'hang') return
        const {
          status,
          headers = {},
          body = '',
        } = typeof verdict === 'number' ? { status: verdict } : verdict
        res.writeHead(status, headers).end(body)
      }).listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  await self.start()
  self.url = `http://127.0.0.1:${port}/hook`
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return self
}

/** The verifier of the developers' page, word for word but for its types. */
export function verifyAsThePageDoes(rawBody: string, headerSig: string, secret: string) {
  const expected = `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`
  return timingSafeEqual(Buffer.from(expected), Buffer.from(headerSig))
}

/** As the libraries of Standard Webhooks do, tolerance of five minutes included. */
export function verifyStandard({ headers, body }: Pick<Received, 'headers' | 'body'>, secret: string) {
  const timestamp = String(headers['webhook-timestamp'])
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = createHmac('sha256', key).update(`${headers['webhook-id']}.${timestamp}.${body}`).digest()
  return String(headers['webhook-signature'])
    .split(' ')
    .some((versioned) => {
      const [version, signature = ''] = versioned.split(',')
      const given = Buffer.from(signature, 'base64')
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
    })
}
