import assert from 'node:assert/strict'
import { test } from 'node:test'
import { monthOfYear, monthsFromTo, perHourMinor, reserveMinor, reserveOfMonth } from './true-cost.ts'

test('the twelve months of a year sum to what the year costs, to the cent', () => {
  for (const year of [0, 1, 11, 12, 100_001, 359_999]) {
    const months = monthsFromTo('2026-01-31', '2026-12-01')
    assert.equal(months.length, 12)
    assert.equal(
      months.reduce((sum, month) => sum + monthOfYear(year, month), 0),
      year,
    )
  }
})

test('months are whole, and go on into the next year', () => {
  assert.deepEqual(monthsFromTo('2026-11-30', '2027-01-01'), ['2026-11-01', '2026-12-01', '2027-01-01'])
})

test('a reserve is the part of a life that was flown, and an hour costs what it costs', () => {
  assert.equal(reserveMinor({ costMinor: 2_800_000, minutes: 90, lifeHundredths: 200_000 }), 2_100)
  assert.equal(reserveMinor({ costMinor: 1_000, minutes: 1, lifeHundredths: 200_000 }), 0)
  assert.equal(reserveOfMonth({ costMinor: 100, lifeMonths: 72 }), 1)
  assert.equal(perHourMinor(10_000, 150), 6_667)
  assert.equal(perHourMinor(-10_000, 150), -6_667)
  assert.equal(perHourMinor(10_000, 0), null)
})
