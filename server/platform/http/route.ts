import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ServerSent } from '../events/server-sent.ts'
import type { Download } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import { listEtag } from '../kernel/list.ts'
import { fileFormats, listedSchema } from '../kernel/list-file.ts'
import type { Operation } from '../kernel/operation.ts'
import { type Detail, invalidFields, unsupportedMediaType } from '../kernel/problem.ts'
import { pageOf, type TSchema, Type } from '../kernel/schema.ts'
import { addressBlock } from '../net/address.ts'
import { fileFormatOf, fileOfList } from './answer-file.ts'
import { isReadInOneTrip, type ListAnswers, unchanged } from './answer-list.ts'
import type { ViewAnswers } from './answer-view.ts'
import { bodyLimitOf } from './body-limit.ts'
import { cacheControlOf } from './caching.ts'
import { addressOfKind, isUnchanged, recordHeaders } from './conditional.ts'
import { one } from './credentials.ts'
import {
  admit,
  type Exchange,
  hidingOf,
  identify,
  judgeFields,
  judgeListFile,
  learn,
  noteUse,
  takeLimit,
} from './exchange.ts'
import { requestInfo, warnOfProxy } from './request-info.ts'
import { nothingThere } from './session-area.ts'
import { shareOwner } from './share.ts'
import { refuseSigned } from './signed-record.ts'
import { carryOut, judgeReach, type Outcome } from './transaction.ts'
import { compileCheck } from './validate.ts'

const exchanges = new WeakMap<FastifyRequest, Exchange>()
export const exchangeOf = (request: FastifyRequest): Exchange | undefined => exchanges.get(request)

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}

/** Decides whether the caller stays hidden, before anything can refuse the request. */
export function beginExchange(request: FastifyRequest, services: Services): void {
  const { operation } = request.routeOptions.config
  if (operation) exchanges.set(request, begin(operation, request, services))
}

/** What is kept until the next event of a workspace. */
export interface Answers {
  lists: ListAnswers
  views: ViewAnswers
}

interface Checks {
  params: (value: unknown) => Detail[]
  query: (value: unknown) => Detail[]
  body: (value: unknown) => Detail[]
}

/** Creates the route of an operation. Every request passes through the same steps. */
export function addRoute(
  app: FastifyInstance,
  operation: Operation,
  services: Services,
  { lists, views }: Answers,
): void {
  const checks = compileChecks(operation)
  const address = operation.creates ? addressOfKind(operation.creates, services.operations) : null
  const inOneTrip = isReadInOneTrip(operation)
  app.route({
    method: operation.method,
    url: operation.path,
    config: { operation },
    bodyLimit: bodyLimitOf(operation),
    ...(operation.response && !operation.answers
      ? { schema: { response: { '2xx': envelope(operation) } } }
      : {}),
    onRequest: async (request, reply) => {
      // Shared caches must not store a response for one caller, and browsers must revalidate it.
      reply.header('cache-control', cacheControlOf(operation))
      const exchange = requireExchange(request)
      await takeLimit(exchange, addressBlock(exchange.info.address), reply, services)
      await identify(exchange, request, services)
      if (exchange.lookup && !inOneTrip) await authenticate(exchange, request, reply, services)
      checkContentType(operation, request)
    },
    handler: async (request, reply) => {
      const exchange = requireExchange(request)
      judgeFields(exchange, request.body)
      const details = [
        ...checks.params(request.params),
        ...checks.query(request.query),
        ...(operation.upload ? [] : checks.body(request.body === undefined ? {} : request.body)),
      ]
      if (details.length > 0) {
        if (inOneTrip) await authenticate(exchange, request, reply, services)
        else if (checks.params(request.params).length === 0) {
          await judgeReach(exchange, request, services)
          await refuseSigned(exchange, request, services)
        }
        throw invalidFields(details)
      }
      learn(exchange, { body: request.body ?? {} })
      noteUse(exchange, request, services)
      const format = fileFormatOf(operation, request)
      if (format) {
        if (inOneTrip) await authenticate(exchange, request, reply, services)
        judgeListFile(exchange)
        const file = await fileOfList(exchange, request, services, format)
        return sendFile(file, shareOwner(exchange, services), reply)
      }
      if (inOneTrip) return lists.respond(exchange, request, reply, services)
      if (isKnownBySequence(exchange, request, reply)) return reply.code(304).send()
      const outcome = await views.respond(exchange, request, reply, () =>
        carryOut(exchange, request, services),
      )
      if (outcome === null) return reply
      for (const [name, value] of Object.entries(outcome.headers)) reply.header(name, value)
      if (outcome.kind === 'file') return sendFile(outcome.file, shareOwner(exchange, services), reply)
      return respond(operation, address, outcome, request, reply)
    },
  })
}

