import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCrossing, judgeIndicator } from './safety-indicator.ts'

const thresholds = { watch: 1, warning: 2, critical: 5 }
const lower = { per: 1_000, direction: 'lower_is_better', thresholds } as const
const higher = {
  per: 1_000,
  direction: 'higher_is_better',
  thresholds: { watch: 20, warning: 10, critical: 5 },
} as const

const zeroTolerance = {
  per: 1_000,
  direction: 'lower_is_better',
  thresholds: { watch: 0, warning: 0, critical: 0 },
} as const

const cases = [
  ['one event in 400 hours is not red: nobody can tell', 1, 400, lower, 'insufficient'],
  ['none in 400 hours is not good either', 0, 400, lower, 'insufficient'],
  ['no flying at all', 0, 0, lower, 'insufficient'],
  ['none in 10,000 hours', 0, 10_000, lower, 'normal'],
  ['20 in 10,000 hours lie above watch, and beyond doubt', 20, 10_000, lower, 'watch'],
  ['12 in 10,000 hours lie above watch, perhaps by chance', 12, 10_000, lower, 'watch'],
  ['40 in 10,000 hours', 40, 10_000, lower, 'warning'],
  ['80 in 10,000 hours', 80, 10_000, lower, 'critical'],
  ['12 in 400 hours are beyond doubt, little as was flown', 12, 400, lower, 'critical'],
  ['30 reports in 1,000 hours: people do report', 30, 1_000, higher, 'normal'],
  ['12 reports in 1,000 hours', 12, 1_000, higher, 'watch'],
  ['none in 1,000 hours: nobody reports', 0, 1_000, higher, 'critical'],
  ['zero tolerance and no event', 0, 40_000, zeroTolerance, 'normal'],
  ['zero tolerance and no event in one hour', 0, 1, zeroTolerance, 'normal'],
  ['zero tolerance and one event', 1, 40_000, zeroTolerance, 'critical'],
  ['10 in 10,000 hours lie at watch, not beyond it', 10, 10_000, lower, 'normal'],
  ['20 reports in 1,000 hours lie at watch, not beyond it', 20, 1_000, higher, 'normal'],
] as const
for (const [name, events, hours, indicator, level] of cases)
  test(`${name}: ${level}`, () => assert.equal(judgeIndicator(events, hours, indicator).level, level))

test('an alert is sent at each step up, never at a step down and never for too little flying', () => {
  assert.equal(isCrossing('normal', 'watch'), true)
  assert.equal(isCrossing('insufficient', 'critical'), true)
  assert.equal(isCrossing('watch', 'critical'), true)
  assert.equal(isCrossing('critical', 'critical'), false)
  assert.equal(isCrossing('critical', 'watch'), false)
  assert.equal(isCrossing('watch', 'insufficient'), false)
  assert.equal(isCrossing('insufficient', 'normal'), false)
})
