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

  constructor(bytesKept = 16_000_000) {
    this.#answers = new Recent(bytesKept, ({ bytes }) => bytes.length)
  }

  /** @returns false if nobody has asked for it since the last event. */
  send(exchange: Exchange, request: FastifyRequest, reply: FastifyReply): boolean {
    const key = keyOf(exchange, request)
    const answer = key === null ? undefined : this.#answers.get(key)
    if (!answer || answer.sequence !== exchange.principal?.sequence) return false
    send(answer, reply)
    return true
  }

  /** Sends a response for the first time, and keeps it. @returns false if it is the caller's own. */
  sendFirst(exchange: Exchange, outcome: Outcome, request: FastifyRequest, reply: FastifyReply): boolean {
    const key = keyOf(exchange, request)
    if (key === null || !exchange.principal || outcome.kind !== 'json') return false
    const text = String(reply.serialize({ success: true, data: outcome.data }))
    const answer = {
      sequence: exchange.principal.sequence,
      headers: outcome.headers,
      bytes: keepCompressed(Buffer.from(text), true),
    }
    this.#answers.set(key, answer)
    send(answer, reply)
    return true
  }
}

function keyOf({ operation, principal }: Exchange, request: FastifyRequest): string | null {
  if (!operation.isTaggedBySequence || !operation.viewOf || !principal) return null
  if (operation.streams && wantsStream(request)) return null
  const view = operation.viewOf(principal)
  return view === null ? null : `${principal.workspace.uuid} ${view} ${request.url}`
}

function send({ headers, bytes }: Kept, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value)
  reply.type('application/json; charset=utf-8').serializer(unchanged).send(bytes)
}
