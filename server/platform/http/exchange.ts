import type { FastifyReply, FastifyRequest } from 'fastify'
import { isRefused, type Lookup, lookupFor, principalFrom } from '../access/authenticate.ts'
import { authorize, type Judgment, judgeFile, judgeProtectiveFields } from '../access/authorize.ts'
import { hashSecret } from '../access/key-secret.ts'
import { type Caller, type Check, checkOrder } from '../access/refusal.ts'
import type { RequestInfo } from '../kernel/context.ts'
import type { HidesCaller, RequestSoFar } from '../kernel/hidden-caller.ts'
import { coreModules, type Services } from '../kernel/installation.ts'
import type { Operation } from '../kernel/operation.ts'
import type { Principal } from '../kernel/principal.ts'
import {
  authenticationRequired,
  crossOrigin,
  inMaintenance,
  type Problem,
  problemEntry,
  rateLimited,
  sessionRequired,
} from '../kernel/problem.ts'
import { kindOfId, type RecordKind } from '../kernel/record-kind.ts'
import { type Limiter, memoryLimiter } from '../limits/limiter.ts'
import { type Credentials, one, readCredentials } from './credentials.ts'
import { isOwnOrigin } from './request-info.ts'
import { rememberWorkspace } from './share.ts'

/** What is known about a request while it is processed. */
export interface Exchange {
  operation: Operation
  info: RequestInfo
  credentials: Credentials
  lookup: Lookup | null
  principal: Principal | null
  checks: Check[]
  /** Checked before everything else, and only once, however often the caller is looked up. */
  limit?: Check
  /** What decides whether the caller stays hidden: rules of the operation, of its record, of records in its path. */
  hiding: HidesCaller[]
  soFar: RequestSoFar
  /** Nothing may record the caller. Decided before anything can fail, and again with each step. */
  isAnonymous: boolean
  /** Whether the last use of the session or key is noted: once in each request. */
  isUseNoted: boolean
  /** The caller whose workspace stores a refusal of this request. */
  known: Caller | null
}

/** The rules that decide whether the caller of a request stays hidden. */
export function hidingOf({ anonymous, on }: Operation, path: string): HidesCaller[] {
  const own = anonymous === true ? () => true : anonymous
  return [own, on?.hidesCaller, ...kindsIn(path).map((kind) => kind.hidesCaller)].filter(
    (rule) => rule !== undefined,
  )
}

