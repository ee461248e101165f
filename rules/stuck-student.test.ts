import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type StuckFacts, stuckReasons } from './stuck-student.ts'

const fine: StuckFacts = {
  today: '2026-03-15',
  enrolledOn: '2026-01-01',
  lastLessonOn: '2026-03-02',
  openAttempts: [2],
  projectedOn: '2026-06-01',
  targetOn: '2026-06-01',
  hasDispute: false,
}
const cases: [string, Partial<StuckFacts>, string[]][] = [
  ['13 days without a lesson are not yet many', {}, []],
  ['14 days without a lesson are', { lastLessonOn: '2026-03-01' }, ['no_lesson']],
  ['without any lesson the days count from the enrollment', { lastLessonOn: null }, ['no_lesson']],
  ['the third attempt at a lesson', { openAttempts: [1, 3] }, ['third_repeat']],
  ['a day behind the target', { projectedOn: '2026-06-02' }, ['behind_pace']],
  ['without a target nobody is behind', { projectedOn: '2030-01-01', targetOn: null }, []],
  ['a disputed lesson', { hasDispute: true }, ['disputed']],
]
for (const [name, facts, reasons] of cases)
  test(name, () => assert.deepEqual(stuckReasons({ ...fine, ...facts }), reasons))
