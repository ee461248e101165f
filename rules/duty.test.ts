import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DutyProfile, Leg } from './duty.ts'
import { restAfterOverrun, restOfScheduled } from './duty-faa.ts'
import {
  at,
  broken,
  type Case,
  earliest,
  flownDaily,
  iso,
  leg,
  minute,
  verdictOf,
} from './testing/duty-case.ts'

test('135.267(b): eight hours of one pilot and ten of two, looked back from every minute through the flight', () => {
  const flown = [leg('2026-03-02T10:00Z', '2026-03-02T18:00Z')]
  const next = (from: string, to: string, fields: Partial<Leg> = {}): Case => ({
    profile: 'faa_135_unscheduled',
    record: { flown },
    legs: [leg(`2026-03-03T${from}Z`, `2026-03-03T${to}Z`, fields)],
  })
  for (const [situation, used, start] of [
    [next('10:00', '11:00'), 480, '2026-03-03T10:00Z'],
    [next('09:59', '10:59'), 481, '2026-03-03T10:00Z'],
    [next('08:00', '09:00'), 540, '2026-03-03T10:00Z'],
    [next('20:00', '23:59'), 239, '2026-03-03T20:00Z'],
  ] as const) {
    const { usedMinutes, isLegal } = verdictOf('flight_time_24_hours', situation)
    assert.deepEqual([usedMinutes, isLegal, earliest(situation)], [used, used <= 480, start])
  }
  const two = next('08:00', '09:00', { pilots: 2 })
  assert.deepEqual([verdictOf('flight_time_24_hours', two).limitMinutes, broken(two)], [600, []])
  const long = { ...next('10:00', '18:01'), record: {} }
  assert.deepEqual([broken(long), earliest(long)], [['flight_time_24_hours'], null])
  const tenHours = { ...next('10:00', '20:00', { pilots: 2 }), record: {} }
  assert.deepEqual(broken(tenHours), [])
})

test('135.267(b): a look-back of 24 hours is 24 hours on days when the clock is changed', () => {
  // In Denver the clock skips an hour on March 8, 2026: the same time of day is 23 hours later.
  const situation = (off: string): Case => ({
    profile: 'faa_135_unscheduled',
    zone: 'America/Denver',
    record: { flown: [leg('2026-03-07T10:00-07:00', '2026-03-07T18:00-07:00')] },
    legs: [leg(`2026-03-08T${off}-06:00`, '2026-03-08T13:00-06:00')],
  })
  assert.deepEqual(broken(situation('11:00')), [])
  assert.deepEqual(broken(situation('10:59')), ['flight_time_24_hours'])
})

test('135.267(d): ten hours of rest in the 24 hours before completion', () => {
  const situation = (completion: string, dutyEnd = '23:00'): Case => ({
    profile: 'faa_135_unscheduled',
    record: { duty: [{ from: at('2026-03-02T14:00Z'), to: at(`2026-03-02T${dutyEnd}Z`) }] },
    reportAt: '2026-03-03T09:00Z',
    legs: [
      leg('2026-03-03T10:00Z', '2026-03-03T12:00Z'),
      leg('2026-03-03T21:00Z', `2026-03-03T${completion}Z`),
    ],
  })
  for (const [completion, rest] of [
    ['22:59', 600],
    ['23:00', 600],
    ['23:01', 599],
  ] as const) {
    const { usedMinutes, isLegal } = verdictOf('rest_before_completion', situation(completion))
    assert.deepEqual([usedMinutes, isLegal], [rest, rest >= 600], completion)
  }
  // A working day of more than 14 hours leaves no room for the rest, whenever it begins.
  assert.equal(earliest(situation('23:01')), null)
  const short: Case = {
    profile: 'faa_135_unscheduled',
    record: { duty: [{ from: at('2026-03-02T10:00Z'), to: at('2026-03-02T23:00Z') }] },
    legs: [leg('2026-03-03T08:59Z', '2026-03-03T12:00Z')],
  }
  assert.deepEqual([broken(short), earliest(short)], [['rest_before_completion'], '2026-03-03T09:00Z'])
})

test('135.267(e): the rest after an overrun follows how long it was', () => {
  for (const [over, hours] of [
    [1, 11],
    [30, 11],
    [31, 12],
    [60, 12],
    [61, 16],
  ] as const) {
    assert.equal(restAfterOverrun(over), hours * 60)
    const landed = at('2026-03-02T18:00Z') + over * minute
    const next = (restMinutes: number): Case => {
      const from = landed + restMinutes * minute
      return {
        profile: 'faa_135_unscheduled',
        record: { flown: [{ ...leg('2026-03-02T10:00Z', '2026-03-02T18:00Z'), to: landed }] },
        legs: [{ ...leg('2026-03-03T10:00Z', '2026-03-03T11:00Z'), from, to: from + 1 * minute }],
      }
    }
    const isLegal = (minutes: number) => verdictOf('rest_after_overrun', next(minutes)).isLegal
    assert.deepEqual([isLegal(hours * 60 - 1), isLegal(hours * 60)], [false, true], `${over} minutes over`)
  }
})