/** Tags a response that changes only with an event. Two callers never share a tag: they may see different things. */
function isKnownBySequence(
  { operation, principal, lookup }: Exchange,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  if (!operation.isTaggedBySequence || !principal || !lookup) return false
  const etag = listEtag(principal.sequence, `${lookup.id} ${request.url}`)
  reply.header('etag', etag)
  return isUnchanged(ifNoneMatch(request), etag)
}

function requireExchange(request: FastifyRequest): Exchange {
  const exchange = exchanges.get(request)
  if (!exchange) throw new Error('A request without its exchange')
  return exchange
}

function begin(operation: Operation, request: FastifyRequest, services: Services): Exchange {
  const info = requestInfo(request, services.config, Object.keys(operation.headers ?? {}))
  const hiding = hidingOf(operation, info.path)
  const isAnonymous = hiding.some((hides) => hides({}))
  if (!isAnonymous) warnOfProxy(request, services.config)
  return {
    operation,
    info,
    credentials: { kind: 'none' },
    lookup: null,
    principal: null,
    checks: [],
    hiding,
    soFar: {},
    isAnonymous,
    isUseNoted: false,
    known: null,
  }
}

/** Counts a request for an address that does not exist: guessing addresses is limited like any other use. */
export async function countUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<void> {
  const exchange = begin(nothingThere, request, services)
  await takeLimit(exchange, addressBlock(exchange.info.address), reply, services)
}

/** Admits callers who may use a part of the API, by default one that only accepts sessions. @throws Problem for all others. */
export async function enterArea(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  operation: Operation = nothingThere,
): Promise<Exchange> {
  const exchange = begin(operation, request, services)
  exchanges.set(request, exchange)
  await takeLimit(exchange, addressBlock(exchange.info.address), reply, services)
  await identify(exchange, request, services)
  await authenticate(exchange, request, reply, services)
  return exchange
}

async function authenticate(
  exchange: Exchange,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<void> {
  const { lookup } = exchange
  const [found] = lookup
    ? await services.database.batch(shareOwner(exchange, services), [lookup.statement])
    : []
  admit(exchange, found?.rows[0], request, reply, services)
}

/** Whether a body follows the headers. A client may name a content type for a body of no bytes, or for none. */
export function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length']
  return length === undefined ? headers['transfer-encoding'] !== undefined : length !== '0'
}

function checkContentType(operation: Operation, request: FastifyRequest): void {
  if (!hasBody(request)) return
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const allowed = operation.upload?.contentTypes ?? ['application/json']
  if (allowed.includes(type)) return
  throw unsupportedMediaType(
    `This operation takes ${allowed.join(' or ')}, and the request says ${type === '' ? 'nothing' : type}. Set the header Content-Type`,
  )
}

