import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawFromBlock, leftMinor, nextPeriod } from './block-time.ts'

test('a charge draws what is left, and the rest is charged', () => {
  const hour = (quantityThousandths: number) => ({ quantityThousandths, unit: 'hour' })
  assert.deepEqual(drawFromBlock(hour(1_300), 10_000), { drawnThousandths: 1_300, restThousandths: 0 })
  assert.deepEqual(drawFromBlock(hour(1_300), 500), { drawnThousandths: 500, restThousandths: 800 })
  assert.deepEqual(drawFromBlock(hour(1_300), 0), { drawnThousandths: 0, restThousandths: 1_300 })
  const minutes = { quantityThousandths: 90_000, unit: 'minute' }
  assert.deepEqual(drawFromBlock(minutes, 1_000), { drawnThousandths: 1_000, restThousandths: 30_000 })
})

test('what is left of a package in money is its part of the price', () => {
  const block = { priceMinor: 170_000, quantityThousandths: 10_000 }
  assert.equal(leftMinor({ ...block, drawnThousandths: 0 }), 170_000)
  assert.equal(leftMinor({ ...block, drawnThousandths: 1_300 }), 147_900)
  assert.equal(leftMinor({ ...block, drawnThousandths: 10_000 }), 0)
})

test('dues of the 31st are due on the last day of a shorter month, and on the 31st again after it', () => {
  assert.equal(nextPeriod('2026-01-31', '2026-01-31', 'month'), '2026-02-28')
  assert.equal(nextPeriod('2026-01-31', '2026-02-28', 'month'), '2026-03-31')
  assert.equal(nextPeriod('2026-12-05', '2026-12-05', 'month'), '2027-01-05')
  assert.equal(nextPeriod('2026-12-31', '2026-12-31', 'day'), '2027-01-01')
})
