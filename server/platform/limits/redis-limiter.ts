import { type Limiter, memoryLimiter, sliceOf, windowVerdict } from './limiter.ts'

// Counts and adds the request in one step, so that nodes cannot overtake each other. A field is a slice, and its value
// the count and the last request.
const script = `
local max, now, window, current = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local slices = redis.call('hgetall', KEYS[1])
local count, inCurrent, oldest = 0, 0, -1
for index = 1, #slices, 2 do
  local part, last = string.match(slices[index + 1], '(%d+) (%d+)')
  if tonumber(last) <= now - window then
    redis.call('hdel', KEYS[1], slices[index])
  else
    count = count + tonumber(part)
    if slices[index] == current then inCurrent = tonumber(part) end
    if oldest < 0 or tonumber(last) < oldest then oldest = tonumber(last) end
  end
end
if count < max then
  redis.call('hset', KEYS[1], current, (inCurrent + 1) .. ' ' .. ARGV[2])
  redis.call('pexpire', KEYS[1], window)
end
return {count, oldest}`

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
      try {
        const [count, oldest] = (await redis.eval(
          script,
          1,
          `apron:window:{${key}}`,
          limit.max,
          nowMs,
          limit.windowMs,
          sliceOf(limit, nowMs),
        )) as [number, number]
        return windowVerdict(count, oldest < 0 ? null : oldest, limit, nowMs)
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
