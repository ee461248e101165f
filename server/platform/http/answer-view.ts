import type { FastifyReply, FastifyRequest } from 'fastify'
import { unchanged } from './answer-list.ts'
import { keepCompressed } from './compression.ts'
import type { Exchange } from './exchange.ts'
import { Recent } from './recent.ts'
import { type Outcome, wantsStream } from './transaction.ts'

interface Kept {
  sequence: number
  headers: Outcome['headers']
  bytes: Buffer
}

/**
 * The responses that all callers with the same view of a workspace get (`viewOf`): when an event arrives, every open
 * screen asks for the same again, and only the first of them has it read. As with lists, nothing is kept by time: the
 * look-up of the credentials returns the sequence of the workspace, and the response counts only at that sequence.
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
    const shared = before?.sequence === sequence ? before : await this.#coming.get(turn)
    if (shared) return send(shared, reply)
    const { promise, resolve } = Promise.withResolvers<Kept | null>()
    this.#coming.set(turn, promise)
    let kept: Kept | null = null
    try {
      const outcome = await read()
      if (outcome.kind !== 'json') return outcome
      const text = String(reply.serialize({ success: true, data: outcome.data }))
      kept = { sequence, headers: outcome.headers, bytes: keepCompressed(Buffer.from(text), true) }
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
