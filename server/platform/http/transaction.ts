import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { admitsAgain } from '../access/still-admitted.ts'
import { sql, type Tx } from '../database/database.ts'
import type { Download } from '../kernel/context.ts'
import type { Emission } from '../kernel/emission.ts'
import type { Services } from '../kernel/installation.ts'
import { type ListQuery, runList } from '../kernel/list.ts'
import { dueMove } from '../kernel/move.ts'
import type { Operation } from '../kernel/operation.ts'
import { projectReach } from '../kernel/principal.ts'
import { notFound, projectNotAllowed, versionMismatch } from '../kernel/problem.ts'
import type { Loaded } from '../kernel/resource.ts'
import { appendAnonymous, appendEvents } from './append-events.ts'
import { isMatched } from './conditional.ts'
import { deviceCookie, sessionCookie, setCookies } from './cookies.ts'
import { one } from './credentials.ts'
import { type Exchange, learn, refuseInMaintenance } from './exchange.ts'
import { claimIdempotencyKey, keepForRepeat } from './idempotency.ts'
import { checkReferences } from './references.ts'
import { retryOnConflict } from './retry.ts'
import { shareOwner } from './share.ts'
import { Upload } from './upload.ts'
import { refusalOfWrite } from './violation.ts'

export type Outcome = { headers: Headers } & (
  | { kind: 'json'; status: number; data: unknown }
  | { kind: 'replay'; status: number; text: string | null }
  | { kind: 'file'; file: Download }
  | { kind: 'events'; events: AsyncIterable<unknown>; end: AbortController }
)

type AnyContext = Parameters<NonNullable<Operation['handle']>>[0]

type Headers = Record<string, string | string[]>

/**
 * Runs an operation in one transaction: idempotency key, record, project, handler, events.
 * Events are appended last, because from there to the commit the other writers of the workspace wait.
 */
export async function carryOut(
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
): Promise<Outcome> {
  const { operation } = exchange
  const dryRun = operation.writes && (request.query as { dry_run?: boolean }).dry_run === true
  const upload = operation.upload ? new Upload(request, exchange, services) : null
  try {
    const prepared = await prepare(exchange, request, services, upload)
    // Before the transaction: a slow sender must hold no connection to the database.
    await upload?.receive()
    return await carryOutPrepared(exchange, request, services, prepared, upload, dryRun)
  } finally {
    await upload?.dispose()
  }
}

async function carryOutPrepared(
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
  prepared: unknown,
  upload: Upload | null,
  dryRun: boolean,
): Promise<Outcome> {
  const { operation, principal } = exchange
  const headers: Headers = dryRun ? { 'dry-run': 'true' } : {}
  let attempt: AnyContext | undefined
  const work = async (tx: Tx): Promise<Outcome> => {
    learn(exchange, { record: undefined })
    if (!principal && operation.writes) refuseInMaintenance(operation, await maintenanceMessage(tx))
    const replayed = dryRun ? null : await claimIdempotencyKey(tx, exchange, request, services)
    const emissions: Emission[] = []
    const { context, end, forCaller } = makeContext(
      tx,
      exchange,
      request,
      services,
      emissions,
      headers,
      upload,
    )
    if (replayed) {
      await checkReplay(tx, exchange, request, context, replayed.text)
      return { ...replayed, headers: { 'idempotency-replayed': 'true' } }
    }
    const loaded = await loadRecord(tx, exchange, request, services)
    if (loaded) learn(exchange, { record: loaded.record })
    await checkProject(exchange, context, loaded)
    checkVersion(operation, request, loaded)
    const { body } = context
    await checkReferences(tx, { operation, body, record: loaded?.record, principal }, services)
    const step = nextMove(tx, operation, loaded, body)
    Object.assign(context, {
      prepared,
      record: loaded?.record,
      projectId: loaded?.projectId ?? null,
      move: step?.due,
    })
    attempt = context
    if (operation.streams) headers.vary = 'Origin, Accept'
    if (operation.streams && wantsStream(request))
      return { kind: 'events', events: operation.streams(context), end, headers }
    const data = forCaller(await handle(operation, context))
    if (step?.isOpen()) throw new Error(`${operation.id} is bound to a move and has not made it`)
    if (operation.answers === 'file') return { kind: 'file', file: data as Download, headers }
    if (operation.answers === 'events')
      return { kind: 'events', events: data as AsyncIterable<unknown>, end, headers }
    const status = operation.response ? (operation.status ?? (operation.creates ? 201 : 200)) : 204
    if (exchange.isAnonymous) await appendAnonymous(tx, exchange, emissions, context.now)
    else await appendEvents(tx, exchange, emissions, loaded, data, context.now, step?.event)
    if (!dryRun) await keepForRepeat(tx, exchange, request, status, data)
    if (principal && operation.writes) {
      tx.afterCommit(() => {
        services.live.nudge(principal.workspace.uuid)
        services.wake('events')
      })
    }
    return { kind: 'json', status, data, headers }
  }
  const once = () =>
    operation.system || !principal
      ? services.database.system(work, {
          rollback: dryRun,
          owner: shareOwner(exchange, services),
          ...(principal ? { workspaceId: principal.workspace.uuid } : {}),
        })
      : services.database.tenant({ workspaceId: principal.workspace.uuid }, work, { rollback: dryRun })
  const explain = async (error: unknown) =>
    attempt ? refusalOfWrite(error, { ...attempt, operation }, services) : error
  return retryOnConflict(once, explain, { isRepeatable: !operation.upload })
}

