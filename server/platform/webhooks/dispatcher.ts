import { randomUUID } from 'node:crypto'
import type { Database, Tx } from '../database/database.ts'
import { type AttemptTools, attempt } from './attempt.ts'
import { beginProbe, mayProbe } from './circuit.ts'
import { fairShares } from './fair-share.ts'
import { createFlusher } from './flusher.ts'
import { isLow, type Lane, makeLane, noteAnswer, roomIn } from './lane.ts'
import { createPlaces } from './places.ts'
import {
  type Claimed,
  claim,
  type EndpointRef,
  findWaiting,
  isDue,
  markProbes,
  positionAfter,
  type QueueEndpoint,
  release,
  reviveProbes,
  soonest,
  start,
} from './queue.ts'

export interface Dispatcher {
  /** There may be something to send now. */
  wake(): void
  /** An endpoint was changed: nothing that was claimed before is sent as it was. */
  refresh(): void
  /** Sends what has begun and gives back the rest, within `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>
}

// A request takes 10 s at most; the rest is for waiting before it and writing after it. What a killed process had
// claimed is sent by another, or by its successor, when this is over.
const leaseMs = 20_000
const neededMs = 12_000
const claimedAhead = 3000
const endpointsPerLook = 500
// What another node commits is seen within this; what this one commits wakes us.
const pollMs = 400
// A thousand commits a second are a thousand wakes, and not as many looks.
const shortestGapMs = 5
const probeEveryMs = 1000
const idleLaneMs = 60_000

/** Sends what waits in webhook_deliveries: claim, commit, send, complete. Any number may run over one database. */
export function startDispatcher({ database, ...tools }: AttemptTools & { database: Database }): Dispatcher {
  const { log, sender } = tools
  const lanes = new Map<string, Lane>()
  const places = createPlaces()
  let position = start
  let nextProbesAt = 0
  let looking: Promise<void> | null = null
  let lookAgain = false
  let isStopping = false
  let isOver = false
  let generation = 0
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

  // One look at a time: what falls due meanwhile is looked for when it has ended.
  function beginLook() {
    timerAt = Number.POSITIVE_INFINITY
    if (looking) {
      lookAgain = true
      return
    }
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
    const begunIn = generation
    const from = position
    const { found, takes, claims } = await database.system((tx) => claimShares(tx, from))
    const claimed = Map.groupBy(claims, (one) => one.endpointId)
    for (const { lane, endpoint, pending, retrying } of takes) {
      const got = claimed.get(endpoint.endpointId) ?? []
      lane.hasMore = got.length >= pending + retrying
      lane.waiting.push(...got)
    }
    // An endpoint was changed between our reading it and now: what was claimed by its old word is claimed again.
    if (generation !== begunIn) await giveBack()
    for (const lane of lanes.values()) pump(lane)
    position = positionAfter(found, endpointsPerLook)
    if (position === start) dropIdleLanes()
    return position === start && generation === begunIn ? soonest(found, pollMs) : 0
  }

  async function claimShares(tx: Tx, from: EndpointRef) {
    if (performance.now() >= nextProbesAt) {
      nextProbesAt = performance.now() + probeEveryMs
      await reviveProbes(tx)
    }
    const found = await findWaiting(tx, from, endpointsPerLook)
    const takes = dealOut(found)
    const probes = takes
      .filter((take) => take.isProbe)
      .map(({ endpoint }) => ({
        ...endpoint,
        probeAt: beginProbe(endpoint.circuit, Date.now()).probeAt ?? 0,
      }))
    if (probes.length > 0) await markProbes(tx, probes)
    const claims =
      takes.length > 0
        ? await claim(
            tx,
            takes.map(({ endpoint, ...take }) => ({ ...endpoint, ...take })),
            { leaseMs, leaseToken: randomUUID() },
          )
        : []
    return { found, takes, claims }
  }

  function dealOut(found: readonly QueueEndpoint[]) {
    const waiting = [...lanes.values()].reduce((sum, lane) => sum + lane.waiting.length, 0)
    const room = claimedAhead - waiting - places.used()
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
    let claimed = places.usedBy(workspaceId)
    for (const lane of lanes.values())
      if (lane.endpoint.workspaceId === workspaceId) claimed += lane.waiting.length
    return claimedAhead / 2 - claimed
  }

  function pump(lane: Lane) {
    while (!isStopping && places.isFreeFor(lane)) {
      const claimed = lane.waiting.shift()
      if (!claimed) break
      // It waited too long for its lease: sending it now could overlap with the process that claims it next.
      if (claimed.leaseEndsAt - performance.now() > neededMs) void deliver(lane, claimed)
    }
  }

  async function deliver(lane: Lane, claimed: Claimed) {
    const leave = places.take(lane)
    const completion = await attempt(lane, claimed, tools)
    // Cut off by our own stop: it says nothing about the receiver, and its lease will end.
    if (isOver) return
    const wereOthersWaiting = leave()
    noteAnswer(lane, {
      isDelivered: completion.next.outcome === 'delivered',
      durationMs: completion.sent.durationMs,
    })
    flusher.add(completion)
    if (wereOthersWaiting) for (const other of lanes.values()) pump(other)
    pump(lane)
    if (isLow(lane)) wake()
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
      generation++
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
      while (places.used() > 0 && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20))
      isOver = true
      await flusher.drain()
      sender.close()
    },
  }
}
