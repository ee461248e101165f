import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  divideHalfAway,
  lineNetMinor,
  thousandthsOf,
  thousandthsOfHundredths,
  thousandthsOfMinutes,
} from './line-amount.ts'

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
    const price = { unitRateMinor, perQuantity, discountBasisPoints }
    const name = `${quantity} × ${unitRateMinor}/${perQuantity} − ${discountBasisPoints}`
    const quantityThousandths = thousandthsOf(quantity)
    assert.equal(lineNetMinor({ ...price, quantityThousandths }), amount, name)
    // A line that takes it back is exactly the negative.
    assert.equal(lineNetMinor({ ...price, quantityThousandths: -quantityThousandths }) + amount, 0, name)
  }
})

test('a quotient is rounded half away from zero on both sides', () => {
  for (const [numerator, denominator, quotient] of [
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [-5n, 10n, -1n],
    [-4n, 10n, 0n],
    [15n, 10n, 2n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    // Far beyond what a float holds.
    [90_071_992_547_409_930_005n, 10n, 9_007_199_254_740_993_001n],
  ] as const)
    assert.equal(divideHalfAway(numerator, denominator), quotient)
  assert.throws(() => divideHalfAway(1n, 0n), RangeError)
})

test('the hours of meters and clocks are counted in thousandths, never as floats', () => {
  assert.equal(thousandthsOfHundredths(123_580 - 123_450), 1_300)
  for (const [minutes, thousandths] of [
    [0, 0],
    [108, 1_800],
    [60, 1_000],
    [1, 17],
    [50, 833],
    [100, 1_667],
  ] as const)
    assert.equal(thousandthsOfMinutes(minutes), thousandths)
})
