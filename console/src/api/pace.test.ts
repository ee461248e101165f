import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { pace } from './pace.ts'

test('refetches rest in proportion to what they take, and the last change is shown', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  let refetchMs = 0
  const refetched: string[][] = []
  const changes = pace(async (subjects) => {
    refetched.push(subjects)
    await new Promise<void>((resolve) => setTimeout(resolve, refetchMs))
  })
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      t.mock.timers.tick(50)
      for (let turn = 0; turn < 5; turn++) await setImmediate()
    }
  }
  const changeFor = async (ms: number) => {
    refetched.length = 0
    for (let passed = 0; passed < ms; passed += 100) {
      changes.add('flight')
      await pass(100)
    }
    return refetched.length
  }

  const quickCount = await changeFor(6_000)
  assert.ok(quickCount >= 15 && quickCount <= 21, `${quickCount} refetches in 6 s`)
  await pass(1_000)
  refetchMs = 400
  const slowCount = await changeFor(6_000)
  assert.ok(slowCount >= 2 && slowCount <= 4, `${slowCount} refetches of 400 ms in 6 s`)

  // What hangs holds up nobody, and a change that comes meanwhile is shown afterward.
  await pass(10_000)
  refetchMs = 3_600_000
  changes.add('flight')
  await pass(100)
  refetched.length = 0
  changes.add('aircraft')
  await pass(20_000)
  assert.deepEqual(refetched, [['aircraft']])
  changes.stop()
  changes.add('flight')
  await pass(60_000)
  assert.equal(refetched.length, 1)
})
