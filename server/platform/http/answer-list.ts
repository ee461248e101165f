import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Lookup } from '../access/authenticate.ts'
import type { BatchResult } from '../database/batch.ts'
import type { Services } from '../kernel/installation.ts'
import { type List, type ListQuery, listEtag, pageText } from '../kernel/list.ts'
import { type ListStatements, listStatements } from '../kernel/list-query.ts'
import type { Operation } from '../kernel/operation.ts'
import { projectReach } from '../kernel/principal.ts'
import { Recent } from '../kernel/recent.ts'
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
  /** What was asked for once. Only what is asked for again is kept: new filters would push out what many ask for. */
  readonly #asked = new Recent<true>(20_000)
  readonly #totals = new Recent<{ sequence: number; total: number }>(5_000)
  /** By the credentials: whose they were, and which projects they reached. Each answer is checked against it. */
  readonly #callers = new Recent<Caller>(10_000)
  /** The last sequence of a workspace that was seen. */
  readonly #sequences = new Recent<number>(10_000)

  constructor(charactersKept = 16_000_000) {
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
    const caller = this.#callers.get(lookup.id)
    const latest = caller && this.#sequences.get(caller.workspace)
    if (before && (latest === undefined || latest === before.sequence)) {
      const [found] = await services.database.batch(shareOwner(exchange, services), [lookup.statement])
      const principal = admit(exchange, found?.rows[0], request, reply, services)
      if (principal.sequence === before.sequence) return send(before, request, reply)
      this.#sequences.set(principal.workspace.uuid, principal.sequence)
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
    const caller = this.#callers.get(lookup.id)
    // Without the projects of a key in the statement, the planner knows how many rows there are.
    const reach = caller ? caller.reach : 'bound'
    const statements = listStatements(spec, query, spec.of.hasProject ? reach : null, {}, null, candidates)
    const latest = caller && this.#sequences.get(caller.workspace)
    const isCounted = caller !== undefined && this.#totalOf(caller, statements, latest) === null
    const [found, rows, counted] = await services.database.batch(owner, [
      lookup.statement,
      statements.texts,
      ...(isCounted ? [statements.count] : []),
    ])
    const principal = admit(exchange, found?.rows[0], request, reply, services)
    const now = { workspace: principal.workspace.uuid, reach: projectReach(principal) }
    this.#callers.set(lookup.id, now)
    this.#sequences.set(now.workspace, principal.sequence)
    if (caller && !isSame(caller, now)) {
      exchange.checks = []
      return this.#read(exchange, spec, lookup, key, request, reply, services)
    }
    const total = counted
      ? this.#rememberTotal(now, statements, counted)
      : (this.#totalOf(now, statements, principal.sequence) ??
        (await this.#count(spec, query, candidates, now, lookup, services)))
    if (!rows) throw new Error(`${exchange.operation.id} was not answered`)
    // The select list is already the allow-list, so the text needs no parsing.
    const text = `{"success":true,"data":${pageText(rows, total, statements)}}`
    const response = {
      sequence: principal.sequence,
      etag: listEtag(principal.sequence, `${lookup.id} ${request.url}`),
      text,
    }
    if (key !== null) {
      if (this.#asked.get(key)) this.#answers.set(key, response)
      else this.#asked.set(key, true)
    }
    return spec.volatile ? { ...response, etag: '' } : response
  }

  /** The total at this sequence of the workspace, or null if it is not known. */
  #totalOf({ workspace }: Caller, { totalKey }: ListStatements, sequence: number | undefined): number | null {
    const before = totalKey === null ? undefined : this.#totals.get(workspace + totalKey)
    return before && before.sequence === sequence ? before.total : null
  }

  #rememberTotal({ workspace }: Caller, { totalKey }: ListStatements, counted: BatchResult): number {
    const row = counted.rows[0] as { seq: number; total: number } | undefined
    if (totalKey !== null && row)
      this.#totals.set(workspace + totalKey, { sequence: row.seq, total: row.total })
    return row?.total ?? 0
  }

  async #count(
    spec: List,
    query: ListQuery,
    candidates: readonly string[] | null,
    caller: Caller,
    lookup: Lookup,
    services: Services,
  ): Promise<number> {
    const statements = listStatements(
      spec,
      query,
      spec.of.hasProject ? caller.reach : null,
      {},
      null,
      candidates,
    )
    const [, counted] = await services.database.batch(caller.workspace, [lookup.statement, statements.count])
    return counted ? this.#rememberTotal(caller, statements, counted) : 0
  }
}

interface Caller {
  workspace: string
  reach: readonly string[] | null
}

const isSame = (before: Caller, now: Caller) =>
  before.workspace === now.workspace && JSON.stringify(before.reach) === JSON.stringify(now.reach)

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
