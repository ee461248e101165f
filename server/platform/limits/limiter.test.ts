import assert from 'node:assert/strict'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { memoryLimiter, windowVerdict } from './limiter.ts'
import { redisLimiter } from './redis-limiter.ts'

const limit = { max: 10, windowMs: 60_000 }
const minute = 60_000 * 1_000_000

test('what was used up in the period before counts for as much of it as still lies in the window', () => {
  const cases: [current: number, previous: number, elapsedMs: number, allowed: boolean, remaining: number][] =
    [
      [0, 0, 0, true, 9],
      [9, 0, 0, true, 0],
      [10, 0, 0, false, 0],
      [0, 10, 0, false, 0],
      [0, 10, 6_000, true, 0],
      [0, 10, 30_000, true, 4],
      [5, 10, 30_000, false, 0],
      [4, 10, 30_000, true, 0],
      [8, 10, 59_999, true, 0],
      [9, 10, 59_999, false, 0],
    ]
  for (const [current, previous, elapsed, allowed, remaining] of cases) {
    const verdict = windowVerdict(current, previous, limit, minute + elapsed)
    assert.deepEqual(
      [verdict.allowed, verdict.remaining],
      [allowed, remaining],
      `${current} now, ${previous} before, ${elapsed} ms in`,
    )
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
      assert.ok(resetSeconds >= 1 && resetSeconds <= (2 * windowMs) / 1000)
      assert.ok(
        (await limiter.take('a', { max, windowMs }, now + resetSeconds * 1000)).allowed,
        `${max} in ${windowMs} ms from ${beginsAt}: ${resetSeconds} s`,
      )
    }
  }
})

test('never are more than twice as many let in within one window, and on the average no more than the limit', async () => {
  const limiter = memoryLimiter()
  const taken: number[] = []
  for (let now = minute; now < minute + 600_000; now += 250)
    if ((await limiter.take('a', limit, now)).allowed) taken.push(now)
  for (const start of taken)
    assert.ok(taken.filter((at) => at >= start && at < start + limit.windowMs).length <= limit.max * 1.5)
  assert.ok(taken.length <= limit.max * 11)
  assert.ok(taken.length >= limit.max * 8, 'those who keep asking are not locked out')
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
