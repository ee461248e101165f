import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import type { TestApp } from './app.ts'
import {
  type AttackRequest,
  idFields,
  type RequestMaker,
  requestMaker,
  send,
  type Twist,
} from './attack-request.ts'
import { idPrefix, type JsonSchema } from './attack-sample.ts'
import { type CarriedRequest, succeedingRequest } from './carry-out.ts'
import { type Client, client } from './client.ts'
import { DeclaredAnswers } from './declared-answer.ts'
import { nasty } from './nasty.ts'
import { ownInstallation } from './own-installation.ts'
import { type TestWorkspace, workspace } from './workspace.ts'

export interface FuzzOutcome {
  requests: number
  /** How many answers had each status. */
  statuses: Map<number, number>
  /** One sentence for each kind of fault of each operation. */
  faults: string[]
  /** The operations that never answered 2xx. */
  neverCarriedOut: string[]
}

/** Requests of each operation in a workspace, of which the first fits; until it was carried out, with all that it needs prepared. After them comes a new workspace. */
const requestsOfEach = 6
const atOnce = 4

/**
 * What would keep all other requests from doing anything: it ends sessions, demands what no other request here has,
 * turns modules off, or concerns the whole installation. Its succeeding request is sent in a workspace of its own; others are only tried.
 */
const standsAlone = ({ path, writes }: Operation) =>
  writes &&
  (/^\/api\/(system|auth|v1\/auth|session-timeout|user\/(sessions|password|passkeys|mfa))\b/.test(path) ||
    /^\/api\/v1\/admin\/workspace$|^\/api\/settings\/(sso|mfa|ip-whitelist)\b|\/(hand-over|policy)$|\/members\/:id\/sessions$/.test(
      path,
    ))

/** Numbers that depend on the seed alone, so that a run can be repeated. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A workspace whose operations are called, with what is in it. */
interface Target {
  space: TestWorkspace
  callers: Callers
  maker: RequestMaker
  pool: RecordPool
}

/**
 * Under load a connection may close in the moment in which it is used again. A new one is tried then. A request that
 * the server held for long before it closed the connection is a fault of the server.
 */
async function onFreshConnection<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const start = performance.now()
    try {
      return await ask()
    } catch (error) {
      const heldMs = performance.now() - start
      if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
      if (heldMs > 60_000)
        throw new Error(`got no answer within ${Math.round(heldMs / 1_000)} s`, { cause: error })
      if (tries === 20) throw error
      await sleep(tries * 200)
    }
  }
}

type Callers = Record<'owner' | 'key' | 'pilot' | 'nobody', Client>

async function targetIn(space: TestWorkspace): Promise<Target> {
  const [key, pilot] = await Promise.all([space.key(), space.as('pilot')])
  return {
    space,
    callers: { owner: space.owner, key, pilot, nobody: space.anybody },
    maker: requestMaker(space),
    pool: new RecordPool(),
  }
}

/** The records that answers have shown, by the prefixes of their ids. */
class RecordPool {
  readonly #records = new Map<string, { id: string }[]>()

  learn(data: unknown): void {
    if (Array.isArray(data)) for (const entry of data.slice(0, 100)) this.learn(entry)
    else if (data !== null && typeof data === 'object') {
      const { id, items } = data as { id?: unknown; items?: unknown }
      if (typeof id === 'string') this.#add(data as { id: string })
      if (Array.isArray(items)) this.learn(items)
    }
  }

  #add(record: { id: string }): void {
    const prefix = record.id.split('_')[0] ?? ''
    const others = (this.#records.get(prefix) ?? []).filter(({ id }) => id !== record.id)
    this.#records.set(prefix, [record, ...others].slice(0, 100))
  }

  /** The id of a record that the operation may move, or else of any of its kind. */
  pick(prefix: string, operation: Operation, random: () => number): string | null {
    const records = this.#records.get(prefix) ?? []
    const { move, on } = operation
    const movable =
      move && on?.prefix === prefix && random() < 0.9
        ? records.filter((record) =>
            move.bound.some(({ from }) =>
              from.includes((record as Record<string, unknown>)[move.machine.field] as never),
            ),
          )
        : []
    const from = movable.length > 0 ? movable : records
    return from.length > 0 ? pick(from, random).id : null
  }
}

interface FuzzOptions {
  requests: number
  seed: number
  inside?: TestWorkspace
  progress?(outcome: {
    requests: number
    faults: ReadonlyMap<string, string>
    carriedOut: ReadonlySet<string>
  }): void
}

