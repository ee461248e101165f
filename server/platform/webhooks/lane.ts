import type { Claimed, QueueEndpoint } from './queue.ts'
import type { SigningKey } from './signing.ts'

/** What this process knows of one endpoint: what waits to be sent, what is on its way, and how much it bears. */
export interface Lane {
  endpoint: QueueEndpoint
  waiting: Claimed[]
  inFlight: number
  /** How many may be on their way at once. Grows with quick success, halves with failure. */
  cap: number
  meanMs: number
  /** Its last answer was a success. Until then, and from a failure on, it shares its places with others of its kind. */
  isProven: boolean
  /** The last claim got all that it asked for, so there is probably more. */
  hasMore: boolean
  /** Opened when first needed, and again when the versions change. */
  keys: { versions: string; keys: SigningKey[] } | null
  usedAt: number
}

const firstCap = 4
const largestCap = 64
// A receiver slower than this is not made faster by asking it more at once.
const quickMs = 1000
// Claimed ahead of sending, as much as is sent in this time, so that a claim is worth its round trip.
const lookaheadMs = 300
const largestLookahead = 500

export function makeLane(endpoint: QueueEndpoint): Lane {
  // A receiver that has just come back is not met with everything at once.
  const cap = endpoint.circuit.failures > 0 ? 1 : firstCap
  return {
    endpoint,
    waiting: [],
    inFlight: 0,
    cap,
    meanMs: quickMs,
    isProven: false,
    hasMore: false,
    keys: null,
    usedAt: performance.now(),
  }
}

export function noteAnswer(
  lane: Lane,
  { isDelivered, durationMs }: { isDelivered: boolean; durationMs: number },
) {
  lane.isProven = isDelivered
  lane.usedAt = performance.now()
  if (!isDelivered) {
    lane.cap = Math.max(1, Math.floor(lane.cap / 2))
    lane.meanMs = quickMs
    return
  }
  lane.meanMs = lane.meanMs * 0.9 + durationMs * 0.1
  if (durationMs < quickMs) lane.cap = Math.min(largestCap, lane.cap + 1)
}

/** How many more deliveries the lane can use now. */
export function roomIn(lane: Lane) {
  const lookahead = !lane.isProven
    ? 0
    : Math.min(largestLookahead, Math.floor((lane.cap * lookaheadMs) / Math.max(1, lane.meanMs)))
  return Math.max(0, lane.cap + lookahead - lane.inFlight - lane.waiting.length)
}

export function isLow(lane: Lane) {
  return lane.hasMore && roomIn(lane) >= Math.max(1, lane.waiting.length)
}
