import { test } from 'node:test'
import { holdLimits, iso, operator, plus, type Row } from './testing/limit.ts'

const denver = (local: string, offset: string) => iso(Date.parse(`${local}${offset}`))

test('135.267 over the API, a minute on each side: two pilots, midnight, the change of clocks, quarters and years', async (t) => {
  const ws = await operator(t, 'America/Denver')
  const yearOf: Row['external'] = [
    ['2026-01-02T07:00:00Z', 24_480, 24_000],
    ['2026-04-02T06:00:00Z', 24_480, 23_000],
    ['2026-07-02T06:00:00Z', 24_480, 24_000],
  ]
  await holdLimits(ws, [
    {
      name: 'two pilots: ten hours in 24',
      external: [['2026-02-02T10:00:00Z', 480, 480]],
      legal: { off: '2026-02-03T08:00:00Z', minutes: 120, role: 'sic' },
      broken: { off: '2026-02-03T07:59:00Z', minutes: 121, role: 'sic' },
      ...{ citation: '14 CFR 135.267(b)', used: 601, limit: 600, earliest: '2026-02-03T08:00:00Z' },
    },
    {
      name: 'one pilot after a flight of two pilots: eight hours in 24',
      flown: [['2026-02-02T10:00:00Z', 540, true]],
      legal: { off: '2026-02-03T11:00:00Z', minutes: 60 },
      broken: { off: '2026-02-03T10:59:00Z', minutes: 60 },
      ...{ citation: '14 CFR 135.267(b)', used: 481, limit: 480, earliest: '2026-02-03T11:00:00Z' },
    },
    {
      name: 'looked back across midnight of the base',
      external: [[denver('2026-02-02T20:00', '-07:00'), 480, 480]],
      legal: { off: denver('2026-02-03T20:00', '-07:00'), minutes: 60 },
      broken: { off: denver('2026-02-03T19:59', '-07:00'), minutes: 60 },
      ...{
        citation: '14 CFR 135.267(b)',
        used: 481,
        limit: 480,
        earliest: denver('2026-02-03T20:00', '-07:00'),
      },
    },
    {
      name: 'across the day of 23 hours',
      external: [[denver('2026-03-07T10:00', '-07:00'), 480, 480]],
      legal: { off: denver('2026-03-08T11:00', '-06:00'), minutes: 60 },
      broken: { off: denver('2026-03-08T10:59', '-06:00'), minutes: 60 },
      ...{
        citation: '14 CFR 135.267(b)',
        used: 481,
        limit: 480,
        earliest: denver('2026-03-08T11:00', '-06:00'),
      },
    },
    {
      name: 'across the day of 25 hours',
      external: [[denver('2026-10-31T10:00', '-06:00'), 480, 480]],
      legal: { off: denver('2026-11-01T09:00', '-07:00'), minutes: 60 },
      broken: { off: denver('2026-11-01T08:59', '-07:00'), minutes: 60 },
      ...{
        citation: '14 CFR 135.267(b)',
        used: 481,
        limit: 480,
        earliest: denver('2026-11-01T09:00', '-07:00'),
      },
    },
    {
      name: 'ten hours of rest through the skipped hour',
      duty: [[denver('2026-03-07T14:00', '-07:00'), denver('2026-03-07T23:00', '-07:00')]],
      legal: { off: denver('2026-03-08T10:00', '-06:00'), minutes: 60 },
      broken: { off: denver('2026-03-08T09:59', '-06:00'), minutes: 60 },
      ...{
        citation: '14 CFR 135.267(d)',
        used: 599,
        limit: 600,
        earliest: denver('2026-03-08T10:00', '-06:00'),
      },
    },
    ...([30, 31, 60, 61] as const).map((over): Row => {
      const rest = over <= 30 ? 660 : over <= 60 ? 720 : 960
      const landed = plus('2026-02-02T14:00:00Z', over)
      return {
        name: `rest after ${over} minutes over`,
        flown: [
          ['2026-02-02T00:00:00Z', 240],
          ['2026-02-02T10:00:00Z', 240 + over],
        ],
        legal: { off: plus(landed, rest), minutes: 60 },
        broken: { off: plus(landed, rest - 1), minutes: 60 },
        ...{ citation: '14 CFR 135.267(e)', used: rest - 1, limit: rest, earliest: plus(landed, rest) },
      }
    }),
    {
      name: 'rest after two pilots flew 31 minutes over',
      flown: [
        ['2026-02-02T00:00:00Z', 300, true],
        ['2026-02-02T10:00:00Z', 331, true],
      ],
      legal: { off: '2026-02-03T03:31:00Z', minutes: 60 },
      broken: { off: '2026-02-03T03:30:00Z', minutes: 60 },
      ...{ citation: '14 CFR 135.267(e)', used: 719, limit: 720, earliest: '2026-02-03T03:31:00Z' },
    },
    {
      name: '500 hours in a quarter, which ends at midnight of the base',
      external: [['2026-01-02T07:00:00Z', 30_240, 29_940]],
      legal: { off: '2026-03-03T12:00:00Z', minutes: 60 },
      broken: { off: '2026-03-03T12:00:00Z', minutes: 61 },
      ...{ citation: '14 CFR 135.267(a)(1)', used: 30_001, limit: 30_000 },
      earliest: denver('2026-03-31T23:00', '-06:00'),
    },
    {
      name: 'a flight over the end of the quarter is split',
      external: [['2026-01-02T07:00:00Z', 30_240, 29_970]],
      legal: { off: denver('2026-03-31T23:30', '-06:00'), minutes: 60 },
      broken: { off: denver('2026-03-31T23:29', '-06:00'), minutes: 60 },
      ...{ citation: '14 CFR 135.267(a)(1)', used: 30_001, limit: 30_000 },
      earliest: denver('2026-03-31T23:30', '-06:00'),
    },
    {
      name: '800 hours in two quarters',
      external: [
        ['2026-01-02T07:00:00Z', 24_480, 24_000],
        ['2026-04-02T06:00:00Z', 24_480, 23_940],
      ],
      legal: { off: '2026-06-03T12:00:00Z', minutes: 60 },
      broken: { off: '2026-06-03T12:00:00Z', minutes: 61 },
      ...{ citation: '14 CFR 135.267(a)(2)', used: 48_001, limit: 48_000 },
      earliest: denver('2026-06-30T23:00', '-06:00'),
    },
    {
      name: '1,400 hours in a calendar year',
      external: [...yearOf, ['2026-10-02T06:00:00Z', 14_400, 12_940]],
      legal: { off: '2026-12-03T12:00:00Z', minutes: 60 },
      broken: { off: '2026-12-03T12:00:00Z', minutes: 61 },
      ...{ citation: '14 CFR 135.267(a)(3)', used: 84_001, limit: 84_000 },
      earliest: denver('2026-12-31T23:00', '-07:00'),
    },
    {
      name: 'before a flight of the same evening, which looks back on the plan',
      flown: [['2026-02-02T16:00:00Z', 240]],
      legal: { off: '2026-02-02T10:00:00Z', minutes: 240 },
      broken: { off: '2026-02-02T10:00:00Z', minutes: 241 },
      ...{ citation: '14 CFR 135.267(b)', used: 481, limit: 480, earliest: '2026-02-03T12:00:00Z' },
    },
    {
      name: 'work for others before a flight of the same evening',
      flown: [['2026-02-02T16:00:00Z', 240]],
      operation: 'spo',
      legal: { off: '2026-02-02T10:00:00Z', minutes: 240 },
      broken: { off: '2026-02-02T10:00:00Z', minutes: 241 },
      ...{ citation: '14 CFR 135.267(b)', used: 481, limit: 480, earliest: '2026-02-02T20:00:00Z' },
    },
    {
      name: 'before a flight whose completion needs ten hours of rest',
      duty: [['2026-02-01T22:00:00Z', '2026-02-02T06:00:00Z']],
      flown: [['2026-02-03T04:00:00Z', 60]],
      legal: { off: '2026-02-02T16:00:00Z', minutes: 122 },
      broken: { off: '2026-02-02T15:59:00Z', minutes: 122 },
      ...{ citation: '14 CFR 135.267(d)', used: 599, limit: 600, earliest: '2026-02-02T16:00:00Z' },
    },
    {
      name: 'thirteen rests of 24 hours in a quarter',
      duty: [
        [denver('2026-01-01T00:00', '-07:00'), denver('2026-01-31T00:00', '-07:00')],
        [denver('2026-01-31T00:00', '-07:00'), denver('2026-03-01T00:00', '-07:00')],
        [denver('2026-03-01T00:00', '-07:00'), denver('2026-03-18T08:00', '-06:00')],
      ],
      legal: { off: denver('2026-03-18T18:00', '-06:00'), minutes: 360 },
      broken: { off: denver('2026-03-18T18:00', '-06:00'), minutes: 361 },
      ...{ citation: '14 CFR 135.267(f)', used: 12 * 1_440, limit: 13 * 1_440 },
      earliest: denver('2026-03-19T08:00', '-06:00'),
    },
    {
      name: 'thirteen rests in the quarter that a flight leaves',
      duty: [
        [denver('2026-01-01T00:00', '-07:00'), denver('2026-01-31T00:00', '-07:00')],
        [denver('2026-01-31T00:00', '-07:00'), denver('2026-03-01T00:00', '-07:00')],
        [denver('2026-03-01T00:00', '-07:00'), denver('2026-03-18T21:00', '-06:00')],
      ],
      legal: { off: denver('2026-03-31T21:00', '-06:00'), minutes: 240 },
      broken: { off: denver('2026-03-31T20:59', '-06:00'), minutes: 240 },
      ...{ citation: '14 CFR 135.267(f)', used: 12 * 1_440, limit: 13 * 1_440 },
      earliest: denver('2026-03-31T21:00', '-06:00'),
    },
  ])
})

