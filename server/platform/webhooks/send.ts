import http from 'node:http'
import https from 'node:https'
import { type AddressGuard, AddressRefused } from '../net/address-guard.ts'

/** What became of one request. `status` is null where no answer came, and `error` says why in words for the endpoint's owner. */
export type Sent = {
  status: number | null
  responseHeaders: Record<string, string>
  responseBody: string
  error: string | null
  durationMs: number
}

export const nothingSent: Sent = {
  status: null,
  responseHeaders: {},
  responseBody: '',
  error: null,
  durationMs: 0,
}

export type Sender = {
  send: (request: { url: string; headers: Record<string, string>; body: Buffer }) => Promise<Sent>
  close: () => void
}

const keptBytes = 8 * 1024
// A longer answer is read to this point so that its connection can be used again; past it, closing is cheaper.
const drainedBytes = 64 * 1024
const maxHeaderSize = 16 * 1024

/**
 * Sends webhooks: no redirects, TLS verified, to a checked address only, one time limit over connecting, sending and
 * answering. `ca` adds certificates for tests; an installation uses NODE_EXTRA_CA_CERTS.
 */
export function createSender({
  guard,
  timeoutMs = 15_000,
  ca,
}: {
  guard: AddressGuard
  timeoutMs?: number
  ca?: string
}): Sender {
  const pool = { keepAlive: true, maxFreeSockets: 1024, timeout: 30_000, scheduling: 'lifo' as const }
  const agents = {
    'http:': new http.Agent({ ...pool, lookup: guard.lookupFor('http:') }),
    'https:': new https.Agent({ ...pool, lookup: guard.lookupFor('https:'), rejectUnauthorized: true, ca }),
  }
  type Request = { url: URL; headers: Record<string, string>; body: Buffer }

  async function attempt(request: Request, startedAt: number): Promise<Sent> {
    const result = await exchange(request, startedAt)
    // The receiver closed an idle connection just as we wrote to it: nothing was answered, and a new one tells the truth.
    if (result === 'stale') return attempt(request, startedAt)
    return result
  }

  function exchange({ url, headers, body }: Request, startedAt: number): Promise<Sent | 'stale'> {
    return new Promise((settle) => {
      const isTls = url.protocol === 'https:'
      const req = (isTls ? https : http).request(url, {
        method: 'POST',
        agent: isTls ? agents['https:'] : agents['http:'],
        headers: { ...headers, 'content-length': body.length },
        maxHeaderSize,
      })
      const failed = (error: string | null): Sent => ({
        status: null,
        responseHeaders: {},
        responseBody: '',
        error,
        durationMs: since(startedAt),
      })
      const timer = setTimeout(
        () => {
          settle(failed(`No answer within ${timeoutMs / 1000} s`))
          req.destroy()
        },
        Math.max(1, timeoutMs - since(startedAt)),
      )
      const done = (result: Sent | 'stale') => {
        clearTimeout(timer)
        settle(result)
      }
      let isAnswered = false
      req.on('response', (res) => {
        isAnswered = true
        readAnswer(res, { req, timer, startedAt, settle: done })
      })
      req.on('error', (error: NodeJS.ErrnoException) =>
        done(req.reusedSocket && isReset(error) ? 'stale' : failed(sentenceFor(error, url))),
      )
      // An answer of 101 ends so, without an error.
      req.on('close', () => {
        if (!isAnswered) done(failed('The receiver closed the connection without an answer'))
      })
      req.end(body)
    })
  }

  return {
    async send({ url, headers, body }) {
      const startedAt = performance.now()
      try {
        // An address literal never reaches the agent's lookup, so it is judged here, each time.
        return await attempt({ url: guard.parse(url), headers, body }, startedAt)
      } catch (error) {
        if (!(error instanceof AddressRefused)) throw error
        return {
          status: null,
          responseHeaders: {},
          responseBody: '',
          error: error.message,
          durationMs: since(startedAt),
        }
      }
    },
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

function readAnswer(
  res: http.IncomingMessage,
  {
    req,
    timer,
    startedAt,
    settle,
  }: { req: http.ClientRequest; timer: NodeJS.Timeout; startedAt: number; settle: (sent: Sent) => void },
) {
  const kept: Buffer[] = []
  let read = 0
  const finish = () =>
    settle({
      status: res.statusCode ?? null,
      responseHeaders: headersOf(res),
      // PostgreSQL has no U+0000 in text.
      responseBody: Buffer.concat(kept).subarray(0, keptBytes).toString('utf8').replaceAll('\0', '\uFFFD'),
      error: errorOf(res),
      durationMs: since(startedAt),
    })
  // The status is the answer; a body that never ends does not take it back, only the wait for it ends.
  clearTimeout(timer)
  const bodyTimer = setTimeout(() => req.destroy(), 2000)
  res.on('data', (chunk: Buffer) => {
    if (read < keptBytes) kept.push(chunk)
    read += chunk.length
    if (read > drainedBytes) req.destroy()
  })
  res.on('error', () => {})
  // 'end' comes first where the body is whole; the second call settles nothing.
  res.on('end', finish)
  res.on('close', () => {
    clearTimeout(bodyTimer)
    finish()
  })
}

function headersOf(res: http.IncomingMessage) {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(res.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  return headers
}

function errorOf({ statusCode = 0, headers }: http.IncomingMessage) {
  if (statusCode >= 200 && statusCode < 300) return null
  if (statusCode >= 300 && statusCode < 400)
    return `The receiver answered ${statusCode}${headers.location ? `, a redirect to ${headers.location.slice(0, 500)}` : ''}. Redirects are not followed: set the endpoint's URL to the final address`
  if (statusCode === 410) return 'The receiver answered 410 (gone): the endpoint has been turned off'
  return `The receiver answered ${statusCode}`
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection without an answer',
  EPIPE: 'closed the connection without an answer',
  ETIMEDOUT: 'did not accept the connection in time',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
  CERT_HAS_EXPIRED: 'has a TLS certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a TLS certificate for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a self-signed TLS certificate, which nobody vouches for',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a TLS certificate from an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'has a TLS certificate whose chain is incomplete: serve the intermediate certificate too',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'has a TLS certificate whose chain is incomplete: serve the intermediate certificate too',
  HPE_HEADER_OVERFLOW: 'sent more than 16 kB of headers',
}

function sentenceFor(error: NodeJS.ErrnoException, url: URL) {
  if (error instanceof AddressRefused) return error.message
  const cause = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error
  const code = cause?.code ?? error.code ?? ''
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return `${url.host} does not speak TLS as we do (1.2 or newer)`
  if (code.startsWith('HPE_') && !reasons[code]) return `${url.host} did not answer in HTTP`
  return `${url.host} ${reasons[code] ?? `could not be reached (${code || 'unknown error'})`}`
}

function isReset({ code }: NodeJS.ErrnoException) {
  return code === 'ECONNRESET' || code === 'EPIPE'
}

function since(startedAt: number) {
  return Math.round(performance.now() - startedAt)
}
