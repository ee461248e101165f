import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineAmountMinor } from './line-amount.ts'

test('a line is rounded once, half away from zero', () => {
  for (const [quantity, unitRateMinor, perQuantity, discountBasisPoints, amount] of [
    // 1.3 h × 185.00 + 1.8 h × 75.00 + 1.3 h × 12.00 = 391.10
    [1.3, 18_500, 1, 0, 24_050],
    [1.8, 7_500, 1, 0, 13_500],
    [1.3, 1_200, 1, 0, 1_560],
    [120.5, 645, 1, 0, 77_723], // 77,722.5
    [120.5, 645, 1, 1_000, 69_950], // 69,950.25
    [100, 54_123, 100, 0, 54_123], // 5.4123 a gallon
    [0.001, 500, 1, 0, 1], // half a cent
    [0.001, 499, 1, 0, 0],
    [1, 0, 1, 0, 0],
    [-0.001, 500, 1, 0, -1],
    [10, 645, 1, 10_000, 0],
    // 1.005 is 1.00499… as a float, and yet 1,005 thousandths.
    [1.005, 1_000, 1, 0, 1_005],
  ] as const) {
    assert.equal(
      lineAmountMinor({ quantity, unitRateMinor, perQuantity, discountBasisPoints }),
      amount,
      `${quantity} × ${unitRateMinor}/${perQuantity} − ${discountBasisPoints}`,
    )
  }
})
