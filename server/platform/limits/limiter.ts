import type { Limit } from '#server/config.ts'

type Window = NonNullable<Limit>

export interface Verdict {
  allowed: boolean
  remaining: number
  /** Seconds until the window has more room. */
  resetSeconds: number
}

/** Counts requests. Two of them: in this process, and in Redis for installations of several nodes. */
export interface Limiter {
  take(key: string, limit: Window, nowMs: number): Verdict | Promise<Verdict>
  close(): Promise<void>
}

/**
 * A sliding window counts its requests by slices of a hundredth of the window, so that a caller takes as much memory
 * whatever the limit is. A slice leaves as a whole, as long as the window after its last request: no window ever holds
 * more than the limit, and room returns at most one slice late.
 */
export const sliceOf = ({ windowMs }: Window, nowMs: number): number =>
  Math.floor(nowMs / Math.max(1, Math.floor(windowMs / 100)))

/**
 * Whether one more request fits. A refused request is not counted, so that hammering does not lock out.
 * @param oldestMs the last request of the oldest slice; null if there is none.
 */
export function windowVerdict(count: number, oldestMs: number | null, limit: Window, nowMs: number): Verdict {
  const allowed = count < limit.max
  const leavesMs = (oldestMs ?? nowMs) + limit.windowMs
  return {
    allowed,
    remaining: Math.max(0, limit.max - count - (allowed ? 1 : 0)),
    resetSeconds: Math.max(1, Math.ceil((leavesMs - nowMs) / 1_000)),
  }
}

interface Slice {
  count: number
  lastMs: number
}

interface Caller {
  /** The oldest first. */
  slices: Map<number, Slice>
  count: number
  lastMs: number
}

/** `maxKeys`: how many callers are remembered for each length of window. */
export function memoryLimiter(maxKeys = 100_000): Limiter {
  const windows = new Map<number, Map<string, Caller>>()
  return {
    take(key, limit, askedMs) {
      const callers = windows.get(limit.windowMs) ?? new Map<string, Caller>()
      windows.set(limit.windowMs, callers)
      let caller = callers.get(key)
      // A clock that was set back starts from nothing. Otherwise its callers would wait for the old time.
      if (!caller || askedMs < caller.lastMs - limit.windowMs)
        caller = { slices: new Map(), count: 0, lastMs: askedMs }
      // Requests that arrive together may be counted in another order.
      const nowMs = Math.max(askedMs, caller.lastMs)
      forgetSlices(caller, nowMs - limit.windowMs)
      const [oldest] = caller.slices.values()
      const verdict = windowVerdict(caller.count, oldest?.lastMs ?? null, limit, nowMs)
      if (verdict.allowed) {
        const slice = sliceOf(limit, nowMs)
        caller.slices.set(slice, { count: (caller.slices.get(slice)?.count ?? 0) + 1, lastMs: nowMs })
        caller.count += 1
      }
      caller.lastMs = nowMs
      // The last to ask stands last, so those who no longer ask come first.
      callers.delete(key)
      callers.set(key, caller)
      forgetCallers(callers, maxKeys, nowMs - limit.windowMs)
      return verdict
    },
    close: async () => {},
  }
}

function forgetSlices(caller: Caller, beforeMs: number): void {
  for (const [slice, { count, lastMs }] of caller.slices) {
    if (lastMs > beforeMs) return
    caller.slices.delete(slice)
    caller.count -= count
  }
}

// A flood of addresses must not fill the memory.
function forgetCallers(callers: Map<string, Caller>, maxKeys: number, beforeMs: number): void {
  for (const [key, caller] of callers) {
    if (callers.size <= maxKeys && caller.lastMs > beforeMs) return
    callers.delete(key)
  }
}