/**
 * Sends requests to every operation, valid ones and such that lie beside them, as members, keys and strangers, and
 * compares each answer with the description. Without a workspace it makes one after the other.
 */
export async function fuzz(
  app: TestApp,
  { requests, seed, inside, progress }: FuzzOptions,
): Promise<FuzzOutcome> {
  const declared = await DeclaredAnswers.read(client(app.origin))
  const outcome = { requests: 0, statuses: new Map<number, number>() }
  const faults = new Map<string, string>()
  const carriedOut = new Set<string>()
  const random = randomNumbers(seed)
  const operations = app.services.operations.filter(({ answers }) => answers !== 'events')
  // The client closes an idle connection first: the two run in one busy process, and their timers race.
  app.server.server.keepAliveTimeout = 0
  let target = await targetIn(inside ?? (await workspace(undefined, app)))
  if (inside) await fillPool(target, operations)
  /** Sends a request, counts its answer, and compares it with the description. */
  const sent = async (operation: Operation, { request, caller }: CarriedRequest) => {
    const { space, pool } = target
    const answer = await onFreshConnection(() => send(caller, request))
    outcome.requests += 1
    outcome.statuses.set(answer.status, (outcome.statuses.get(answer.status) ?? 0) + 1)
    if (answer.status < 400 && !request.path.includes('dry_run')) {
      carriedOut.add(operation.id)
      if (caller === space.owner) pool.learn(answer.data)
    }
    const fault = declared.faultOf(operation, answer)
    if (fault) {
      const kind = `${operation.id} ${answer.status} ${fault.replaceAll(/\d+|"[^"]*"/g, '').slice(0, 80)}`
      const asked = `${request.method} ${request.path} ${String(request.body ?? '').slice(0, 300)}`
      faults.set(kind, faults.get(kind) ?? `${asked}: ${fault}`)
    }
    if (answer.status === 401 && caller === space.owner) await space.signInAgain()
    return answer
  }
  const ask = async (operation: Operation, isFirst: boolean) => {
    if (!isFirst)
      return sent(operation, await onFreshConnection(() => twistedRequest(target, operation, random)))
    if (carriedOut.has(operation.id))
      return sent(operation, await onFreshConnection(() => fittingRequest(target, operation)))
    const answer = await sent(operation, await onFreshConnection(() => firstRequest(target, operation)))
    if (answer.status < 400) return answer
    // Earlier requests may have left the workspace so that it is refused.
    const elsewhere = await onFreshConnection(async () => targetIn(await target.space.another()))
    return sent(operation, await onFreshConnection(() => firstRequest(elsewhere, operation)))
  }
  while (outcome.requests < requests) {
    const queue = shuffled(
      operations.flatMap((operation) =>
        Array.from({ length: requestsOfEach }, (_, turn) => ({ operation, isFirst: turn === 0 })),
      ),
      random,
    ).slice(0, requests - outcome.requests)
    const work = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const { operation, isFirst } = next
        await ask(operation, isFirst).catch((error: Error) => {
          outcome.requests += 1
          faults.set(
            `${operation.id} ${error.message}`,
            `${operation.id}: ${error.message} ${error.cause ?? ''}`,
          )
        })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    progress?.({ requests: outcome.requests, faults, carriedOut })
    if (!inside) target = await onFreshConnection(async () => targetIn(await workspace(undefined, app)))
  }
  return {
    ...outcome,
    faults: [...faults.values()],
    neverCarriedOut: operations.filter(({ id }) => !carriedOut.has(id)).map(({ id }) => id),
  }
}

async function fillPool({ space, pool }: Target, operations: readonly Operation[]): Promise<void> {
  for (const { list, path, access } of operations)
    if (list && access !== 'public' && !path.includes(':'))
      pool.learn((await space.owner.get(`${path}?page_size=100`)).data)
}

const callerOf = ({ access }: Operation, { owner, key, nobody }: Callers): Client =>
  access === 'public' ? nobody : access === 'key' ? key : owner

/** The request that the operation carries out; one that fits its schemas where the workspace is not as its preparation needs it. */
async function firstRequest(
  { space, maker, callers }: Target,
  operation: Operation,
): Promise<CarriedRequest> {
  try {
    if (!standsAlone(operation)) return await succeedingRequest(space, maker, operation)
    const place = operation.path.startsWith('/api/system') ? await ownInstallation() : await space.another()
    return await succeedingRequest(place, requestMaker(place), operation)
  } catch (error) {
    // Earlier requests may have left the workspace so, but the server may not fail.
    if (/answered 5\d\d|fetch failed/.test(String(error))) throw error
    return { request: await maker.make(operation), caller: callerOf(operation, callers) }
  }
}