test('135.265 over the API, a minute on each side', async (t) => {
  const ws = await operator(t, 'UTC', ['faa_135_scheduled'])
  const morning: Row['external'] = [['2026-02-02T00:00:00Z', 240, 240]]
  await holdLimits(ws, [
    ...(
      [
        ['under eight hours: 9 h of rest', '13:00', 239, '12:59', 239, 9],
        ['eight hours: 10 h of rest', '14:00', 240, '13:59', 240, 10],
        ['8 h 59: 10 h of rest', '14:00', 299, '13:59', 299, 10],
        ['nine hours: 11 h of rest', '15:00', 300, '14:59', 300, 11],
      ] as const
    ).map(
      ([name, off, minutes, earlyOff, earlyMinutes, hours]): Row => ({
        ...{ name, external: morning },
        legal: { off: `2026-02-02T${off}:00Z`, minutes, role: 'sic' },
        broken: { off: `2026-02-02T${earlyOff}:00Z`, minutes: earlyMinutes, role: 'sic' },
        ...{ citation: '14 CFR 135.265(b)', used: hours * 60 - 1, limit: hours * 60 },
        earliest: `2026-02-02T${off}:00Z`,
      }),
    ),
    {
      name: '34 hours in seven days',
      external: [['2026-03-02T00:00:00Z', 2_100, 1_980]],
      legal: { off: '2026-03-08T10:00:00Z', minutes: 60 },
      broken: { off: '2026-03-08T10:00:00Z', minutes: 61 },
      ...{ citation: '14 CFR 135.265(a)(3)', used: 2_041, limit: 2_040, earliest: '2026-03-08T23:00:00Z' },
    },
    {
      name: '120 hours in a month',
      external: [['2026-03-02T00:00:00Z', 7_200, 7_140]],
      legal: { off: '2026-03-20T10:00:00Z', minutes: 60 },
      broken: { off: '2026-03-20T10:00:00Z', minutes: 61 },
      ...{ citation: '14 CFR 135.265(a)(2)', used: 7_201, limit: 7_200, earliest: '2026-03-31T23:00:00Z' },
    },
    {
      name: '1,200 hours in a year',
      external: [
        ['2026-01-02T00:00:00Z', 33_000, 33_000],
        ['2026-03-02T00:00:00Z', 38_940, 38_940],
      ],
      legal: { off: '2026-11-20T10:00:00Z', minutes: 60 },
      broken: { off: '2026-11-20T10:00:00Z', minutes: 61 },
      ...{ citation: '14 CFR 135.265(a)(1)', used: 72_001, limit: 72_000, earliest: '2026-12-31T23:00:00Z' },
    },
    {
      name: 'one pilot: eight hours in 24',
      external: [['2026-02-02T10:00:00Z', 480, 480]],
      legal: { off: '2026-02-03T10:00:00Z', minutes: 60 },
      broken: { off: '2026-02-03T09:59:00Z', minutes: 60 },
      ...{ citation: '14 CFR 135.265(a)(4), (5)', used: 481, limit: 480, earliest: '2026-02-03T10:00:00Z' },
    },
    {
      name: 'two pilots: eight hours between two rests',
      external: [['2026-02-02T10:00:00Z', 300, 300]],
      legal: { off: '2026-02-02T17:00:00Z', minutes: 180, role: 'sic' },
      broken: { off: '2026-02-02T17:00:00Z', minutes: 181, role: 'sic' },
      ...{ citation: '14 CFR 135.265(a)(4), (5)', used: 481, limit: 480, earliest: '2026-02-03T01:00:00Z' },
    },
  ])
})
