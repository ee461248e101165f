import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Lookup } from '../access/authenticate.ts'
import type { Services } from '../kernel/installation.ts'
import { type List, type ListQuery, listEtag, pageText } from '../kernel/list.ts'
import { listStatements } from '../kernel/list-query.ts'
import type { Operation } from '../kernel/operation.ts'
import { type Principal, projectReach } from '../kernel/principal.ts'
import { candidateStatement, candidatesIn } from '../kernel/search.ts'
import { isUnchanged } from './conditional.ts'
import { admit, type Exchange } from './exchange.ts'
import { shareOwner } from './share.ts'

interface Answer {
  sequence: number
  etag: string
  text: string
}

/**
 * Answers list requests in one round trip: the look-up of the credentials and the query are sent together.
 *
 * Every change in a workspace increases its sequence in the same transaction, and the look-up that every
 * request needs also returns the sequence. While credentials and sequence are the same, the last response
 * is still correct: neither the page nor an exact total has to be read again. Nothing is cached by time:
 * a revoked key, a reduced scope and a new row all show in the next request. Lists whose rows change
 * without an event are excluded (`volatile`).
 */
export class ListAnswers {
  readonly #answers: Recent<Answer>
  readonly #totals = new Recent<{ sequence: number; total: number }>(5_000)

  constructor(charactersKept = 64_000_000) {
    this.#answers = new Recent(charactersKept, ({ text }) => text.length + 500)
  }

  async respond(
    exchange: Exchange,
    request: FastifyRequest,
    reply: FastifyReply,
    services: Services,
  ): Promise<FastifyReply> {
    const { operation, lookup } = exchange
    const spec = operation.list
    if (!spec || !lookup) throw new Error(`${operation.id} is no list`)
    // By the credentials, not by the workspace: two keys never share a response, whatever their rights.
    const key = spec.volatile ? null : `${lookup.id} ${request.url}`
    const before = key === null ? undefined : this.#answers.get(key)
    if (before) {
      const [found] = await services.database.batch(shareOwner(exchange, services), [lookup.statement])
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
    const owner = shareOwner(exchange, services)
    const candidates = await candidatesFor(spec, query, lookup, owner, services)
    const statements = listStatements(spec, query, spec.of.hasProject ? 'bound' : null, {}, null, candidates)
    const [found, rows] = await services.database.batch(owner, [lookup.statement, statements.texts])
    const principal = admit(exchange, found?.rows[0], request, reply, services)
    const total = await this.#total(spec, query, candidates, principal, lookup, services)
    if (!rows) throw new Error(`${exchange.operation.id} was not answered`)
    // The select list is already the allow-list, so the text needs no parsing.
    const text = `{"success":true,"data":${pageText(rows, total, statements)}}`
    const response = {
      sequence: principal.sequence,
      etag: listEtag(principal.sequence, `${lookup.id} ${request.url}`),
      text,
    }
    if (key !== null) this.#answers.set(key, response)
    return spec.volatile ? { ...response, etag: '' } : response
  }

  async #total(
    spec: List,
    query: ListQuery,
    candidates: readonly string[] | null,
    principal: Principal,
    lookup: Lookup,
    services: Services,
  ): Promise<number> {
    const reach = spec.of.hasProject ? projectReach(principal) : null
    const { count, totalKey } = listStatements(spec, query, reach, {}, null, candidates)
    const key = totalKey === null ? null : principal.workspace.uuid + totalKey
    const before = key === null ? undefined : this.#totals.get(key)
    if (before && before.sequence === principal.sequence) return before.total
    const [, counted] = await services.database.batch(principal.workspace.uuid, [lookup.statement, count])
    const row = counted?.rows[0] as { seq: number; total: number } | undefined
    if (key !== null && row) this.#totals.set(key, { sequence: row.seq, total: row.total })
    return row?.total ?? 0
  }
}

/** The rows that may match a search. The look-up binds them to the workspace; refused credentials find none. */
async function candidatesFor(
  spec: List,
  query: ListQuery,
  lookup: Lookup,
  owner: string,
  services: Services,
): Promise<readonly string[] | null> {
  const statement = candidateStatement(spec, query)
  if (!statement) return null
  const [, found] = await services.database.batch(owner, [lookup.statement, statement])
  return candidatesIn(found?.rows ?? [])
}

/** A plain list needs one round trip: the look-up of the credentials and the query are sent together. */
export function isReadInOneTrip({ list, handle, system }: Operation): boolean {
  if (list === undefined || handle !== undefined || system) return false
  return list.within === undefined && list.restrict === undefined
}

/** For text that is already serialized. */
export const unchanged = (text: string) => text

function send({ etag, text }: Answer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (etag !== '') {
    reply.header('etag', etag)
    if (isUnchanged(request.headers['if-none-match'], etag)) return reply.code(304).send()
  }
  return reply.type('application/json; charset=utf-8').serializer(unchanged).send(text)
}

/** Keeps the most recently used entries, up to a size. */
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
