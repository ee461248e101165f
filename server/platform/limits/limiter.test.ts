import assert from 'node:assert/strict'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { memoryLimiter } from './limiter.ts'
import { redisLimiter } from './redis-limiter.ts'

const limit = { max: 10, windowMs: 60_000 }
const minute = 60_000 * 1_000_000

test('a request counts for as long as the window, and then all of its room is back (S33)', async () => {
  for (const beginsAt of [0, 1, 29_999, 59_999]) {
    const limiter = memoryLimiter()
    const take = async (ms: number) => limiter.take('a', limit, minute + beginsAt + ms)
    for (const ms of [0, 1, 2, 3, 4]) assert.ok((await take(ms)).allowed)
    for (const ms of [30_000, 30_001, 30_002, 30_003, 30_004]) assert.ok((await take(ms)).allowed)
    assert.deepEqual(
      [await take(30_005), await take(limit.windowMs - 1)].map(({ allowed, remaining }) => [
        allowed,
        remaining,
      ]),
      [
        [false, 0],
        [false, 0],
      ],
    )
    // The first five have left, the second five have not.
    const halfway = await take(limit.windowMs + 4)
    assert.deepEqual([halfway.allowed, halfway.remaining], [true, 4], `from ${beginsAt}`)
    const later = await take(3 * limit.windowMs)
    assert.deepEqual([later.allowed, later.remaining], [true, 9], `from ${beginsAt}`)
  }
})

test('after as many seconds as it says there is room again', async () => {
  for (const [max, windowMs] of [
    [10, 60_000],
    [1, 1_000],
    [300, 60_000],
    [10, 3_600_000],
    [3, 10_000],
  ] as const) {
    for (const beginsAt of [0, windowMs * 0.3, windowMs * 0.95]) {
      const limiter = memoryLimiter()
      let now = minute + beginsAt
      while ((await limiter.take('a', { max, windowMs }, now)).allowed) now += 1
      const { resetSeconds } = await limiter.take('a', { max, windowMs }, now)
      assert.ok(resetSeconds >= 1 && resetSeconds <= windowMs / 1000)
      assert.ok(
        (await limiter.take('a', { max, windowMs }, now + resetSeconds * 1000)).allowed,
        `${max} in ${windowMs} ms from ${beginsAt}: ${resetSeconds} s`,
      )
    }
  }
})

test('no window ever holds more than the limit, and those who keep asking get all of it', async () => {
  const limiter = memoryLimiter()
  const taken: number[] = []
  for (let now = minute; now < minute + 600_000; now += 250)
    if ((await limiter.take('a', limit, now)).allowed) taken.push(now)
  for (const start of taken)
    assert.ok(taken.filter((at) => at >= start && at < start + limit.windowMs).length <= limit.max)
  assert.ok(taken.length >= limit.max * 9, `${taken.length} in ten windows`)
})

test('requests that arrive together count, in whatever order they are counted', () => {
  const limiter = memoryLimiter()
  const allowed = Array.from({ length: 20 }, (_, n) =>
    limiter.take('a', limit, minute + (n % 2 === 0 ? 5 : 4)),
  )
  assert.equal(allowed.filter((verdict) => (verdict as { allowed: boolean }).allowed).length, limit.max)
})

test('a clock that is set back locks nobody out', async () => {
  const limiter = memoryLimiter()
  for (let count = 0; count < 11; count++) await limiter.take('a', limit, minute + 3_600_000)
  assert.ok((await limiter.take('a', limit, minute)).allowed)
})

test('callers are counted apart, and a flood of them does not fill the memory', async () => {
  const limiter = memoryLimiter(100)
  for (let count = 0; count < 10; count++) assert.ok((await limiter.take('a', limit, minute)).allowed)
  assert.ok(!(await limiter.take('a', limit, minute)).allowed)
  assert.ok((await limiter.take('b', limit, minute)).allowed)
  for (let count = 0; count < 1_000; count++) await limiter.take(`flood ${count}`, limit, minute)
  assert.ok((await limiter.take('a', limit, minute)).allowed, 'the oldest is forgotten first')
})

test('while Redis cannot be reached each node counts by itself', async () => {
  const limiter = await redisLimiter('redis://127.0.0.1:1/0')
  try {
    for (let count = 0; count < 10; count++) assert.ok((await limiter.take('a', limit, minute)).allowed)
    assert.ok(!(await limiter.take('a', limit, minute)).allowed)
  } finally {
    await limiter.close()
  }
})

test('a Redis that accepts and never answers holds no request', async (t) => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const sockets = new Set<Socket>()
  silent.on('connection', (socket) => sockets.add(socket))
  const { port } = silent.address() as AddressInfo
  const limiter = await redisLimiter(`redis://127.0.0.1:${port}/0`)
  t.after(async () => {
    await limiter.close()
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  const verdicts = await Promise.all(Array.from({ length: 15 }, () => limiter.take('a', limit, minute)))
  assert.equal(verdicts.filter(({ allowed }) => allowed).length, 10, 'this node counts alone')
})
