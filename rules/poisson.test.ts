import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isExposureTooLow, poissonCdf, poissonLimits, poissonRate } from './poisson.ts'

// Garwood's exact limits at 95 %, recomputed with 50 decimal digits.
const table: [events: number, lower: number, upper: number][] = [
  [0, 0, 3.6889],
  [1, 0.0253, 5.5716],
  [2, 0.2422, 7.2247],
  [3, 0.6187, 8.7673],
  [4, 1.0899, 10.2416],
  [5, 1.6235, 11.6683],
  [10, 4.7954, 18.3904],
  [20, 12.2165, 30.8884],
  [50, 37.111, 65.9188],
  [100, 81.364, 121.6268],
]
for (const [events, lower, upper] of table) {
  test(`${events} events: the expected number is between ${lower} and ${upper}`, () => {
    const limits = poissonLimits(events)
    assert.ok(Math.abs(limits.lower - lower) < 0.00006, `lower ${limits.lower}`)
    assert.ok(Math.abs(limits.upper - upper) < 0.00006, `upper ${limits.upper}`)
  })
}

test('one event in 400 hours is 2.5 per 1,000 h, but could be anything from 0.06 to 13.9', () => {
  const { rate, lower, upper } = poissonRate(1, 400, 1_000)
  assert.equal(rate, 2.5)
  assert.equal(lower.toFixed(2), '0.06')
  assert.equal(upper.toFixed(1), '13.9')
})

test('no event in 400 hours: the rate could still be 9.2 per 1,000 h', () => {
  const { rate, lower, upper } = poissonRate(0, 400, 1_000)
  assert.deepEqual([rate, lower], [0, 0])
  assert.equal(upper.toFixed(1), '9.2')
})

test('a different confidence moves the limits', () => {
  const { lower, upper } = poissonLimits(1, 0.9)
  assert.equal(lower.toFixed(4), '0.0513')
  assert.equal(upper.toFixed(4), '4.7439')
})

test('large counts neither overflow nor underflow', () => {
  assert.ok(Math.abs(poissonCdf(5_000, 5_000) - 0.5) < 0.01)
  const { lower, upper } = poissonLimits(2_000)
  assert.equal(lower.toFixed(0), '1913')
  assert.equal(upper.toFixed(0), '2090')
})

test('400 hours are too few for a threshold of 5 per 1,000 h, and enough for 10', () => {
  assert.equal(isExposureTooLow(400, 1_000, 5), true)
  assert.equal(isExposureTooLow(400, 1_000, 10), false)
  assert.equal(isExposureTooLow(0, 1_000, 10), true)
})
