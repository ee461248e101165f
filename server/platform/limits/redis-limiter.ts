import { type Limiter, memoryLimiter, windowVerdict } from './limiter.ts'

// Reads both counters and counts the request in one step, so that nodes cannot overtake each other.
const script = `
local current = tonumber(redis.call('get', KEYS[1]) or '0')
local previous = tonumber(redis.call('get', KEYS[2]) or '0')
local share = tonumber(ARGV[2])
if current + previous * share + 1 <= tonumber(ARGV[1]) + 1e-9 then
  redis.call('incr', KEYS[1])
  redis.call('pexpire', KEYS[1], ARGV[3])
end
return {current, previous}`

/** How long Redis may take. A stalled one would otherwise hold every request. */
const answerMs = 100
/** How long this node counts alone after Redis was silent, so that not every request waits for it. */
const aloneMs = 5_000

/** @throws Error if Redis does not answer in time. */
export async function pingRedis(url: string, ms: number): Promise<void> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectTimeout: ms,
    commandTimeout: ms,
    retryStrategy: () => null,
  })
  redis.on('error', () => {})
  try {
    await redis.connect()
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}

/**
 * The limiter that several nodes share. While Redis cannot be reached, or accepts and does not answer, each
 * node counts by itself: a limit that is a little too generous is better than a service that is down.
 */
export async function redisLimiter(url: string): Promise<Limiter> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    connectTimeout: 1_000,
    commandTimeout: answerMs,
    socketTimeout: 2_000,
  })
  redis.on('error', () => {})
  redis.connect().catch(() => {})
  const fallback = memoryLimiter()
  let aloneUntil = 0
  return {
    async take(key, limit, nowMs) {
      if (performance.now() < aloneUntil) return fallback.take(key, limit, nowMs)
      const period = Math.floor(nowMs / limit.windowMs)
      const share = 1 - (nowMs % limit.windowMs) / limit.windowMs
      try {
        const [current, previous] = (await redis.eval(
          script,
          2,
          `apron:limit:{${key}}:${period}`,
          `apron:limit:{${key}}:${period - 1}`,
          limit.max,
          share,
          limit.windowMs * 2,
        )) as [number, number]
        return windowVerdict(current, previous, limit, nowMs)
      } catch {
        aloneUntil = performance.now() + aloneMs
        return fallback.take(key, limit, nowMs)
      }
    },
    close: async () => {
      redis.disconnect()
    },
  }
}