// Only if the header names the type, as browsers' EventSource does. `*/*` gets the JSON response.
export const wantsStream = ({ headers }: FastifyRequest) =>
  (headers.accept ?? '')
    .toLowerCase()
    .split(',')
    .some((type) => type.split(';')[0]?.trim() === 'text/event-stream')

// The look-up of credentials returns the message; operations without credentials, such as sign-up, read it here.
async function maintenanceMessage(tx: Tx): Promise<string | null> {
  return (await tx.one(sql<'maintenanceMessage'>`select maintenance_message as message from installation`))
    .message
}

async function prepare(
  { operation, principal, info }: Exchange,
  request: FastifyRequest,
  services: Services,
  upload: Upload | null,
): Promise<unknown> {
  return operation.prepare?.({
    principal,
    params: request.params,
    query: request.query,
    body: request.body ?? {},
    now: new Date(),
    request: info,
    services,
    upload: upload?.stream ?? Readable.from([]),
  } as Parameters<NonNullable<Operation['prepare']>>[0])
}

function makeContext(
  tx: Tx,
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
  emissions: Emission[],
  headers: Headers,
  upload: Upload | null,
) {
  const end = new AbortController()
  const cookies: string[] = []
  let sessionToken: string | null = null
  const setCookie = (name: string, value: string, maxAgeSeconds: number) => {
    cookies.push(...setCookies(exchange.info, name, value, maxAgeSeconds))
    headers['set-cookie'] = cookies
  }
  const context = {
    tx,
    services,
    principal: exchange.principal,
    request: exchange.info,
    now: new Date(),
    upload: upload?.stream ?? Readable.from([]),
    signal: end.signal,
    isStillAdmitted: async (own: Tx) => {
      const { operation, lookup, principal, info } = exchange
      return lookup !== null && principal !== null
        ? admitsAgain(own, { operation, lookup, principal }, info.address, services)
        : false
    },
    params: request.params,
    query: request.query,
    body: request.body ?? {},
    record: undefined,
    projectId: null,
    emit: (emission: Emission) => {
      emissions.push(emission)
    },
    setSession: (token: string | null, maxAgeSeconds = 0) => {
      sessionToken = token
      setCookie(sessionCookie, token ?? '', token === null ? 0 : maxAgeSeconds)
      // The next user of this browser finds nothing of this one. Browsers obey only over https.
      if (token === null) headers['clear-site-data'] = '"cache", "storage"'
    },
    setDevice: (token: string, maxAgeSeconds: number) => setCookie(deviceCookie, token, maxAgeSeconds),
  } as unknown as AnyContext
  // A page of ours has the session in its cookie, which no script can read. In a body, one could.
  const forCaller = (data: unknown): unknown =>
    exchange.info.isFromOwnPage && sessionToken !== null && data !== null && typeof data === 'object'
      ? Object.fromEntries(Object.entries(data).filter(([, value]) => value !== sessionToken))
      : data
  return { context, end, forCaller }
}

