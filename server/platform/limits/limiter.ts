import type { Limit } from '#server/config.ts'

export interface Verdict {
  allowed: boolean
  remaining: number
  /** Seconds until the window has room again. */
  resetSeconds: number
}

/** Counts requests. Two of them: in this process, and in Redis for installations of several nodes. */
export interface Limiter {
  take(key: string, limit: NonNullable<Limit>, nowMs: number): Verdict | Promise<Verdict>
  close(): Promise<void>
}

/**
 * A sliding window from two counters: the current period, and what share of the one before still
 * lies inside the window. A refused request is not counted, so that hammering does not lock out.
 */
export function windowVerdict(
  current: number,
  previous: number,
  limit: NonNullable<Limit>,
  nowMs: number,
): Verdict {
  const elapsed = nowMs % limit.windowMs
  const used = current + previous * (1 - elapsed / limit.windowMs)
  const allowed = used + 1 <= limit.max + 1e-9
  const remaining = Math.max(0, Math.floor(limit.max - used - (allowed ? 1 : 0)))
  return {
    allowed,
    remaining,
    resetSeconds: Math.max(1, Math.ceil(secondsUntilRoom(current, previous, limit, elapsed))),
  }
}

function secondsUntilRoom(
  current: number,
  previous: number,
  limit: NonNullable<Limit>,
  elapsed: number,
): number {
  const left = limit.windowMs - elapsed
  if (current + 1 > limit.max) {
    // Nothing of this period may be over before the next one has forgotten enough of it.
    const forgotten = 1 - (limit.max - 1) / current
    return (left + Math.max(0, forgotten) * limit.windowMs) / 1000
  }
  if (previous === 0) return left / 1000
  const wanted = 1 - (limit.max - 1 - current) / previous
  return Math.max(0, wanted * limit.windowMs - elapsed) / 1000
}

interface Counter {
  period: number
  current: number
  previous: number
}

export function memoryLimiter(maxKeys = 100_000): Limiter {
  const counters = new Map<string, Counter>()
  return {
    take(key, limit, nowMs) {
      const period = Math.floor(nowMs / limit.windowMs)
      let counter = counters.get(key)
      if (!counter) {
        // The oldest goes first: a flood of addresses must not fill the memory.
        if (counters.size >= maxKeys) {
          const oldest = counters.keys().next()
          if (!oldest.done) counters.delete(oldest.value)
        }
        counter = { period, current: 0, previous: 0 }
        counters.set(key, counter)
      } else if (counter.period !== period) {
        counter.previous = counter.period === period - 1 ? counter.current : 0
        counter.current = 0
        counter.period = period
      }
      const verdict = windowVerdict(counter.current, counter.previous, limit, nowMs)
      if (verdict.allowed) counter.current += 1
      return verdict
    },
    close: async () => {},
  }
}
