import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addCalendarMonths,
  addDays,
  addMonths,
  daysBetween,
  endOfMonth,
  localDate,
  startOfMonth,
} from './calendar.ts'

test('calendar months end on the last day of the last month', () => {
  for (const [from, months, until] of [
    ['2025-11-03', 12, '2026-11-30'], // annual, 91.409(a)
    ['2024-02-10', 24, '2026-02-28'], // transponder, 91.413(a)
    ['2024-08-15', 24, '2026-08-31'], // flight review, 61.56(c)
    ['2026-03-20', 6, '2026-09-30'], // first class, ATP at 45, 61.23(d)
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-08-07', -6, '2026-02-28'],
    ['2026-12-31', 0, '2026-12-31'],
  ] as const)
    assert.equal(addCalendarMonths(from, months), until, `${from} and ${months} months`)
})

test('months run to the same day, or to the last day of a shorter month', () => {
  assert.equal(addMonths('2025-11-30', 3), '2026-02-28')
  assert.equal(addMonths('2026-03-15', 12), '2027-03-15')
  assert.equal(addMonths('2028-02-29', 12), '2029-02-28')
  assert.equal(addMonths('2026-03-31', -1), '2026-02-28')
})

test('days are counted across months and years', () => {
  assert.equal(addDays('2026-11-16', 3), '2026-11-19')
  assert.equal(addDays('2026-12-31', 1), '2027-01-01')
  assert.equal(daysBetween('2026-02-01', '2026-03-01'), 28)
  assert.equal(daysBetween('2026-03-01', '2026-02-01'), -28)
  assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2) // across the clock change
})

test('a month starts on its first day and ends on its last', () => {
  assert.equal(startOfMonth('2026-08-07'), '2026-08-01')
  assert.equal(endOfMonth('2028-02-01'), '2028-02-29')
})

test('the date depends on the time zone', () => {
  const at = new Date('2026-11-30T23:30:00Z')
  assert.equal(localDate(at, 'Europe/Zurich'), '2026-12-01')
  assert.equal(localDate(at, 'America/Denver'), '2026-11-30')
  assert.equal(localDate(new Date('2026-12-01T06:59:59Z'), 'America/Denver'), '2026-11-30')
  assert.equal(localDate(at, 'UTC'), '2026-11-30')
})