async function respond(
  operation: Operation,
  address: string | null,
  outcome: Exclude<Outcome, { kind: 'file' }>,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (outcome.kind === 'events') return sendEvents(outcome.events, outcome.end, reply)
  if (outcome.kind === 'replay') {
    const { status, text } = outcome
    if (text !== null)
      reply.headers(recordHeaders(operation, (JSON.parse(text) as { data: unknown }).data, address))
    reply.code(status).type('application/json; charset=utf-8')
    return reply.serializer(unchanged).send(text ?? '')
  }
  if (!operation.response || outcome.status === 204) return reply.code(204).send()
  const { data, status } = outcome
  // A dry run makes no record that could lie anywhere.
  const headers = recordHeaders(operation, data, outcome.headers['dry-run'] ? null : address)
  reply.headers(headers)
  if (operation.method === 'GET' && headers.etag && isUnchanged(ifNoneMatch(request), headers.etag))
    return reply.code(304).send()
  return reply.code(status).send(operation.bare ? data : { success: true, data })
}

const ifNoneMatch = ({ headers }: FastifyRequest) => one(headers['if-none-match'])

async function sendFile(file: Download, owner: string, reply: FastifyReply) {
  // Before the headers of a file, because it may be refused.
  const body = typeof file.body === 'function' ? await file.body(owner) : file.body
  if (file.status) reply.code(file.status)
  if (file.cacheControl) reply.header('cache-control', file.cacheControl)
  // Only the scripts that are written into a page of this server run in it: see page-policy.ts.
  if (file.isInline) return reply.type(file.contentType).serializer(unchanged).send(body)
  const name = file.filename.replace(/[^\w.-]+/g, '_')
  reply.header(
    'content-disposition',
    `attachment; filename="${name}"; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
  )
  // If a browser displays the file instead of saving it, nothing in it may run.
  reply.header('content-security-policy', "default-src 'none'; sandbox")
  reply.type(file.contentType).serializer(unchanged)
  return reply.send(body)
}

// A browser that reconnects sends it as Last-Event-ID, so it misses nothing.
function idOf(event: unknown): string {
  const { sequence } = event as { sequence?: number }
  return sequence === undefined ? '' : `id: ${sequence}\n`
}

function sendEvents(events: AsyncIterable<unknown>, end: AbortController, reply: FastifyReply) {
  const text = async function* () {
    yield 'retry: 2000\n: connected\n\n'
    for await (const event of events)
      yield event === null
        ? ': still here\n\n'
        : event instanceof ServerSent
          ? `event: ${event.event}\nid: ${event.id}\ndata: ${JSON.stringify(event.data)}\n\n`
          : `event: change\n${idOf(event)}data: ${JSON.stringify(event)}\n\n`
  }
  reply.raw.on('close', () => end.abort())
  reply
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .type('text/event-stream')
  return reply.send(Readable.from(text(), { objectMode: false }))
}

function envelope(operation: Operation): TSchema {
  const data = answerSchema(operation)
  return operation.bare ? data : Type.Object({ success: Type.Literal(true), data })
}

/** The schema of `data`; for a list, a page of its records. */
export function answerSchema(operation: Operation): TSchema {
  const schema = operation.response ?? Type.Null()
  return operation.list ? pageOf(schema) : schema
}

/** The schema of an operation's query, with the parameters of every write and of every list. */
export function querySchema(operation: Operation): TSchema {
  const own =
    (operation.query as unknown as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {}
  if (listedSchema(operation)) return Type.Object({ ...own, format: Type.Optional(fileFormat) })
  if (!operation.writes) return operation.query ?? Type.Object({})
  return Type.Object({
    ...own,
    dry_run: Type.Optional(
      Type.Boolean({
        description: 'Answers what would happen, with the header `Dry-Run: true`, and changes nothing.',
      }),
    ),
  })
}

const fileFormat = Type.String({
  enum: ['json', ...fileFormats],
  default: 'json',
  description: '`csv` or `xlsx`: all records that fit the filters, as a file in the order of the list.',
})

function compileChecks(operation: Operation): Checks {
  return {
    params: compileCheck(operation.params ?? Type.Object({}), 'params'),
    query: compileCheck(querySchema(operation), 'query'),
    body: compileCheck(operation.body ?? Type.Object({}), 'body'),
  }
}
