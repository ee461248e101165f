import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryLimiter } from '#platform/limits/limiter.ts'
import { pingRedis, redisLimiter } from '#platform/limits/redis-limiter.ts'
import { startRedis } from './redis.ts'

test('nodes that share a Redis get the verdicts that one process gives (S33)', async (t) => {
  const limit = { max: 10, windowMs: 60_000 }
  const address = await startRedis(t)
  const nodes = [await redisLimiter(address), await redisLimiter(address)]
  t.after(async () => {
    for (const node of nodes) await node.close()
  })
  // Until its connection is open, a node counts alone. This one opens after theirs.
  await pingRedis(address, 5_000)
  const alone = memoryLimiter()
  const verdicts: boolean[] = []
  for (let step = 0; step < 120; step++) {
    // Bursts and pauses, with many requests in a slice.
    const now = 1_800_000_000_000 + Math.floor(step / 20) * 25_000 + step * 20
    const expected = await alone.take('a', limit, now)
    const verdict = await nodes[step % 2]?.take('a', limit, now)
    verdicts.push(expected.allowed)
    assert.deepEqual(verdict, expected, `request ${step}`)
  }
  assert.ok(verdicts.includes(true) && verdicts.includes(false))
})
