import type { FastifyReply, FastifyRequest } from 'fastify'
import { Recent } from '../kernel/recent.ts'
import { unchanged } from './answer-list.ts'
import { keepCompressed } from './compression.ts'
import type { Exchange } from './exchange.ts'
import { type Outcome, wantsStream } from './transaction.ts'

interface Kept {
  sequence: number
  /** As `performance.now()` counts. */
  readAt: number
  headers: Outcome['headers']
  bytes: Buffer
}

const keptForMs = 60_000

/**
 * The responses that all callers with the same view of a workspace get (`viewOf`): when an event arrives, every open
 * screen asks for the same again, and only the first of them has it read. The look-up of the credentials returns the
 * sequence of the workspace, and a response counts only at that sequence. What the clock alone changes, such as the days
 * that are left, is read again after a minute.
 */
export class ViewAnswers {
  readonly #answers: Recent<Kept>
  /** What is being read, by its key and sequence. Null: it was no response that others can have. */
  readonly #coming = new Map<string, Promise<Kept | null>>()

  constructor(bytesKept = 16_000_000) {
    this.#answers = new Recent(bytesKept, ({ bytes }) => bytes.length)
  }

  /**
   * Sends the response that others have had, or will have in a moment, and else that of `read`.
   * @returns what `read` returned, or null if the response is sent.
   */
  async respond(
    exchange: Exchange,
    request: FastifyRequest,
    reply: FastifyReply,
    read: () => Promise<Outcome>,
  ): Promise<Outcome | null> {
    const key = keyOf(exchange, request)
    const sequence = exchange.principal?.sequence
    if (key === null || sequence === undefined) return read()
    const before = this.#answers.get(key)
    const turn = `${sequence} ${key}`
    const isCurrent = before?.sequence === sequence && performance.now() - before.readAt < keptForMs
    const shared = isCurrent ? before : await this.#coming.get(turn)
    if (shared) return send(shared, reply)
    const { promise, resolve } = Promise.withResolvers<Kept | null>()
    this.#coming.set(turn, promise)
    let kept: Kept | null = null
    try {
      const readAt = performance.now()
      const outcome = await read()
      if (outcome.kind !== 'json') return outcome
      const text = String(reply.serialize({ success: true, data: outcome.data }))
      const bytes = keepCompressed(Buffer.from(text), true)
      kept = { sequence, readAt, headers: outcome.headers, bytes }
      this.#answers.set(key, kept)
      return send(kept, reply)
    } finally {
      this.#coming.delete(turn)
      resolve(kept)
    }
  }
}

function keyOf({ operation, principal }: Exchange, request: FastifyRequest): string | null {
  if (!operation.isTaggedBySequence || !operation.viewOf || !principal) return null
  if (operation.streams && wantsStream(request)) return null
  const view = operation.viewOf(principal)
  return view === null ? null : `${principal.workspace.uuid} ${view} ${request.url}`
}

function send({ headers, bytes }: Kept, reply: FastifyReply): null {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value)
  reply.type('application/json; charset=utf-8').serializer(unchanged).send(bytes)
  return null
}
