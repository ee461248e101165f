import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, holdLimits, operator, plus } from './testing/limit.ts'

/** Weeks of work for others: so many days from a Monday on, each with so much duty and flying. */
const weeks = (monday: string, count: number, [days, minutes, flightMinutes]: [number, number, number]) =>
  Array.from({ length: count * days }, (_, index): [string, number, number] => {
    const day = Math.floor(index / days) * 7 + (index % days)
    return [plus(monday, day * 1_440 + 360), minutes, flightMinutes]
  })

test('ORO.FTL over the API, a minute on each side', async (t) => {
  const ws = await operator(t, 'UTC', ['easa_ftl'])
  const cat = { operation: 'cat' }
  await holdLimits(ws, [
    {
      name: '60 hours of duty in seven days',
      external: weeks('2026-02-02T00:00:00Z', 1, [5, 700, 0]),
      ...cat,
      legal: { off: '2026-02-07T08:00:00Z', minutes: 100 },
      broken: { off: '2026-02-07T08:00:00Z', minutes: 101 },
      ...{ citation: 'ORO.FTL.210(a)(1)', used: 3_601, limit: 3_600, earliest: '2026-02-08T22:20:00Z' },
    },
    {
      name: '110 hours of duty in 14 days',
      external: weeks('2026-02-02T00:00:00Z', 2, [6, 540, 0]),
      ...cat,
      legal: { off: '2026-02-15T08:00:00Z', minutes: 120 },
      broken: { off: '2026-02-15T08:00:00Z', minutes: 121 },
      ...{ citation: 'ORO.FTL.210(a)(2)', used: 6_601, limit: 6_600, earliest: '2026-02-15T22:00:00Z' },
    },
    {
      name: '190 hours of duty in 28 days',
      external: weeks('2026-02-02T00:00:00Z', 4, [6, 470, 0]),
      ...cat,
      legal: { off: '2026-03-01T08:00:00Z', minutes: 120 },
      broken: { off: '2026-03-01T08:00:00Z', minutes: 121 },
      ...{ citation: 'ORO.FTL.210(a)(3)', used: 11_401, limit: 11_400, earliest: '2026-03-01T22:00:00Z' },
    },
    {
      name: '100 hours of flight in 28 days',
      external: weeks('2026-02-02T00:00:00Z', 4, [1, 1_485, 1_485]),
      ...cat,
      legal: { off: '2026-03-01T08:00:00Z', minutes: 60 },
      broken: { off: '2026-03-01T08:00:00Z', minutes: 61 },
      ...{ citation: 'ORO.FTL.210(b)(1)', used: 6_001, limit: 6_000, earliest: '2026-03-01T23:00:00Z' },
    },
    {
      name: '900 hours of flight in a calendar year',
      external: [
        ...weeks('2026-01-05T00:00:00Z', 35, [1, 1_500, 1_500]),
        ['2026-09-14T06:00:00Z', 1_440, 1_440],
      ],
      ...cat,
      legal: { off: '2026-11-03T08:00:00Z', minutes: 60 },
      broken: { off: '2026-11-03T08:00:00Z', minutes: 61 },
      ...{ citation: 'ORO.FTL.210(b)(2)', used: 54_001, limit: 54_000, earliest: '2026-12-31T23:00:00Z' },
    },
    {
      name: '1,000 hours of flight in twelve calendar months',
      external: [
        ...weeks('2026-04-06T00:00:00Z', 39, [1, 1_500, 1_500]),
        ['2027-01-04T06:00:00Z', 1_440, 1_440],
      ],
      ...cat,
      legal: { off: '2027-02-16T08:00:00Z', minutes: 60 },
      broken: { off: '2027-02-16T08:00:00Z', minutes: 61 },
      ...{ citation: 'ORO.FTL.210(b)(3)', used: 60_001, limit: 60_000, earliest: '2027-03-31T23:00:00Z' },
    },
  ])
  // The table of flight duty warns, and refuses nothing.
  const { id } = await ws.person()
  for (const [reports, limit] of [
    ['13:29', 780],
    ['13:30', 765],
    ['04:59', 660],
    ['05:00', 720],
  ] as const) {
    const reportAt = `2026-05-04T${reports}:00Z`
    const answer = await check(ws, id, { off: plus(reportAt, limit - 59), minutes: 60, reportAt }, 'cat')
    const verdict = answer.data.limits.find(
      ({ rule }: { rule: string }) => rule === 'easa_flight_duty_period',
    )
    assert.deepEqual(
      [answer.status, verdict.usedMinutes, verdict.limitMinutes, verdict.isLegal, verdict.isAdvisory],
      [200, limit + 1, limit, false, true],
      reports,
    )
  }
})
