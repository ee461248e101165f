import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Lookup } from '../access/authenticate.ts'
import type { Services } from '../kernel/installation.ts'
import { type List, type ListQuery, listEtag, pageText } from '../kernel/list.ts'
import { listStatements } from '../kernel/list-query.ts'
import { type Principal, projectReach } from '../kernel/principal.ts'
import { admit, type Exchange } from './exchange.ts'

interface Answer {
  sequence: number
  etag: string
  text: string
}

/**
 * Answers lists in one round trip: the look-up of the credentials travels in front of the query.
 *
 * Every change of a workspace moves its sequence in the same transaction, and the look-up, which no
 * request goes without, brings the sequence along. So what was answered to the same credentials at
 * the same sequence is the answer still, and need not be read again; and an exact total need not be
 * counted again. Nothing is believed for a time: a revoked key, a narrowed scope and a new row are
 * all seen by the very next request. Lists whose rows change without an event take no part (`volatile`).
 */
export class ListAnswers {
  readonly #answers: Recent<Answer>
  readonly #totals = new Recent<{ sequence: number; total: number }>(5_000)

  constructor(charactersKept = 64_000_000) {
    this.#answers = new Recent(charactersKept, ({ text }) => text.length + 500)
  }

  async answer(
    exchange: Exchange,
    request: FastifyRequest,
    reply: FastifyReply,
    services: Services,
  ): Promise<FastifyReply> {
    const { operation, lookup } = exchange
    const spec = operation.list
    if (!spec || !lookup) throw new Error(`${operation.id} is no list`)
    // By the credentials, not by the workspace: two keys never share an answer, whatever their rights.
    const key = spec.volatile ? null : `${lookup.id} ${request.url}`
    const before = key === null ? undefined : this.#answers.get(key)
    if (before) {
      const [found] = await services.database.batch([lookup.statement])
      const principal = admit(exchange, found?.rows[0], request, reply, services)
      if (principal.sequence === before.sequence) return send(before, request, reply)
      exchange.checks = []
    }
    return send(await this.#read(exchange, spec, lookup, key, request, reply, services), request, reply)
  }

  async #read(
    exchange: Exchange,
    spec: List,
    lookup: Lookup,
    key: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
    services: Services,
  ): Promise<Answer> {
    const query = request.query as ListQuery
    const statements = listStatements(spec, query, spec.of.hasProject ? 'bound' : null)
    const [found, rows] = await services.database.batch([lookup.statement, statements.texts])
    const principal = admit(exchange, found?.rows[0], request, reply, services)
    const total = await this.#total(spec, query, principal, lookup, services)
    if (!rows) throw new Error(`${exchange.operation.id} was not answered`)
    // The select list is the allow-list already, so nothing is taken apart here to be put together again.
    const text = `{"success":true,"data":${pageText(rows, total, statements)}}`
    const answer = {
      sequence: principal.sequence,
      etag: listEtag(principal.sequence, `${lookup.id} ${request.url}`),
      text,
    }
    if (key !== null) this.#answers.set(key, answer)
    return spec.volatile ? { ...answer, etag: '' } : answer
  }

  async #total(
    spec: List,
    query: ListQuery,
    principal: Principal,
    lookup: Lookup,
    services: Services,
  ): Promise<number> {
    const { count, totalKey } = listStatements(
      spec,
      query,
      spec.of.hasProject ? projectReach(principal) : null,
    )
    const key = totalKey === null ? null : principal.workspace.uuid + totalKey
    const before = key === null ? undefined : this.#totals.get(key)
    if (before && before.sequence === principal.sequence) return before.total
    const [, counted] = await services.database.batch([lookup.statement, count])
    const row = counted?.rows[0] as { seq: number; total: number } | undefined
    if (key !== null && row) this.#totals.set(key, { sequence: row.seq, total: row.total })
    return row?.total ?? 0
  }
}

const asItIs = (text: string) => text

function send({ etag, text }: Answer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (etag !== '') {
    reply.header('etag', etag)
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  }
  return reply.type('application/json; charset=utf-8').serializer(asItIs).send(text)
}

/** Keeps what was used last, up to a size. */
class Recent<T> {
  readonly #entries = new Map<string, T>()
  readonly #limit: number
  readonly #sizeOf: (value: T) => number
  #size = 0

  constructor(limit: number, sizeOf: (value: T) => number = () => 1) {
    this.#limit = limit
    this.#sizeOf = sizeOf
  }

  get(key: string): T | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: string, value: T): void {
    this.#drop(key)
    this.#entries.set(key, value)
    this.#size += this.#sizeOf(value)
    for (const [oldest] of this.#entries) {
      if (this.#size <= this.#limit) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#size -= this.#sizeOf(value)
  }
}