/** A request that fits its schemas, on new records. To prepare each again would take most of the time. */
async function fittingRequest({ maker, callers }: Target, operation: Operation): Promise<CarriedRequest> {
  const query: Record<string, string> = standsAlone(operation) ? { dry_run: 'true' } : {}
  const request = await maker.make(operation, { query, id: (prefix) => maker.freshRecord(prefix) })
  return { request, caller: callerOf(operation, callers) }
}

async function twistedRequest(
  target: Target,
  operation: Operation,
  random: () => number,
): Promise<CarriedRequest> {
  const { callers } = target
  const caller = random() < 0.6 ? callerOf(operation, callers) : pick(Object.values(callers), random)
  return { request: await twisted(target, operation, random), caller }
}

async function twisted(
  { maker, pool }: Target,
  operation: Operation,
  random: () => number,
): Promise<AttackRequest> {
  const query: Record<string, string> = standsAlone(operation) ? { dry_run: 'true' } : {}
  const known = (prefix: string) => pool.pick(prefix, operation, random) ?? maker.record(prefix)
  const twist: Twist = { query, id: random() < 0.1 ? (prefix) => newId(prefix) : known }
  const queryFields = Object.entries((operation.query as unknown as JsonSchema | undefined)?.properties ?? {})
  if (queryFields.length > 0 && random() < 0.5) {
    const [name, schema] = pick(queryFields, random)
    query[name] = textOf(pick(valuesOf(schema), random))
  }
  if (!operation.upload) Object.assign(twist, bodyTwist(operation, pool, random))
  return maker.make(operation, twist)
}

/** A field more that fits, one that lies at the edge of its schema or beside it, one that is missing, or other records. */
function bodyTwist(operation: Operation, pool: RecordPool, random: () => number): Twist {
  const fields = Object.entries((operation.body as unknown as JsonSchema | undefined)?.properties ?? {})
  if (fields.length === 0) return {}
  const [name, schema] = pick(fields, random)
  const kind = random()
  if (kind < 0.2) return {}
  if (kind < 0.45) return { put: [{ path: [name] }] }
  if (kind < 0.8) return { put: [{ path: [name], value: pick(valuesOf(schema), random) ?? null }] }
  if (kind < 0.9) return { body: ({ [name]: _left, ...others }) => others }
  const put = idFields(operation).flatMap(({ path, prefixes }) => {
    const value = path.includes('*') ? null : pool.pick(prefixes[0] ?? '', operation, random)
    return value ? [{ path, value }] : []
  })
  return { put }
}

const textOf = (value: unknown) =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 2_000)

interface Bounded extends JsonSchema {
  maximum?: number
  maxItems?: number
}

/** Values at the edges of a schema and beside them. */
function valuesOf(schema: Bounded): unknown[] {
  const of: unknown[] = [...nasty, null, true, -1, 0, 2 ** 53, 1.5, [], {}, '', '0000-01-01', '9999-12-31']
  const { enum: choices, minimum, maximum, minLength, maxLength, items, maxItems, format } = schema
  const prefix = idPrefix(schema)
  if (prefix) of.push(newId(prefix), newId('zzz'))
  if (choices) of.push(...choices)
  if (minimum !== undefined) of.push(minimum, minimum - 1)
  if (maximum !== undefined) of.push(maximum, maximum + 1)
  if (minLength !== undefined) of.push('x'.repeat(minLength))
  if (maxLength !== undefined) of.push('x'.repeat(maxLength), 'ż'.repeat(maxLength + 1))
  if (format === 'date') of.push('2026-02-29', '2024-02-29', '1899-12-31')
  if (format === 'date-time')
    of.push('2026-03-01T12:00:00+14:00', '2026-03-29T02:30:00Z', '1970-01-01T00:00:00Z')
  if (items)
    of.push(
      Array.from({ length: Math.min(maxItems ?? 200, 200) + 1 }, () => 'x'),
      [null],
    )
  for (const form of schema.anyOf ?? []) of.push(...valuesOf(form))
  return of
}

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)] as T

/** Each operation comes about as often as the others at each time. */
function shuffled<T>(list: T[], random: () => number): T[] {
  return list
    .map((entry) => ({ entry, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry)
}
