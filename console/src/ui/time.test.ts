import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatClock, formatDate, formatMinutes, instantOf, parseClock } from './time.ts'

test('a time is read as pilots type it', () => {
  for (const [text, minutes] of [
    ['1405', 845],
    ['14:05', 845],
    ['14:05Z', 845],
    ['905', 545],
    ['0000', 0],
    ['2359 z', 1439],
  ] as const)
    assert.equal(parseClock(text), minutes, text)
})

test('what is no time of day is not guessed at', () => {
  for (const text of ['', '24:00', '1260', '14', '14.05', 'noon']) assert.equal(parseClock(text), null, text)
})

test('a clock past midnight is the next day', () => {
  assert.equal(instantOf('2026-11-30', 24 * 60 + 5), '2026-12-01T00:05:00.000Z')
  assert.equal(formatClock(845), '14:05Z')
})

test('a calendar date has no zone to shift it', () => {
  assert.equal(formatDate('2026-01-01'), '1 Jan 2026')
  assert.equal(formatMinutes(66), '1:06')
})
