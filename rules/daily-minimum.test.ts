import assert from 'node:assert/strict'
import { test } from 'node:test'
import { belowMinimum, daysFromTo } from './daily-minimum.ts'

test('with 2.0 h a day, 1.3 h on one day bills 2.0, and 3.1 h in two days away bills 4.0', () => {
  for (const [flown, days, below] of [
    [1_300, 1, 700],
    [3_100, 2, 900],
    [2_000, 1, 0],
    [1_999, 1, 1],
    [2_001, 1, 0],
    [0, 1, 2_000],
  ] as const)
    assert.equal(belowMinimum({ flownThousandths: flown, days, minimumThousandths: 2_000 }), below)
})

test('days are counted with the first and the last', () => {
  for (const [from, to, days] of [
    ['2026-11-30', '2026-11-30', 1],
    ['2026-11-30', '2026-12-01', 2],
    ['2027-02-27', '2027-03-01', 3],
  ] as const)
    assert.equal(daysFromTo(from, to), days)
})
