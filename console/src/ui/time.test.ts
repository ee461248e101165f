import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setRegion } from './region.ts'
import {
  formatClock,
  formatDate,
  formatDay,
  formatExact,
  formatInstant,
  formatMinutes,
  instantOf,
  parseClock,
} from './time.ts'

const american = { locale: 'en-US', timezone: 'America/Denver' }

test('a time is parsed as pilots type it', () => {
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

test('text that is not a time of day is refused', () => {
  for (const text of ['', '24:00', '1260', '14', '14.05', 'noon']) assert.equal(parseClock(text), null, text)
})

test('a clock past midnight is the next day', () => {
  assert.equal(instantOf('2026-11-30', 24 * 60 + 5), '2026-12-01T00:05:00.000Z')
  assert.equal(formatClock(845), '14:05Z')
})

test('a calendar date has no zone to shift it', () => {
  for (const timezone of ['Pacific/Kiritimati', 'Pacific/Niue']) {
    setRegion({ locale: 'en-GB', timezone })
    assert.equal(formatDate('2026-01-01'), '1 Jan 2026')
  }
  assert.equal(formatMinutes(66), '1:06')
})

test('a moment is in UTC for everybody, and in the zone and manner of the user beside it', () => {
  const written = (preference: 'utc' | 'local') => formatInstant('2025-03-09T20:05:00Z', preference)
  setRegion(american)
  assert.deepEqual([written('utc'), written('local')], ['Mar 9, 2025 20:05Z', 'Mar 9, 2025, 14:05 MDT'])
  setRegion({ locale: 'en-GB', timezone: 'Europe/Oslo' })
  assert.deepEqual([written('utc'), written('local')], ['9 Mar 2025 20:05Z', '9 Mar 2025, 21:05 CET'])
  setRegion({ locale: 'de-CH', timezone: 'Europe/Zurich' })
  assert.equal(formatDate('2026-11-21'), '21. Nov. 2026')
})

test('an exact moment has its milliseconds, in UTC', () => {
  setRegion(american)
  assert.equal(formatExact('2025-03-09T20:05:07.120Z'), 'Mar 9, 2025 20:05:07.120Z')
})

test('calendar and digits are the same in every language', () => {
  for (const locale of ['th-TH', 'ar-EG', 'fa-IR']) {
    setRegion({ locale, timezone: 'UTC' })
    assert.match(formatDate('2026-11-21'), /2026/, locale)
    assert.match(formatDay('2026-11-21'), /21/, locale)
  }
})
