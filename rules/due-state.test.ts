import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dueStanding, projectedOn } from './due-state.ts'

const today = '2026-11-21'
const tach = (standsAt: number, ran = 9_000) => ({ tach: { standsAt, ran, overDays: 90 } })
const hundredHour = { counter: 'tach', dueAt: 210_000, warning: 1_000, tolerance: 1_000 }
const annual = { counter: 'calendar', dueOn: '2026-11-30', warningDays: 30, toleranceDays: 0 } as const

test('hours are ok, upcoming within the warning, due within the tolerance, and overdue beyond it', () => {
  for (const [standsAt, state, remaining] of [
    [208_999, 'ok', 1_001],
    [209_000, 'upcoming', 1_000],
    [209_999, 'upcoming', 1],
    [210_000, 'due', 0],
    [210_640, 'due', -640],
    [211_000, 'due', -1_000],
    [211_001, 'overdue', -1_001],
  ] as const) {
    const standing = dueStanding([hundredHour], { today, counters: tach(standsAt) })
    assert.deepEqual([standing.state, standing.limits[0]?.remaining], [state, remaining], `${standsAt}`)
  }
})

test('a date is valid through its last day', () => {
  for (const [day, state, remaining] of [
    ['2026-10-30', 'ok', 31],
    ['2026-10-31', 'upcoming', 30],
    ['2026-11-29', 'upcoming', 1],
    ['2026-11-30', 'due', 0],
    ['2026-12-01', 'overdue', -1],
  ] as const) {
    const standing = dueStanding([annual], { today: day, counters: {} })
    assert.deepEqual([standing.state, standing.limits[0]?.remaining], [state, remaining], day)
  }
})

test('within a tolerance of days, a late item is due and not overdue', () => {
  const limit = { ...annual, toleranceDays: 30 }
  assert.equal(dueStanding([limit], { today: '2026-12-30', counters: {} }).state, 'due')
  assert.equal(dueStanding([limit], { today: '2026-12-31', counters: {} }).state, 'overdue')
})

test('the worst state decides, then the earlier date', () => {
  for (const [standsAt, dueOn, state, binding] of [
    [211_500, '2026-11-30', 'overdue', 0],
    [209_500, '2026-11-20', 'overdue', 1],
    // Six days at this use: before the 30th, but not before the 22nd.
    [209_500, '2026-11-30', 'upcoming', 0],
    [209_500, '2026-11-22', 'upcoming', 1],
    [200_000, '2027-06-30', 'ok', 0],
    [200_000, '2027-01-31', 'ok', 1],
  ] as const) {
    const standing = dueStanding([hundredHour, { ...annual, dueOn }], { today, counters: tach(standsAt) })
    assert.deepEqual([standing.state, standing.binding], [state, binding], `${standsAt}, ${dueOn}`)
  }
})

test('a limit without data is reported, and hides nothing that is due', () => {
  const noMeter = dueStanding([hundredHour], { today, counters: {} })
  assert.deepEqual(
    [noMeter.state, noMeter.binding, noMeter.limits[0]?.missing],
    ['insufficient_data', 0, 'meter'],
  )
  const neverDone = dueStanding([{ ...annual, dueOn: null }], { today, counters: {} })
  assert.deepEqual([neverDone.state, neverDone.limits[0]?.missing], ['insufficient_data', 'last_done'])
  const later = { ...annual, dueOn: '2027-11-30' }
  assert.equal(dueStanding([hundredHour, later], { today, counters: {} }).state, 'insufficient_data')
  const sooner = dueStanding([hundredHour, annual], { today, counters: {} })
  assert.deepEqual([sooner.state, sooner.binding], ['upcoming', 1])
  assert.equal(dueStanding([], { today, counters: {} }).state, 'insufficient_data')
})

test('the average use of the last 90 days projects when hours will be reached', () => {
  for (const [remaining, ran, overDays, on] of [
    [1_000, 9_000, 90, '2026-12-01'],
    [1_050, 9_000, 90, '2026-12-01'],
    [1_000, 3_000, 12, '2026-11-25'],
    [0, 9_000, 90, today],
    [-500, 0, 90, today],
    [1_000, 0, 90, null],
    [1_000, -200, 90, null],
    [1_000, 100, 6, null],
    [100_000_000, 1, 90, null],
  ] as const)
    assert.equal(projectedOn(remaining, { ran, overDays }, today), on, `${remaining} at ${ran}/${overDays}`)
})

test('a tolerance of a month ends on the same day of the next month, or on its last day', () => {
  for (const [dueOn, today, state] of [
    ['2027-01-31', '2027-01-31', 'due'],
    ['2027-01-31', '2027-02-28', 'due'],
    ['2027-01-31', '2027-03-01', 'overdue'],
    ['2026-07-15', '2026-08-15', 'due'],
    ['2026-07-15', '2026-08-16', 'overdue'],
  ] as const) {
    const limit = {
      counter: 'calendar',
      dueOn,
      warningDays: 30,
      toleranceDays: 0,
      toleranceMonths: 1,
    } as const
    assert.equal(dueStanding([limit], { today, counters: {} }).state, state, `${dueOn} on ${today}`)
  }
})
