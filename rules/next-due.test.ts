import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextDueAt, nextDueOn } from './next-due.ts'

test('hours are counted from the anchor', () => {
  for (const [anchor, interval, due, done, tolerance, next] of [
    // 91.409(b): last at 2000.0, so due at 2100.0
    ['from_due_if_late', 10_000, 210_000, 210_640, 1_000, 220_000],
    ['from_due_if_late', 10_000, 210_000, 208_700, 1_000, 218_700],
    ['from_due_if_late', 10_000, 210_000, 210_000, 1_000, 220_000],
    // More than the 10 extra hours were flown: they also count.
    ['from_due_if_late', 10_000, 210_000, 211_500, 1_000, 220_000],
    ['from_completion', 10_000, 210_000, 210_640, 1_000, 220_640],
    ['from_completion', 10_000, 210_000, 208_700, 0, 218_700],
    // ML.A.302(d): the next interval starts when the inspection takes place
    ['from_completion', 10_000, 105_000, 105_500, 1_000, 115_500],
    // Within 10 h of the due, counted from the due
    ['from_due', 10_000, 210_000, 209_200, 1_000, 220_000],
    ['from_due', 10_000, 210_000, 210_900, 1_000, 220_000],
    ['from_due', 10_000, 210_000, 205_000, 1_000, 215_000],
    ['from_due', 10_000, 210_000, 205_000, 0, 220_000],
    // Never done before
    ['from_due_if_late', 10_000, null, 208_700, 1_000, 218_700],
    ['from_due', 10_000, null, 208_700, 0, 218_700],
    // Cycles are counted the same way
    ['from_completion', 500, 1_500, 1_490, 0, 1_990],
  ] as const)
    assert.equal(
      nextDueAt({ anchor, interval, due, done, tolerance }),
      next,
      `${anchor}: due ${due}, done ${done}`,
    )
})

test('dates are counted from the anchor', () => {
  for (const [anchor, interval, due, done, tolerance, next] of [
    ['from_completion', { calendarMonths: 12 }, null, '2025-11-03', 0, '2026-11-30'], // annual, 91.409(a)
    ['from_completion', { calendarMonths: 12 }, '2026-11-30', '2026-10-02', 0, '2027-10-31'],
    ['from_completion', { calendarMonths: 24 }, null, '2024-02-10', 0, '2026-02-28'], // 91.413
    ['from_completion', { calendarMonths: 24 }, null, '2026-02-10', 0, '2028-02-29'], // 91.411
    ['from_completion', { calendarMonths: 12 }, null, '2026-03-31', 0, '2027-03-31'], // ELT, 91.207(d)
    ['from_completion', { days: 30 }, null, '2026-02-10', 0, '2026-03-12'], // VOR, 91.171
    ['from_due', { months: 12 }, '2026-06-15', '2026-07-10', 30, '2027-06-15'],
    ['from_completion', { months: 12 }, '2026-06-15', '2026-07-10', 30, '2027-07-10'], // ML.A.302(d)
    ['from_due', { months: 12 }, '2026-06-15', '2026-05-20', 30, '2027-06-15'],
    ['from_due', { months: 12 }, '2026-06-15', '2026-03-01', 30, '2027-03-01'],
    ['from_due_if_late', { months: 6 }, '2026-06-30', '2026-07-04', 0, '2026-12-30'],
    ['from_due_if_late', { days: 90 }, '2026-06-30', '2026-06-01', 0, '2026-08-30'],
  ] as const)
    assert.equal(
      nextDueOn({ anchor, interval, due, done, tolerance }),
      next,
      `${anchor}: due ${due}, done ${done}`,
    )
})
