import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type DutyProfile,
  type DutyRecord,
  earliestLegalStart,
  judgePlan,
  type Leg,
  standingAt,
} from './duty.ts'
import { longestFlightDuty } from './duty-easa.ts'
import { restAfterOverrun, restOfScheduled } from './duty-faa.ts'

const at = (text: string) => Date.parse(text)
const iso = (instant: number | null) =>
  instant === null ? null : new Date(instant).toISOString().replace(':00.000Z', 'Z')
const minute = 60_000

const leg = (from: string, to: string, fields: Partial<Leg> = {}): Leg => ({
  from: at(from),
  to: at(to),
  pilots: 1,
  isCommercial: true,
  isInstruction: false,
  operation: '135',
  ...fields,
})
/** As many minutes of flight, one flight of at most 8 hours a day from 12:00 UTC on. */
function flownDaily(minutes: number, firstDay: string): Leg[] {
  const legs: Leg[] = []
  for (let [left, from] = [minutes, at(`${firstDay}T12:00Z`)]; left > 0; left -= 480, from += 1_440 * minute)
    legs.push({
      ...leg('2026-01-01T12:00Z', '2026-01-01T13:00Z'),
      from,
      to: from + Math.min(left, 480) * minute,
    })
  return legs
}

interface Case {
  profile: DutyProfile
  record?: Partial<DutyRecord>
  legs: Leg[]
  reportAt?: string
  zone?: string
}
const askOf = ({ profile, record = {}, zone = 'UTC' }: Case) => ({
  record: { flown: [], duty: [], ...record },
  profiles: [profile],
  zone,
})
const planOf = ({ legs, reportAt }: Case) => ({
  legs,
  reportAt: reportAt ? at(reportAt) : Math.min(...legs.map(({ from }) => from)),
})
const verdictOf = (rule: string, situation: Case) => {
  const verdict = judgePlan(askOf(situation), planOf(situation)).find((entry) => entry.rule === rule)
  assert.ok(verdict, `${rule} said nothing`)
  return verdict
}
const broken = (situation: Case) =>
  judgePlan(askOf(situation), planOf(situation))
    .filter(({ isLegal }) => !isLegal)
    .map(({ rule }) => rule)
const earliest = (situation: Case) => iso(earliestLegalStart(askOf(situation), planOf(situation)))

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
