import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import fastJsonStringify, { type Schema as FastJsonSchema } from 'fast-json-stringify'
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Services } from '../kernel/installation.ts'
import type { Operation } from '../kernel/operation.ts'
import { methodNotAllowed, routeNotFound } from '../kernel/problem.ts'
import { ListAnswers } from './answer-list.ts'
import { asProblem, sendProblem } from './answer-problem.ts'
import { ViewAnswers } from './answer-view.ts'
import { addCompression } from './compression.ts'
import { preflightHeaders } from './cors.ts'
import { kindsIn } from './exchange.ts'
import { parseJsonBody } from './json-body.ts'
import { refuseOddRequest } from './odd-request.ts'
import { dataPolicy } from './page-policy.ts'
import { dress, protectContent, renameCookies, securityHeaders } from './response-headers.ts'
import {
  type Answers,
  addRoute,
  beginExchange,
  countUnknown,
  enterArea,
  exchangeOf,
  hasBody,
} from './route.ts'
import { isSessionOnly } from './session-area.ts'
import { attemptOn, auditRefusedChange, permanentNamed, refusePermanent } from './signed-record.ts'
import { watchEventLoop } from './watchdog.ts'

const bodyLimitBytes = 1_000_000
/** The limit for a whole request with its body: enough for 100 MB over a slow line, and an end to clients that send a byte a minute. */
const requestTimeoutMs = 15 * 60_000
/** The limit for an idle connection. Event streams send a heartbeat every twenty seconds. */
const silentTimeoutMs = 2 * 60_000

/** The HTTP server with every operation on it, not yet listening. */
export async function buildServer(services: Services, lists = new ListAnswers()): Promise<FastifyInstance> {
  const answers: Answers = { lists, views: new ViewAnswers() }
  const app = fastify({
    loggerInstance: services.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: silentTimeoutMs,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    // A trailing slash makes no difference: the path is not a record without an id.
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    // The reference is at both paths, but its plugin would redirect from one to the other.
    rewriteUrl: (request) => (request.url === '/docs' ? '/docs/' : (request.url ?? '/')),
    forceCloseConnections: 'idle',
    // While the server stops, requests on open connections are still answered; then the connection closes.
    return503OnClosing: false,
    clientErrorHandler: refuseUnreadable,
    // The path matched no route, so no hook has run.
    frameworkErrors: (error, request, reply) => {
      dress(request, reply, services)
      sendProblem(asProblem(error), error, request, reply, services)
    },
    exposeHeadRoutes: true,
  })
  app.addHook('onRequest', async (request, reply) => {
    beginExchange(request, services)
    dress(request, reply, services)
    // The next request of this client goes to another node.
    if (services.isStopping()) reply.header('connection', 'close')
    refuseOddRequest(request)
  })
  app.addHook('preClose', async () => {
    // A connection that is busy now would stay open idle for another minute after its response.
    const timer = setInterval(() => app.server.closeIdleConnections(), 50)
    app.server.once('close', () => clearInterval(timer))
  })
  // Before the compression: the policy of a page names the scripts in it.
  app.addHook('onSend', async (request, reply, payload) => {
    protectContent(reply, payload)
    renameCookies(request, reply)
    return payload
  })
  addCompression(app)
  app.addHook('onSend', (request, reply, payload, done) => {
    noteScope(request, reply, services)
    // Before a text body, Node writes the headers in the text's UTF-8; before bytes, it writes them unchanged.
    // A request id that is not ASCII must be returned unchanged.
    const isPlain = typeof payload !== 'string' || /^[\x20-\x7e]*$/.test(request.id)
    done(null, isPlain ? payload : Buffer.from(payload))
  })
  app.addHook('onResponse', async (request, reply) => logRequest(request, reply, services))
  watchEventLoop(app, services)
  readBodies(app)
  // Compiled with the first response that needs it, like the validators of requests.
  app.setSerializerCompiler(({ schema }) => {
    let write: ((answer: unknown) => string) | undefined
    return (answer) => {
      write ??= fastJsonStringify(schema as FastJsonSchema)
      return write(answer)
    }
  })
  app.setErrorHandler(async (error, request, reply) => {
    const isDryRun = (request.query as { dry_run?: boolean }).dry_run === true
    await auditRefusedChange(exchangeOf(request), { error, isDryRun }, services)
    return sendProblem(asProblem(error as FastifyError, request), error as Error, request, reply, services)
  })
  app.setNotFoundHandler((request, reply) => notThere(request, reply, services))
  for (const operation of services.operations) {
    if (operation.upload?.contentTypes.includes('application/json'))
      addUnparsed(app, operation, services, answers)
    else addRoute(app, operation, services, answers)
  }
  return app
}

