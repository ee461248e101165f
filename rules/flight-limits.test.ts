import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FlownNumbers, flightFaults } from './flight-limits.ts'

const minute = 60_000
const off = Date.UTC(2026, 0, 5, 12)
const flight = (fields: Partial<FlownNumbers>): FlownNumbers => ({
  offBlock: off,
  takeOff: null,
  landing: null,
  onBlock: off + 60 * minute,
  dayTakeOffs: 1,
  nightTakeOffs: 0,
  dayLandings: 1,
  nightLandings: 0,
  approaches: 0,
  holds: 0,
  ...fields,
})

test('what cannot have been flown is named, and its neighbor just within is not', () => {
  for (const [what, fields, part] of [
    ['a flight of an hour', {}, null],
    ['24 hours', { onBlock: off + 1_440 * minute }, null],
    ['24 hours and a minute', { onBlock: off + 1_441 * minute }, 'onBlock'],
    ['a minute', { onBlock: off + minute }, null],
    ['no time at all', { onBlock: off, dayTakeOffs: 0, dayLandings: 0 }, 'onBlock'],
    ['the year 1900', { offBlock: Date.UTC(1900, 0, 1, 12), onBlock: Date.UTC(1900, 0, 1, 13) }, null],
    [
      'the year 1899',
      { offBlock: Date.UTC(1899, 11, 31, 12), onBlock: Date.UTC(1899, 11, 31, 13) },
      'offBlock',
    ],
    ['a minute in the air', { takeOff: off + 5 * minute, landing: off + 6 * minute }, null],
    ['no time in the air', { takeOff: off + 5 * minute, landing: off + 5 * minute }, 'landing'],
    ['60 landings in an hour', { dayLandings: 40, nightLandings: 20 }, null],
    ['61 landings in an hour', { dayLandings: 40, nightLandings: 21 }, 'dayLandings'],
    ['61 landings, most by night', { dayLandings: 20, nightLandings: 41 }, 'nightLandings'],
    ['61 take-offs', { dayTakeOffs: 61 }, 'dayTakeOffs'],
    ['61 approaches', { approaches: 61 }, 'approaches'],
    ['61 holds', { holds: 61 }, 'holds'],
    ['a draft without times', { offBlock: null, onBlock: null, dayLandings: 900 }, null],
  ] as const)
    assert.deepEqual(
      flightFaults(flight(fields)).map((fault) => fault.part),
      part === null ? [] : [part],
      what,
    )
})
