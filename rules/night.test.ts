import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNight, type NightClock, nightOfLeg, nights, type Place } from './night.ts'

const at = (text: string) => Date.parse(text)
const fairbanks = { latitude: 64.8151, longitude: -147.8563 }
const madrid = { latitude: 40.3706, longitude: -3.7851 }
const fortCollins = { latitude: 40.4518, longitude: -105.0113 }
const sydney = { latitude: -33.9461, longitude: 151.1772 }
const tromso = { latitude: 69.6833, longitude: 18.9189 }
const longyearbyen = { latitude: 78.2461, longitude: 15.4656 }
const southPole = { latitude: -90, longitude: 0 }

// Dusk, dawn, sunset and sunrise by Astronomy Engine 2.1.19 (VSOP87, refraction 34′, sea level), after a local noon.
const ephemeris: [string, Place, string, string | null, string | null, string | null, string | null][] = [
  [
    'Fairbanks on the shortest day',
    fairbanks,
    '2026-12-21T20:00:00Z',
    '2026-12-22T01:06:17Z',
    '2026-12-22T18:33:32Z',
    '2026-12-21T23:40:56Z',
    '2026-12-22T19:58:52Z',
  ],
  [
    'Fairbanks on the longest day',
    fairbanks,
    '2026-06-21T22:00:00Z',
    null,
    null,
    '2026-06-22T08:47:20Z',
    '2026-06-22T10:59:33Z',
  ],
  [
    'Madrid at the equinox',
    madrid,
    '2026-03-20T12:00:00Z',
    '2026-03-20T18:54:15Z',
    '2026-03-21T05:49:58Z',
    '2026-03-20T18:27:04Z',
    '2026-03-21T06:17:06Z',
  ],
  [
    'Fort Collins in November',
    fortCollins,
    '2026-11-20T19:00:00Z',
    '2026-11-21T00:08:28Z',
    '2026-11-21T13:23:40Z',
    '2026-11-20T23:38:54Z',
    '2026-11-21T13:53:19Z',
  ],
  [
    'Sydney in its winter',
    sydney,
    '2026-06-21T02:00:00Z',
    '2026-06-21T07:21:30Z',
    '2026-06-21T20:32:44Z',
    '2026-06-21T06:53:43Z',
    '2026-06-21T21:00:31Z',
  ],
  [
    'Tromsø in the polar night',
    tromso,
    '2026-12-21T11:00:00Z',
    '2026-12-21T12:52:37Z',
    '2026-12-22T08:32:35Z',
    null,
    null,
  ],
  [
    'Miami in July',
    { latitude: 25.7932, longitude: -80.2906 },
    '2026-07-04T17:00:00Z',
    '2026-07-05T00:42:32Z',
    '2026-07-05T10:09:01Z',
    '2026-07-05T00:16:39Z',
    '2026-07-05T10:34:54Z',
  ],
  [
    'Auckland over the turn of the year',
    { latitude: -37.0081, longitude: 174.7917 },
    '2026-12-31T00:30:00Z',
    '2026-12-31T08:14:11Z',
    '2026-12-31T16:33:32Z',
    '2026-12-31T07:43:30Z',
    '2026-12-31T17:04:13Z',
  ],
  [
    'Ushuaia in its winter',
    { latitude: -54.8433, longitude: -68.2958 },
    '2026-06-21T16:30:00Z',
    '2026-06-21T20:56:18Z',
    '2026-06-22T12:13:57Z',
    '2026-06-21T20:10:56Z',
    '2026-06-22T12:59:18Z',
  ],
]

// Where the sun barely sets, a difference of 0.002° is 17 seconds.
const toleranceMs = 20_000
const hour = 3_600_000

for (const [where, place, noon, dusk, dawn, sunset, sunrise] of ephemeris)
  test(`the nights of ${where} are those of a reference ephemeris, to seconds`, () => {
    const near = (clock: NightClock) =>
      nights(clock, place, { from: at(noon) + 6 * hour, to: at(noon) + 22 * hour })
    const agrees = (period: { from: number; to: number } | undefined, from: number, to: number) => {
      assert.ok(period, 'there is a night')
      assert.ok(Math.abs(period.from - from) < toleranceMs, new Date(period.from).toISOString())
      assert.ok(Math.abs(period.to - to) < toleranceMs, new Date(period.to).toISOString())
    }
    if (dusk && dawn) agrees(near('civil')[0], at(dusk), at(dawn))
    else assert.deepEqual(near('civil'), [])
    if (sunset && sunrise) agrees(near('recency')[0], at(sunset) + hour, at(sunrise) - hour)
    else assert.equal(near('recency').length, 1, 'the sun does not rise')
  })