/** The route of an operation that reads the very bytes of a JSON body, because they are signed. */
function addUnparsed(app: FastifyInstance, operation: Operation, services: Services, answers: Answers): void {
  app.register(async (scope) => {
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', (request, payload, done) =>
      done(null, hasBody(request) ? payload : undefined),
    )
    addRoute(scope, operation, services, answers)
  })
}

function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && given.length > 0 && given.length <= 200 ? given : randomUUID()
}

function readBodies(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string | Buffer) => {
      // An empty body counts as no body: an operation without fields accepts both.
      return body === '' ? undefined : parseJsonBody(String(body))
    },
  )
  app.removeContentTypeParser('text/plain')
  // No bytes are no body, whatever type the client names: axios, wget and Python send one by default.
  app.addContentTypeParser('*', (request, payload, done) =>
    done(null, hasBody(request) ? payload : undefined),
  )
}

async function notThere(request: FastifyRequest, reply: FastifyReply, services: Services) {
  if (request.method === 'OPTIONS') return preflight(request, reply)
  const path = (request.url.split('?')[0] ?? '/').replace(/\/$/, '')
  const permanent = permanentNamed(request.method, path)
  const attempt = permanent && attemptOn(permanent.kind, services)
  if (attempt) {
    const exchange = await enterArea(request, reply, services, attempt)
    await refusePermanent(permanent, exchange, request.method, services)
  } else if (isSessionOnly(path, services.modules)) await enterArea(request, reply, services)
  else await countUnknown(request, reply, services)
  const methods = services.operations
    .filter((operation) => matches(operation.path, path))
    .map((operation) => operation.method)
  const problem =
    methods.length > 0
      ? methodNotAllowed(`This address takes ${[...new Set(methods)].join(', ')}, not ${request.method}`, {
          headers: { allow: [...new Set([...methods, 'OPTIONS'])].join(', ') },
        })
      : routeNotFound()
  return sendProblem(problem, problem, request, reply, services)
}

// The allowed methods are no secret. access-control-allow-origin alone decides whether this origin may use them.
function preflight(request: FastifyRequest, reply: FastifyReply) {
  return reply.headers(preflightHeaders(request.headers['access-control-request-headers'])).code(204).send()
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(path)
}

/** Bytes that are not HTTP never reach a route. Their refusal has the same headers. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const id = randomUUID()
  const [status, text] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'The headers are too large']
      : ['400 Bad Request', 'This is no HTTP request that can be read']
  const body = JSON.stringify({ success: false, error: text, code: 'invalid_request', requestId: id })
  const headers = {
    ...securityHeaders,
    'content-security-policy': dataPolicy,
    'x-request-id': id,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  socket.end(
    `HTTP/1.1 ${status}\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n${body}`,
  )
}

// A refused request did not use the scope, and a server error proves nothing.
function noteScope(request: FastifyRequest, reply: FastifyReply, { usage }: Services): void {
  const exchange = exchangeOf(request)
  const { principal, operation } = exchange ?? {}
  if (!exchange || principal?.kind !== 'api_key' || !operation?.scope) return
  if (exchange.isAnonymous) return
  if ([401, 403, 429].includes(reply.statusCode) || reply.statusCode >= 500) return
  usage.noteScope(principal.workspace.uuid, principal.keyId, operation.scope)
}

/** Whether a request that matched no operation stays out of the log: such as a wrong method at an anonymous one. */
function isHiddenPath(path: string, { operations }: Services): boolean {
  return (
    kindsIn(path).some((kind) => kind.hidesCaller) ||
    operations.some((operation) => operation.anonymous && matches(operation.path, path.replace(/\/$/, '')))
  )
}

function logRequest(request: FastifyRequest, reply: FastifyReply, services: Services): void {
  const exchange = exchangeOf(request)
  if (!exchange && reply.statusCode < 400) return
  const { principal, operation, info } = exchange ?? {}
  const asked = request.url.split('?')[0] ?? '/'
  if (exchange ? exchange.isAnonymous : isHiddenPath(asked, services)) return
  // A token in a path is a secret, and many people read the log. This also applies to a wrong method.
  const holders = request.routeOptions.config.operation
    ? [request.routeOptions.config.operation]
    : services.operations
  const holder = holders.find(({ path: one }) => one.includes(':token') && matches(one, asked))
  const path = holder?.path ?? asked
  request.log.info(
    {
      requestId: info?.id ?? request.id,
      clientRequestId: info?.clientId ?? undefined,
      method: request.method,
      path,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      operation: operation?.id,
      workspace: principal?.workspace.id,
      actor: principal?.kind === 'user' ? principal.userId : principal?.keyId,
      address: info?.address,
    },
    'request',
  )
}
