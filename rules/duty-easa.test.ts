import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standingAt } from './duty.ts'
import { longestFlightDuty } from './duty-easa.ts'
import { at, broken, type Case, earliest, flownDaily, leg, minute, verdictOf } from './testing/duty-case.ts'

test('ORO.FTL.210: duty in 7, 14 and 28 days and flight time in 28 days and 12 months, a minute each side', () => {
  const cat = { operation: 'cat' }
  const daily = (days: number, minutesADay: number, extra: number) =>
    Array.from({ length: days }, (_, day) => {
      const from = at('2026-03-02T06:00Z') + day * 1_440 * minute
      return { from, to: from + (minutesADay + (day === 0 ? extra : 0)) * minute }
    })
  const duty = (rule: string, days: number, minutesADay: number, extra: number) => {
    const from = at('2026-03-02T06:00Z') + days * 1_440 * minute
    return verdictOf(rule, {
      profile: 'easa_ftl',
      record: { duty: daily(days, minutesADay, extra) },
      legs: [{ ...leg('2026-03-01T00:00Z', '2026-03-01T01:00Z', cat), from, to: from + 60 * minute }],
    }).isLegal
  }
  for (const [rule, days, minutesADay] of [
    ['easa_duty_7_days', 6, 590],
    ['easa_duty_14_days', 12, 545],
    ['easa_duty_28_days', 27, 420],
  ] as const)
    assert.deepEqual(
      [duty(rule, days, minutesADay, 0), duty(rule, days, minutesADay, 1)],
      [true, false],
      rule,
    )
  const flown = (rule: string, minutes: number, firstDay: string, on: string) =>
    verdictOf(rule, {
      profile: 'easa_ftl',
      record: { flown: flownDaily(minutes, firstDay) },
      legs: [leg(`${on}T12:00Z`, `${on}T13:00Z`, cat)],
    }).isLegal
  const in28 = (minutes: number) => flown('easa_flight_28_days', minutes, '2026-03-02', '2026-03-28')
  assert.deepEqual([in28(5_940), in28(5_941)], [true, false])
  const in12 = (minutes: number) => flown('easa_flight_12_months', minutes, '2026-01-02', '2026-12-01')
  assert.deepEqual([in12(59_940), in12(59_941)], [true, false])
  // Later duty that is planned already counts in the windows that hold both.
  const before = daily(6, 590, 1).map((span) => ({
    from: span.from + 1_440 * minute,
    to: span.to + 1_440 * minute,
  }))
  const inserted: Case = {
    profile: 'easa_ftl',
    record: { duty: before },
    legs: [leg('2026-03-02T06:00Z', '2026-03-02T07:00Z', cat)],
  }
  assert.equal(verdictOf('easa_duty_7_days', inserted).isLegal, false)
})

test('the table of flight duty periods, which warns only', () => {
  const time = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  for (const [start, sectors, hours] of [
    ['06:00', 1, 13],
    ['13:29', 2, 13],
    ['13:30', 2, 12.75],
    ['13:59', 2, 12.75],
    ['14:00', 2, 12.5],
    ['16:59', 1, 11.25],
    ['17:00', 1, 11],
    ['04:59', 1, 11],
    ['05:00', 1, 12],
    ['05:14', 1, 12],
    ['05:15', 1, 12.25],
    ['05:45', 1, 12.75],
    ['05:59', 1, 12.75],
    ['06:00', 3, 12.5],
    ['06:00', 10, 9],
    ['17:00', 6, 9],
    ['17:00', 7, 9],
  ] as const)
    assert.equal(longestFlightDuty(time(start), sectors) / 60, hours, `${start}, ${sectors} sectors`)
  const late: Case = {
    profile: 'easa_ftl',
    legs: [
      leg('2026-03-02T18:00Z', '2026-03-03T00:30Z', { operation: 'cat' }),
      leg('2026-03-03T01:00Z', '2026-03-03T05:01Z', { operation: 'cat' }),
    ],
  }
  assert.deepEqual(broken(late), ['easa_flight_duty_period'])
  assert.equal(earliest(late), '2026-03-02T18:00Z')
})

test('private flying counts nowhere, work for others does', () => {
  const own = leg('2026-03-02T10:00Z', '2026-03-02T18:00Z', { isCommercial: false, operation: '91' })
  const next = [leg('2026-03-02T18:30Z', '2026-03-02T20:30Z')]
  const profile = 'faa_135_unscheduled'
  assert.deepEqual(broken({ profile, record: { flown: [own] }, legs: next }), [])
  const paid = { ...own, isCommercial: true }
  assert.deepEqual(broken({ profile, record: { flown: [paid] }, legs: next }), ['flight_time_24_hours'])
})

test('where somebody stands: what is used and what is left, without a plan', () => {
  const record = { flown: [leg('2026-03-02T10:00Z', '2026-03-02T17:00Z')], duty: [] }
  const standing = standingAt(
    { record, profiles: ['faa_135_unscheduled'], zone: 'UTC' },
    at('2026-03-03T11:00Z'),
  )
  const [flight, rest] = standing
  assert.deepEqual(
    [flight?.rule, flight?.usedMinutes, flight?.limitMinutes],
    ['flight_time_24_hours', 360, 480],
  )
  assert.deepEqual([rest?.rule, rest?.usedMinutes, rest?.isLegal], ['rest_before_completion', 1_080, true])
})