/** The kinds of the records that a path names. */
export function kindsIn(path: string): RecordKind[] {
  if (!path.includes('_') && !path.includes('%')) return []
  return decoded(path)
    .split('/')
    .flatMap((segment) => kindOfId(segment) ?? [])
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Adds to what is known of the request, and decides again whether its caller stays hidden. */
export function learn(exchange: Exchange, more: RequestSoFar): void {
  Object.assign(exchange.soFar, more)
  exchange.isAnonymous = exchange.hiding.some((hides) => hides(exchange.soFar))
}

/** Counts the request against its rate limit, before any look-up. */
export async function takeLimit(
  exchange: Exchange,
  block: string,
  reply: FastifyReply,
  services: Services,
): Promise<void> {
  const kind = exchange.operation.limit
  const limit = kind === 'none' ? null : services.config.limits[kind]
  if (limit === null) {
    exchange.limit = passed('limit', 'No limit is set for this class of requests')
    return
  }
  // Anonymous requests are counted only in the memory of this process.
  const limiter = kind === 'anonymous' || exchange.isAnonymous ? local(services) : services.limiter
  const taken = limiter.take(`${kind}:${block}`, limit, Date.now())
  const verdict = taken instanceof Promise ? await taken : taken
  reply.header('ratelimit-policy', `"${kind}";q=${limit.max};w=${Math.round(limit.windowMs / 1000)}`)
  reply.header('ratelimit', `"${kind}";r=${verdict.remaining};t=${verdict.resetSeconds}`)
  const used = `${limit.max} in ${describe(limit.windowMs)} from one address (${kind})`
  exchange.limit = verdict.allowed
    ? passed('limit', `Within ${used}`)
    : { check: 'limit', outcome: 'failed', detail: `More than ${used}: ${block}` }
  if (!verdict.allowed) {
    exchange.known = callerBehind(reply.request, services)
    if (exchange.known) learn(exchange, { caller: 'api_key' })
    throw rateLimited(
      `Too many requests: ${limit.max} in ${describe(limit.windowMs)} are allowed here. Try again in ${verdict.resetSeconds} s`,
      {
        headers: { 'retry-after': String(verdict.resetSeconds) },
      },
    )
  }
}

const locals = new WeakMap<Services, Limiter>()
function local(services: Services): Limiter {
  const known = locals.get(services) ?? memoryLimiter()
  locals.set(services, known)
  return known
}

// Nothing is looked up for a request over the limit. But if the key was used before, its caller is already
// known, and the admins of the workspace can see why their program was refused.
function callerBehind(request: FastifyRequest, services: Services): Caller | null {
  try {
    const credentials = readCredentials(request.headers, request.url, services.config.keyPrefix)
    return credentials.kind === 'key'
      ? services.refusals.callerOf(hashSecret(credentials.secret).toString('base64url'))
      : null
  } catch {
    return null
  }
}

function describe(windowMs: number): string {
  const seconds = windowMs / 1000
  return seconds % 3600 === 0
    ? `${seconds / 3600} h`
    : seconds % 60 === 0
      ? `${seconds / 60} min`
      : `${seconds} s`
}

/** Reads the credentials, if the operation needs any, and prepares their look-up. */
export async function identify(
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
): Promise<void> {
  const { operation } = exchange
  const credentials = readFor(operation, request, services)
  exchange.credentials = credentials
  if (operation.access === 'public' && !(operation.refusesKeys && credentials.kind === 'key')) {
    if (operation.refusesKeys && operation.writes) refuseForeignOrigin(request, services)
    return
  }
  if (credentials.kind === 'none') throw authenticationRequired()
  learn(exchange, { caller: credentials.kind === 'key' ? 'api_key' : 'user' })
  if (operation.writes && credentials.kind === 'session' && credentials.from === 'cookie')
    refuseForeignOrigin(request, services)
  exchange.lookup = await lookupFor(credentials, services)
}

// A public operation ignores other credentials: a stale cookie must not prevent sign-in.
function readFor(operation: Operation, request: FastifyRequest, services: Services): Credentials {
  if (operation.access === 'public' && !operation.refusesKeys) return { kind: 'none' }
  const credentials = readCredentials(request.headers, request.url, services.config.keyPrefix)
  return operation.access === 'public' && credentials.kind === 'session' ? { kind: 'none' } : credentials
}

// A browser sends the cookie whichever site causes the request, but it also says which site that was.
// Programs that send a cookie on purpose say nothing, and they could lie anyway.
function refuseForeignOrigin(request: FastifyRequest, services: Services): void {
  const origin = request.headers.origin
  if (origin === undefined) {
    const site = one(request.headers['sec-fetch-site'])
    if (site === undefined || site === 'same-origin' || site === 'none') return
    throw crossOrigin()
  }
  if (!isOwnOrigin(origin, request.headers.host, services.config)) throw crossOrigin()
}

/** Uses the result of the look-up: who the caller is, and whether they may do this. */
export function admit(
  exchange: Exchange,
  row: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Principal {
  const { operation, lookup, info } = exchange
  if (lookup === null) throw authenticationRequired()
  const result = principalFrom(lookup, row)
  if (isRefused(result)) {
    exchange.checks.push(
      ...(result.check.check === 'credentials' ? [] : [passed('credentials', 'Known here')]),
      result.check,
    )
    if (result.workspaceUuid)
      exchange.known = { workspaceUuid: result.workspaceUuid, keyId: result.keyId, userId: result.userId }
    throw result.problem
  }
  const isKey = result.kind === 'api_key'
  exchange.known = {
    workspaceUuid: result.workspace.uuid,
    keyId: isKey ? result.keyId : null,
    userId: isKey ? null : result.userId,
  }
  if (lookup.kind === 'key') services.refusals.remember(lookup.hash.toString('base64url'), exchange.known)
  exchange.checks.push(
    passed('credentials', isKey ? `The key "${result.keyName}"` : `The session of ${result.email}`),
    passed('revoked', 'Not revoked'),
    passed('expiry', 'Not expired'),
  )
  learn(exchange, { principal: result })
  noteUse(exchange, request, services)
  if (operation.access === 'public') throw sessionRequired()
  const named = [request.headers['x-org-id'], request.headers['x-tenant-id']]
    .map((header) => one(header) ?? '')
    .filter((name) => name !== '')
  if (result.workspace.allowlist !== null) services.usage.noteAllowlist(result.workspace.uuid)
  const judgment = authorize(operation, result, info.address, named, coreModules(services))
  exchange.checks.push(...judgment.checks)
  if (judgment.refusal) throw judgment.refusal
  refuseInMaintenance(operation, result.maintenance)
  exchange.principal = result
  rememberWorkspace(exchange, services)
  tenantHeaders(result, reply)
  return result
}

/** Notes the last use of the session or key, except for a caller who stays hidden. */
export function noteUse(exchange: Exchange, request: FastifyRequest, { usage }: Services): void {
  const { principal } = exchange.soFar
  if (!principal || exchange.isAnonymous || exchange.isUseNoted) return
  exchange.isUseNoted = true
  const { workspace } = principal
  const { address, userAgent } = exchange.info
  if (principal.kind === 'api_key')
    usage.note(workspace.uuid, principal.keyId, principal.secretVersion, address, userAgent)
  else if (isByHand(exchange.operation, request)) usage.noteSession(workspace.uuid, principal.sessionId)
}

/** Refuses fields that protect from a key, and from a session that was proved too long ago. @throws Problem */
export function judgeFields({ operation, soFar, checks }: Exchange, body: unknown): void {
  const { principal } = soFar
  obey(checks, principal ? judgeProtectiveFields(operation, principal, body) : null)
}

/** Refuses a list as a file, where a person has to have proved who they are. */
export function judgeListFile({ operation, soFar, checks }: Exchange): void {
  const { principal } = soFar
  obey(checks, principal ? judgeFile(operation, principal) : null)
}

function obey(checks: Check[], judgment: (Judgment & { checks: [Check] }) | null): void {
  if (!judgment) return
  const [check] = judgment.checks
  const index = checks.findIndex((candidate) => candidate.check === check.check)
  checks.splice(index, 1, check)
  if (judgment.refusal) throw judgment.refusal
}

// An open console sends requests by itself: its live stream reconnects, and lists reload after each change.
// If those counted, no session would ever be idle. The header can only end a session sooner, so it is safe
// to trust.
function isByHand({ answers }: Operation, { headers }: FastifyRequest): boolean {
  return answers !== 'events' && one(headers['x-background']) !== 'true'
}

/** During maintenance, only sign-in, sign-out and the system pages can write. */
export function refuseInMaintenance({ writes, worksInMaintenance }: Operation, message: string | null): void {
  if (message === null || !writes || worksInMaintenance) return
  throw inMaintenance(message, { headers: { 'retry-after': '60' } })
}

function passed(check: Check['check'], detail: string): Check {
  return { check, outcome: 'passed', detail }
}

function tenantHeaders({ workspace }: Principal, reply: FastifyReply): void {
  reply.header('x-tenant-id', workspace.uuid)
  reply.header('x-tenant-slug', workspace.slug)
  // A header holds only Latin letters; other characters are percent-encoded.
  reply.header(
    'x-tenant-name',
    /^[\x20-\x7e]*$/.test(workspace.name) ? workspace.name : encodeURIComponent(workspace.name),
  )
  reply.header('x-tenant-timezone', workspace.timezone)
  reply.header('x-tenant-modules', workspace.modules.join(','))
}

/** Stores a refusal for the admins of the caller's workspace. */
export function rememberRefusal(exchange: Exchange, problem: Problem, services: Services): void {
  const { known, info, operation } = exchange
  if (!known || exchange.isAnonymous || ![401, 403, 429].includes(problem.status)) return
  const checks = [...(exchange.limit ? [exchange.limit] : []), ...exchange.checks]
  services.refusals.add({
    ...known,
    // What the response said, so that people can ask about it.
    requestId: info.clientId ?? info.id,
    method: info.method,
    path: info.path,
    operationId: operation.id,
    status: problem.status,
    code: problem.code,
    message: problem.message,
    address: info.address,
    fix: problemEntry(problem.code)?.fix ?? '',
    checks: checkOrder.map(
      (check) => checks.find((one) => one.check === check) ?? { check, outcome: 'not_reached', detail: '' },
    ),
  })
}
