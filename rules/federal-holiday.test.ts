import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFederalHoliday } from './federal-holiday.ts'

const cases: [date: string, isHoliday: boolean][] = [
  ['2026-01-01', true],
  ['2026-01-19', true],
  ['2026-01-26', false],
  ['2026-02-16', true],
  ['2026-05-25', true],
  ['2026-05-18', false],
  ['2026-06-19', true],
  // July 4, 2026 is a Saturday, observed on the Friday before.
  ['2026-07-03', true],
  ['2026-07-06', false],
  ['2026-09-07', true],
  ['2026-10-12', true],
  ['2026-11-11', true],
  ['2026-11-26', true],
  ['2026-11-19', false],
  ['2026-12-25', true],
  // July 4, 2027 is a Sunday, observed on the Monday after.
  ['2027-07-05', true],
  // The New Year's Day of 2028 is a Saturday, observed in the year before.
  ['2027-12-31', true],
]
for (const [date, isHoliday] of cases)
  test(`${date} is ${isHoliday ? 'a' : 'no'} federal holiday`, () =>
    assert.equal(isFederalHoliday(date), isHoliday))
