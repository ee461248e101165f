import assert from 'node:assert/strict'
import { test } from 'node:test'
import { riskScore } from './frat.ts'

const form = {
  questions: [
    { key: 'night', weight: 4 },
    { key: 'new_to_type', weight: 5 },
    { key: 'gusts', weight: 1 },
    { key: 'long_day', weight: 10 },
  ],
  yellowAt: 10,
  redAt: 20,
}

test('the score is the sum of what is so, and its band begins at the threshold', () => {
  for (const [so, score, band] of [
    [[], 0, 'green'],
    [['night', 'new_to_type'], 9, 'green'],
    [['night', 'new_to_type', 'gusts'], 10, 'yellow'],
    [['night', 'new_to_type', 'long_day'], 19, 'yellow'],
    [['night', 'new_to_type', 'gusts', 'long_day'], 20, 'red'],
  ] as const)
    assert.deepEqual(riskScore(form, new Map(so.map((key) => [key, true]))), { score, band }, so.join(', '))
})