test('135.267(a): quarters and years at midnight of the base; a flight over it is split', () => {
  // Until April 1, 00:00 in Denver (06:00 UTC) the flight counts in the first quarter.
  const over = (flownMinutes: number): Case => ({
    profile: 'faa_135_unscheduled',
    zone: 'America/Denver',
    record: { flown: flownDaily(flownMinutes, '2026-01-02') },
    legs: [leg('2026-04-01T05:30Z', '2026-04-01T06:30Z')],
  })
  const { usedMinutes, from, to } = verdictOf('flight_time_quarter', over(29_970))
  assert.deepEqual([usedMinutes, iso(from), iso(to)], [30_000, '2026-01-01T07:00Z', '2026-04-01T06:00Z'])
  assert.deepEqual(
    [29_970, 29_971].map((minutes) => verdictOf('flight_time_quarter', over(minutes)).isLegal),
    [true, false],
  )
  const later: Case = { ...over(29_971), legs: [leg('2026-04-01T06:00Z', '2026-04-01T07:00Z')] }
  assert.equal(verdictOf('flight_time_quarter', later).usedMinutes, 60)
  assert.equal(verdictOf('flight_time_two_quarters', later).usedMinutes, 30_031)
  const limits = (profile: DutyProfile, rule: string, flownMinutes: number, firstDay: string) => {
    const record = { flown: flownDaily(flownMinutes, firstDay) }
    const last = Math.max(...record.flown.map(({ to }) => to))
    const from = last + 2 * 1_440 * minute
    const ask: Case = {
      profile,
      record,
      legs: [{ ...leg('2026-01-01T00:00Z', '2026-01-01T01:00Z'), from, to: from + 60 * minute }],
    }
    return verdictOf(rule, ask).isLegal
  }
  assert.deepEqual(
    [47_940, 47_941].map((minutes) =>
      limits('faa_135_unscheduled', 'flight_time_two_quarters', minutes, '2026-01-02'),
    ),
    [true, false],
  )
  assert.deepEqual(
    [83_940, 83_941].map((minutes) =>
      limits('faa_135_unscheduled', 'flight_time_year', minutes, '2026-01-02'),
    ),
    [true, false],
  )
  assert.deepEqual(
    [71_940, 71_941].map((minutes) =>
      limits('faa_135_scheduled', 'scheduled_flight_time_year', minutes, '2026-01-02'),
    ),
    [true, false],
  )
  assert.deepEqual(
    [53_940, 53_941].map((minutes) => {
      const record = { flown: flownDaily(minutes, '2026-01-02') }
      const legs = [leg('2026-12-01T12:00Z', '2026-12-01T13:00Z', { operation: 'cat' })]
      return verdictOf('easa_flight_calendar_year', { profile: 'easa_ftl', record, legs }).isLegal
    }),
    [true, false],
  )
})

test('135.267(f): thirteen rests of 24 hours in a quarter have to be possible', () => {
  // On duty from January 1 on, with nothing free: 13 days are left from March 19, 00:00.
  const until = (text: string, completion: string): Case => ({
    profile: 'faa_135_unscheduled',
    record: { duty: [{ from: at('2026-01-01T00:00Z'), to: at(text) }] },
    legs: [leg(text, completion)],
  })
  assert.equal(verdictOf('rests_in_quarter', until('2026-03-18T12:00Z', '2026-03-19T00:00Z')).isLegal, true)
  assert.equal(verdictOf('rests_in_quarter', until('2026-03-18T12:00Z', '2026-03-19T00:01Z')).isLegal, false)
})

test('135.265: rest by scheduled flight time, and 34 hours in 7 days', () => {
  assert.deepEqual([479, 480, 539, 540].map(restOfScheduled), [540, 600, 600, 660])
  const week = (minutes: number): Case => ({
    profile: 'faa_135_scheduled',
    record: { flown: flownDaily(minutes, '2026-03-02') },
    legs: [leg('2026-03-08T12:00Z', '2026-03-08T13:00Z')],
  })
  assert.equal(verdictOf('scheduled_flight_time_7_days', week(1_980)).isLegal, true)
  assert.equal(verdictOf('scheduled_flight_time_7_days', week(1_981)).isLegal, false)
  const month = (minutes: number): Case => ({
    profile: 'faa_135_scheduled',
    record: { flown: flownDaily(minutes, '2026-03-02') },
    legs: [leg('2026-03-31T12:00Z', '2026-03-31T13:00Z')],
  })
  assert.equal(verdictOf('scheduled_flight_time_month', month(7_140)).isLegal, true)
  assert.equal(verdictOf('scheduled_flight_time_month', month(7_141)).isLegal, false)
  // Seven hours flown by two pilots: a nine-hour rest between, and eight hours begin again.
  const two = (from: string, to: string): Case => ({
    profile: 'faa_135_scheduled',
    record: { flown: [leg('2026-03-02T10:00Z', '2026-03-02T17:00Z', { pilots: 2 })] },
    legs: [leg(from, to, { pilots: 2 })],
  })
  const used = (situation: Case) => verdictOf('scheduled_flight_time_24_hours', situation).usedMinutes
  assert.equal(used(two('2026-03-02T20:00Z', '2026-03-02T21:01Z')), 481)
  assert.equal(used(two('2026-03-03T02:00Z', '2026-03-03T03:01Z')), 61)
})

test('61.195(a): eight hours of instruction in any 24', () => {
  const taught = { isInstruction: true, operation: null }
  const next = (off: string, on: string): Case => ({
    profile: 'faa_instruction',
    record: {
      flown: [
        leg('2026-03-02T09:00Z', '2026-03-02T12:00Z', taught),
        leg('2026-03-02T13:00Z', '2026-03-02T18:00Z', taught),
      ],
    },
    legs: [leg(`2026-03-03T${off}Z`, `2026-03-03T${on}Z`, taught)],
  })
  assert.deepEqual(broken(next('09:00', '10:00')), [])
  assert.deepEqual(broken(next('08:59', '09:59')), ['instruction_24_hours'])
  assert.equal(earliest(next('08:59', '09:59')), '2026-03-03T09:00Z')
  const own = next('08:59', '09:59')
  own.legs = own.legs.map((entry) => ({ ...entry, isInstruction: false }))
  assert.deepEqual(broken(own), [], 'what an instructor flies without a student is no instruction')
})