test('at Fairbanks the night of recency begins 25 minutes before civil twilight ends in December', () => {
  const day = { from: at('2026-12-22T00:00:00Z'), to: at('2026-12-22T12:00:00Z') }
  const [civil, recency] = [nights('civil', fairbanks, day)[0], nights('recency', fairbanks, day)[0]]
  assert.equal(Math.round(((civil?.from ?? 0) - (recency?.from ?? 0)) / 60_000), 25)
})

test('at Fairbanks in June the night of recency lasts 12 minutes, with no civil night at all', () => {
  const day = { from: at('2026-06-21T22:00:00Z'), to: at('2026-06-22T22:00:00Z') }
  const [recency, ...others] = nights('recency', fairbanks, day)
  assert.equal(Math.round(((recency?.to ?? 0) - (recency?.from ?? 0)) / 60_000), 12)
  assert.deepEqual([others, nights('civil', fairbanks, day)], [[], []])
})

const instants: [string, NightClock, Place, string, boolean][] = [
  ['a second before dusk', 'civil', madrid, '2026-03-20T18:54:10Z', false],
  ['half a minute after dusk', 'civil', madrid, '2026-03-20T18:54:50Z', true],
  ['before an hour after sunset', 'recency', madrid, '2026-03-20T19:26:30Z', false],
  ['after an hour after sunset', 'recency', madrid, '2026-03-20T19:27:30Z', true],
  ['before an hour before sunrise', 'recency', madrid, '2026-03-21T05:16:30Z', true],
  ['after an hour before sunrise', 'recency', madrid, '2026-03-21T05:17:30Z', false],
  ['noon in the polar night', 'civil', longyearbyen, '2026-12-21T11:00:00Z', true],
  ['noon of a polar night with twilight', 'civil', tromso, '2026-12-21T11:00:00Z', false],
  ['noon without a sunrise', 'recency', tromso, '2026-12-21T11:00:00Z', true],
  ['midnight in the polar day', 'civil', longyearbyen, '2026-06-21T23:00:00Z', false],
  ['midnight in the polar day', 'recency', longyearbyen, '2026-06-21T23:00:00Z', false],
  ['the winter of the South Pole', 'civil', southPole, '2026-06-21T00:00:00Z', true],
  ['the long twilight of the South Pole', 'civil', southPole, '2026-03-28T00:00:00Z', false],
  ['the summer of the South Pole', 'recency', southPole, '2026-12-21T00:00:00Z', false],
]
for (const [when, clock, place, instant, expected] of instants)
  test(`${when} (${instant}) is ${expected ? '' : 'not '}night by the ${clock} clock`, () => {
    assert.equal(isNight(clock, place, at(instant)), expected)
  })

const legs: [string, NightClock, string, string, [boolean, boolean, boolean]][] = [
  ['a flight at noon', 'civil', '2026-11-20T18:00:00Z', '2026-11-20T19:00:00Z', [false, false, true]],
  ['a flight into the night', 'civil', '2026-11-20T23:30:00Z', '2026-11-21T00:30:00Z', [false, true, false]],
  ['the same by recency', 'recency', '2026-11-20T23:30:00Z', '2026-11-21T00:30:00Z', [false, false, true]],
  ['a flight at night', 'civil', '2026-11-21T02:00:00Z', '2026-11-21T04:00:00Z', [true, true, true]],
  [
    'a flight out of the night',
    'civil',
    '2026-11-21T13:00:00Z',
    '2026-11-21T14:00:00Z',
    [true, false, false],
  ],
  [
    'from night to night, through a day',
    'civil',
    '2026-11-20T13:00:00Z',
    '2026-11-21T01:00:00Z',
    [true, true, false],
  ],
  [
    'from day to day, through a night',
    'civil',
    '2026-11-20T23:00:00Z',
    '2026-11-21T15:00:00Z',
    [false, false, false],
  ],
]
for (const [what, clock, takeOffAt, landingAt, [takeOff, landing, isConstant]] of legs)
  test(`${what} (${clock}) from ${takeOffAt} to ${landingAt}`, () => {
    const leg = { takeOffAt: at(takeOffAt), landingAt: at(landingAt), from: fortCollins, to: fortCollins }
    assert.deepEqual(nightOfLeg(clock, leg), { takeOff, landing, isConstant })
  })

test('the short way for flights by day says what the nights say, in every hour of a year', () => {
  for (let hours = 0; hours < 365 * 24; hours += 7)
    for (const place of [fortCollins, fairbanks, sydney]) {
      const takeOffAt = at('2026-01-01T00:00:00Z') + hours * hour
      const landingAt = takeOffAt + 2 * hour
      const leg = nightOfLeg('recency', { takeOffAt, landingAt, from: place, to: place })
      const dark = [takeOffAt, landingAt].map((instant) => isNight('recency', place, instant))
      assert.deepEqual([leg.takeOff, leg.landing], dark, new Date(takeOffAt).toISOString())
    }
})
