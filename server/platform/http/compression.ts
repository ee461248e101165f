import { pipeline, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { exchangeOf } from './route.ts'

type Encoding = 'br' | 'gzip'

/** Below this, the headers weigh more than what compression saves. */
const leastBytes = 1_024

const compressible =
  /^(?:text\/(?!event-stream)|image\/svg\+xml|application\/(?:json|javascript|x-ndjson|manifest\+json))/

/**
 * Compresses what is text and long enough. Two kinds of responses stay as they are: streams of events, whose
 * entries would wait in the compressor, and responses with a secret, whose compressed length could reveal
 * parts of it to somebody who can add text to the same response (the BREACH attack).
 */
export function addCompression(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isEligible(request, reply, payload)) return done(null, payload)
    reply.header('vary', `${reply.getHeader('vary') ?? 'Origin'}, Accept-Encoding`)
    const encoding = encodingFor(request.headers['accept-encoding'])
    if (encoding === null || reply.statusCode === 304) return done(null, payload)
    reply.header('content-encoding', encoding)
    weakenTag(reply)
    if (payload instanceof Readable) return done(null, compressedStream(payload, encoding))
    compressed(payload as string | Buffer, encoding).then(
      (bytes) => done(null, bytes),
      (error: Error) => done(error),
    )
  })
}

function isEligible(request: FastifyRequest, reply: FastifyReply, payload: unknown): boolean {
  // It stands for a response that may have been compressed.
  if (reply.statusCode === 304) return true
  if (!compressible.test(String(reply.getHeader('content-type') ?? ''))) return false
  // The console's files lie compressed on the disk.
  if (reply.hasHeader('content-encoding') || reply.hasHeader('content-range')) return false
  if (exchangeOf(request)?.operation.secret) return false
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return Buffer.byteLength(payload) >= leastBytes
  return payload instanceof Readable && !reply.hasHeader('content-length')
}

/** The encoding that the caller likes best of those that we have; null if it takes none. */
export function encodingFor(accepted: string | undefined): Encoding | null {
  const weights = new Map<string, number>()
  for (const part of (accepted ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    weights.set(name, weight === undefined ? 1 : Number(weight) || 0)
  }
  const weightOf = (encoding: Encoding) => weights.get(encoding) ?? weights.get('*') ?? 0
  const [best] = (['br', 'gzip'] as const)
    .filter((encoding) => weightOf(encoding) > 0)
    .sort((a, b) => weightOf(b) - weightOf(a))
  return best ?? null
}

// Compressed bytes are not those that a strong tag stands for.
function weakenTag(reply: FastifyReply): void {
  const tag = reply.getHeader('etag')
  if (typeof tag === 'string' && !tag.startsWith('W/')) reply.header('etag', `W/${tag}`)
}

/** A level that a request can wait for. */
const quick = 4
/** A level for what is compressed once for good. */
const thorough = 9

/** What many callers get, such as the reference, is compressed once. */
const kept = new WeakMap<Buffer, { level: number; forms: Partial<Record<Encoding, Promise<Buffer>>> }>()

/**
 * Marks bytes that are sent unchanged to many callers.
 * @param isShortLived whether they change soon, so that a small size is worth less than the time.
 */
export function keepCompressed(bytes: Buffer, isShortLived = false): Buffer {
  kept.set(bytes, { level: isShortLived ? quick : thorough, forms: {} })
  return bytes
}

function compressed(payload: string | Buffer, encoding: Encoding): Promise<Buffer> {
  const known = Buffer.isBuffer(payload) ? kept.get(payload) : undefined
  if (!known) return compress(payload, encoding, quick)
  known.forms[encoding] ??= compress(payload, encoding, known.level)
  return known.forms[encoding]
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

function compress(payload: string | Buffer, encoding: Encoding, level: number): Promise<Buffer> {
  const bytes = Buffer.from(payload)
  return encoding === 'gzip'
    ? zip(bytes, { level })
    : brotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: level,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      })
}

function compressedStream(payload: Readable, encoding: Encoding): Readable {
  const compressor =
    encoding === 'gzip'
      ? createGzip({ level: 4 })
      : createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
  // An error of the source ends the response: Fastify sees it on the compressor.
  return pipeline(payload, compressor, () => {})
}
