import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import type { Secrets } from '../secrets.ts'
import { beginProbe, mayProbe } from './circuit.ts'
import type { Completion } from './completion.ts'
import { openKeys } from './endpoint-secret.ts'
import { fairShares } from './fair-share.ts'
import { createFlusher } from './flusher.ts'
import { nextStep } from './ladder.ts'
import { isLow, type Lane, makeLane, noteAnswer, roomIn } from './lane.ts'
import {
  type Claimed,
  claim,
  findWaiting,
  markProbes,
  type Position,
  type QueueEndpoint,
  release,
  reviveProbes,
  start,
} from './queue.ts'
import type { Sender, Sent } from './send.ts'
import { signedHeaders } from './signing.ts'

export interface Dispatcher {
  /** There may be something to send now. */
  wake(): void
  /** An endpoint was changed: nothing that was claimed before is sent as it was. */
  refresh(): void
  /** Sends what has begun and gives back the rest, within `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>
}

export interface DispatcherOptions {
  database: Database
  secrets: Secrets
  log: Logger
  sender: Sender
  version: string
}

// A request takes 10 s at most; the rest is for waiting before it and writing after it. What a killed process had
// claimed is sent by another, or by its successor, when this is over.
const leaseMs = 20_000
const neededMs = 12_000
const totalPlaces = 2048
const workspacePlaces = 128
// Receivers that hang cannot hold more than this, however many they are.
const unprovenPlaces = 1024
const claimedAhead = 3000
const endpointsPerLook = 500
// What another node commits is seen within this; what this one commits wakes us.
const pollMs = 400
// A thousand commits a second are a thousand wakes, and not as many looks.
const shortestGapMs = 5
const probeEveryMs = 1000
const idleLaneMs = 60_000

/** Sends what waits in webhook_deliveries: claim, commit, send, complete. Any number may run over one database. */
export function startDispatcher({ database, secrets, log, sender, version }: DispatcherOptions): Dispatcher {
  const lanes = new Map<string, Lane>()
  const places = { used: 0, unproven: 0, byWorkspace: new Map<string, number>() }
  const userAgent = `Apron/${version} (webhooks)`
  let position = start
  let nextProbesAt = 0
  let looking: Promise<void> | null = null
  let lookAgain = false
  let isStopping = false
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let timerAt = Number.POSITIVE_INFINITY

  const flusher = createFlusher({
    database,
    log,
    onFlushed({ circuits, retryInMs, hasNew }) {
      for (const [endpointId, circuit] of circuits) {
        const lane = lanes.get(endpointId)
        if (lane) lane.endpoint.circuit = circuit
      }
      if (hasNew) wakeIn(0)
      else if (retryInMs !== null) wakeIn(retryInMs)
    },
  })

  function wakeIn(ms: number) {
    const at = Math.max(performance.now() + ms, lookedAt + shortestGapMs)
    if (isStopping || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(beginLook, Math.max(0, at - performance.now()))
  }

  function wake() {
    if (looking) lookAgain = true
    else wakeIn(0)
  }

  function beginLook() {
    timerAt = Number.POSITIVE_INFINITY
    looking = look()
      .catch((error) => {
        log.error({ err: error }, 'webhooks: the queue cannot be read; trying again')
        return 1000
      })
      .then((waitMs) => {
        looking = null
        lookedAt = performance.now()
        const isAsked = lookAgain
        lookAgain = false
        wakeIn(isAsked ? 0 : waitMs)
      })
  }

  /** Claims what there is room for, and starts sending it. @returns how long nothing more is due. */
  async function look(): Promise<number> {
    const waiting = [...lanes.values()].reduce((sum, lane) => sum + lane.waiting.length, 0)
    const from = position
    let found: QueueEndpoint[] = []
    const claims = await database.system(async (tx) => {
      if (performance.now() >= nextProbesAt) {
        nextProbesAt = performance.now() + probeEveryMs
        await reviveProbes(tx)
      }
      found = await findWaiting(tx, from, endpointsPerLook)
      const takes = dealOut(found, claimedAhead - waiting - places.used)
      if (takes.length === 0) return []
      const probes = takes.flatMap(({ endpoint, isProbe }) =>
        isProbe
          ? [
              {
                workspaceId: endpoint.workspaceId,
                endpointId: endpoint.endpointId,
                probeAt: beginProbe(endpoint.circuit, Date.now()).probeAt ?? 0,
              },
            ]
          : [],
      )
      if (probes.length > 0) await markProbes(tx, probes)
      return claim(
        tx,
        takes.map(({ endpoint, pending, retrying }) => ({
          workspaceId: endpoint.workspaceId,
          endpointId: endpoint.endpointId,
          pending,
          retrying,
        })),
        { leaseMs, leaseToken: randomUUID() },
      )
    })
    for (const one of claims) lanes.get(one.endpointId)?.waiting.push(one)
    for (const lane of lanes.values()) pump(lane)
    position = positionAfter(found)
    if (position === start) dropIdleLanes()
    return position === start ? soonest(found) : 0
  }

  function dealOut(found: readonly QueueEndpoint[], room: number) {
    const now = Date.now()
    const candidates = found.flatMap((endpoint) => {
      const isProbe = mayProbe(endpoint.circuit, {
        now,
        lastFailureAt: endpoint.lastFailureAt,
        isWaiting: isDue(endpoint.pendingInMs),
      })
      const hasPending = isDue(endpoint.pendingInMs) && (isProbe || endpoint.circuit.state === 'closed')
      const hasRetrying = isDue(endpoint.retryingInMs)
      if (!endpoint.isEnabled || (!hasPending && !hasRetrying)) return []
      const lane = lanes.get(endpoint.endpointId) ?? makeLane(endpoint)
      lanes.set(endpoint.endpointId, lane)
      lane.endpoint = endpoint
      return [{ endpoint, lane, isProbe, hasPending, hasRetrying }]
    })
    const shares = candidates.map(({ endpoint, lane }) => ({ ...endpoint, want: roomIn(lane) }))
    const takes = fairShares(shares, { room, roomOf: (workspaceId) => workspaceRoom(workspaceId) })
    return candidates.flatMap((candidate) => {
      const take = takes.get(candidate.endpoint.endpointId) ?? 0
      candidate.lane.hasMore = take > 0 || roomIn(candidate.lane) === 0
      if (take === 0) return []
      const { hasPending, hasRetrying, isProbe } = candidate
      const half = hasPending && hasRetrying ? Math.ceil(take / 2) : take
      return [
        { ...candidate, pending: hasPending ? (isProbe ? 1 : half) : 0, retrying: hasRetrying ? half : 0 },
      ]
    })
  }

  // Twice what may be on its way: while that is being sent the next is at hand.
  function workspaceRoom(workspaceId: string) {
    let claimed = places.byWorkspace.get(workspaceId) ?? 0
    for (const lane of lanes.values())
      if (lane.endpoint.workspaceId === workspaceId) claimed += lane.waiting.length
    return claimedAhead / 2 - claimed
  }

  function hasPlace(lane: Lane) {
    if (places.used >= totalPlaces) return false
    // One is always allowed: a workspace whose other receivers hang still reaches this one.
    if (lane.inFlight === 0) return true
    return (
      lane.inFlight < lane.cap &&
      (places.byWorkspace.get(lane.endpoint.workspaceId) ?? 0) < workspacePlaces &&
      (lane.isProven || places.unproven < unprovenPlaces)
    )
  }

  function pump(lane: Lane) {
    while (!isStopping && hasPlace(lane)) {
      const claimed = lane.waiting.shift()
      if (!claimed) break
      // It waited too long for its lease: sending it now could overlap with whoever claims it next.
      if (claimed.leaseEndsAt - performance.now() > neededMs) void deliver(lane, claimed)
    }
  }

  async function deliver(lane: Lane, claimed: Claimed) {
    const { workspaceId } = claimed
    const isUnproven = !lane.isProven
    lane.inFlight++
    places.used++
    if (isUnproven) places.unproven++
    places.byWorkspace.set(workspaceId, (places.byWorkspace.get(workspaceId) ?? 0) + 1)
    const completion = await attempt(lane, claimed)
    // Cut off by our own stop: it says nothing about the receiver, and its lease will end.
    if (isOver) return
    const wasFull =
      places.used >= totalPlaces ||
      places.unproven >= unprovenPlaces ||
      (places.byWorkspace.get(workspaceId) ?? 0) >= workspacePlaces
    lane.inFlight--
    places.used--
    if (isUnproven) places.unproven--
    const left = (places.byWorkspace.get(workspaceId) ?? 1) - 1
    if (left > 0) places.byWorkspace.set(workspaceId, left)
    else places.byWorkspace.delete(workspaceId)
    noteAnswer(lane, {
      isDelivered: completion.next.outcome === 'delivered',
      durationMs: completion.sent.durationMs,
    })
    flusher.add(completion)
    if (wasFull) for (const other of lanes.values()) pump(other)
    pump(lane)
    if (isLow(lane)) wake()
  }

  async function attempt(lane: Lane, claimed: Claimed): Promise<Completion> {
    const { endpoint } = lane
    const isProbe = endpoint.circuit.state !== 'closed' && claimed.isFirst
    const at = new Date()
    const body = Buffer.from(claimed.payload)
    let requestHeaders: Record<string, string> = {}
    let sent: Sent
    try {
      requestHeaders = {
        ...signedHeaders({ deliveryId: claimed.id, uuid: claimed.uuid, body, at, keys: keysOf(lane) }),
        'User-Agent': userAgent,
      }
      sent = await sender.send({ url: endpoint.url, headers: requestHeaders, body })
    } catch (error) {
      log.error({ err: error, deliveryId: claimed.id }, 'webhooks: an attempt failed on our side')
      sent = {
        status: null,
        responseHeaders: {},
        responseBody: '',
        error: 'The delivery could not be prepared on our side; the log of the installation says why',
        durationMs: 0,
      }
    }
    const next = nextStep({
      ladder: endpoint.ladder,
      step: claimed.step,
      answer: { status: sent.status, retryAfter: sent.responseHeaders['retry-after'] },
      now: at,
    })
    return {
      claimed,
      at,
      url: endpoint.url,
      requestHeaders,
      sent,
      next,
      isProbe,
      isPristine: endpoint.circuit.failures === 0 && endpoint.circuit.state === 'closed',
    }
  }

  function keysOf(lane: Lane) {
    if (lane.keys?.versions !== lane.endpoint.secretVersions) {
      lane.keys = { versions: lane.endpoint.secretVersions, keys: openKeys(secrets, lane.endpoint) }
    }
    return lane.keys.keys
  }

  function dropIdleLanes() {
    const before = performance.now() - idleLaneMs
    for (const [id, lane] of lanes)
      if (lane.inFlight === 0 && lane.waiting.length === 0 && lane.usedAt < before) lanes.delete(id)
  }

  async function giveBack() {
    const claims = [...lanes.values()].flatMap((lane) => lane.waiting.splice(0))
    if (claims.length > 0) await database.system((tx) => release(tx, claims))
  }

  wakeIn(0)
  return {
    wake,
    refresh() {
      giveBack()
        .catch((error) =>
          log.error({ err: error }, 'webhooks: claims could not be given back; their leases will end'),
        )
        .finally(wake)
    },
    async stop(timeoutMs = 6000) {
      isStopping = true
      clearTimeout(timer)
      await looking
      await giveBack().catch((error) =>
        log.error({ err: error }, 'webhooks: claims could not be given back; their leases will end'),
      )
      const deadline = performance.now() + timeoutMs
      while (places.used > 0 && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20))
      isOver = true
      await flusher.drain()
      sender.close()
    },
  }
}

function isDue(inMs: number | null) {
  return inMs !== null && inMs <= 0
}

// Where a look was cut off, the next one goes on from the first of both queues' ends.
function positionAfter(found: readonly QueueEndpoint[]): Position {
  const ends = [
    found.filter((one) => one.pendingInMs !== null),
    found.filter((one) => one.retryingInMs !== null),
  ]
    .filter((queue) => queue.length >= endpointsPerLook)
    .flatMap((queue) => queue.slice(-1))
  ends.sort((a, b) => (a.workspaceId + a.endpointId < b.workspaceId + b.endpointId ? -1 : 1))
  return ends[0] ?? start
}

function soonest(found: readonly QueueEndpoint[]) {
  const future = found
    .flatMap((one) => [one.circuit.state === 'closed' ? one.pendingInMs : null, one.retryingInMs])
    .filter((ms) => ms !== null && ms > 0)
  return Math.min(pollMs, ...(future as number[]).map((ms) => Math.ceil(ms)))
}