async function handle(operation: Operation, context: AnyContext): Promise<unknown> {
  if (operation.handle) return operation.handle(context)
  const { principal, tx, query, params, record } = context
  if (operation.list && principal)
    return runList(tx, operation.list, query as ListQuery, principal, params as Record<string, string>)
  return record
}

/** The record that `:id` names. @throws Problem 404 if there is none, or the caller may not see it. */
export async function loadRecord(
  tx: Tx,
  { operation, principal }: Exchange,
  request: FastifyRequest,
  services: Services,
): Promise<Loaded<Record<string, unknown>> | null> {
  if (!operation.on) return null
  const { id } = request.params as { id: string }
  const loaded = await operation.on.load(tx, id, operation.writes)
  if (!loaded) throw notFound()
  const { visible } = operation.on
  if (visible && (!principal || !(await visible(tx, id, principal, services)))) throw notFound()
  return loaded as Loaded<Record<string, unknown>>
}

/** The move that the operation is bound to. @throws Problem if the state of the record does not allow it. */
function nextMove(
  tx: Tx,
  { move }: Operation,
  loaded: Loaded<Record<string, unknown>> | null,
  body: unknown,
) {
  if (!move || !loaded) return null
  const { record } = loaded as Loaded<{ id: string }>
  return dueMove(move.choose(record, body as object), tx, record)
}

/** Refuses a key that is limited to other projects before its body is validated, so it learns nothing about the body. */
export async function judgeReach(
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
): Promise<void> {
  const { operation, principal } = exchange
  const reach = principal ? projectReach(principal) : null
  if (!principal || reach === null || !operation.on?.hasProject) return
  const loaded = await services.database.tenant({ workspaceId: principal.workspace.uuid }, (tx) =>
    loadRecord(tx, exchange, request, services),
  )
  const projectId = loaded?.projectId ?? null
  if (projectId === null || !reach.includes(projectId)) refuseProject(exchange, projectId, reach)
}

function refuseProject(exchange: Exchange, touched: string | null, reach: readonly string[]): never {
  exchange.checks = exchange.checks.filter((check) => check.check !== 'project')
  exchange.checks.push({
    check: 'project',
    outcome: 'failed',
    detail: `The request touches ${touched ?? 'no project'}, the key is limited to ${reach.join(', ')}`,
  })
  throw projectNotAllowed()
}

async function checkProject(
  exchange: Exchange,
  context: AnyContext,
  loaded: Loaded<unknown> | null,
): Promise<void> {
  const { operation, principal } = exchange
  const reach = principal ? projectReach(principal) : null
  if (reach === null) return
  const touched = operation.project ? await operation.project(context) : loaded ? loaded.projectId : undefined
  if (touched !== undefined && (touched === null || !reach.includes(touched)))
    refuseProject(exchange, touched, reach)
  const body = context.body as { projectId?: string | null }
  if (body.projectId !== undefined && (body.projectId === null || !reach.includes(body.projectId)))
    refuseProject(exchange, body.projectId, reach)
}

/**
 * A stored response is given only to a key that could still make the request: its projects may have been narrowed
 * since. The record may be gone, so the project in the response counts too.
 */
async function checkReplay(
  tx: Tx,
  exchange: Exchange,
  request: FastifyRequest,
  context: AnyContext,
  text: string | null,
): Promise<void> {
  const { operation, principal } = exchange
  const reach = principal ? projectReach(principal) : null
  if (reach === null) return
  const { id } = request.params as { id: string }
  const loaded = (await operation.on?.load(tx, id)) ?? null
  await checkProject(exchange, context, loaded)
  const { data } = JSON.parse(text ?? '{}') as { data?: { projectId?: unknown } | null }
  const projectId = data?.projectId
  if (typeof projectId === 'string' && !reach.includes(projectId)) refuseProject(exchange, projectId, reach)
}

function checkVersion(operation: Operation, request: FastifyRequest, loaded: Loaded<unknown> | null): void {
  const wanted = one(request.headers['if-match'])
  if (!operation.writes || wanted === undefined || !loaded) return
  if (!isMatched(wanted, loaded.record)) throw versionMismatch()
}
