import assert from 'node:assert/strict'
import { test } from 'node:test'
import { equalShares, splitMinor } from './split-amount.ts'

test('the parts sum to the amount, and what is left goes to the first', () => {
  for (const [amount, shares, parts] of [
    [10_000, [3_334, 3_333, 3_333], [3_334, 3_333, 3_333]],
    [100, [3_334, 3_333, 3_333], [34, 33, 33]],
    [-100, [3_334, 3_333, 3_333], [-34, -33, -33]],
    [1, [5_000, 5_000], [1, 0]],
    [3, [5_000, 5_000], [2, 1]],
    [0, [5_000, 5_000], [0, 0]],
    [24_050, [10_000], [24_050]],
    [24_050, [7_500, 2_500], [18_038, 6_012]],
    [9_007_199_254_740_991, [1, 9_999], [900_719_925_475, 9_006_298_534_815_516]],
  ] as const) {
    assert.deepEqual(splitMinor(amount, shares), parts)
    assert.equal(
      parts.reduce((sum: number, part) => sum + part, 0),
      amount,
    )
  }
})

test('shares that do not sum to 10,000 split nothing', () => {
  for (const shares of [[5_000, 4_999], [5_000, 5_001], [], [10_001]])
    assert.throws(() => splitMinor(100, shares), RangeError)
})

test('100.00 in thirds is 33.34, 33.33 and 33.33', () => {
  assert.deepEqual(equalShares(3), [3_334, 3_333, 3_333])
  assert.deepEqual(splitMinor(10_000, equalShares(3)), [3_334, 3_333, 3_333])
  assert.deepEqual(equalShares(1), [10_000])
})
