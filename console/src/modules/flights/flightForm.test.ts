import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, clocksOf, emptyFlight } from './flightForm.ts'

const flight = {
  ...emptyFlight('crw_1', 'acf_1'),
  date: '2026-11-19',
  fromAirport: 'KJFK',
  toAirport: 'EGLL',
}

test('a clock earlier than the one before it is on the next day, in order', () => {
  const clocks = clocksOf({
    ...flight,
    offBlockAt: '2205',
    takeOffAt: '2217',
    landingAt: '0502',
    onBlockAt: '0511',
  })
  assert.deepEqual(clocks, { offBlockAt: 1325, takeOffAt: 1337, landingAt: 1742, onBlockAt: 1751 })
})

test('the body carries instants, hundredths and nulls for what was left empty', () => {
  const body = bodyOf({
    ...flight,
    offBlockAt: '2205',
    onBlockAt: '0511',
    hobbsOutHundredths: '102.2',
    dayLandings: '1',
    fuelQuantity: '12,5',
  })
  assert.deepEqual(
    {
      off: body.offBlockAt,
      on: body.onBlockAt,
      takeOff: body.takeOffAt,
      hobbs: body.hobbsOutHundredths,
      landings: body.dayLandings,
      fuel: body.fuelQuantity,
      unit: body.fuelUnit,
    },
    {
      off: '2026-11-19T22:05:00.000Z',
      on: '2026-11-20T05:11:00.000Z',
      takeOff: null,
      hobbs: 10220,
      landings: 1,
      fuel: 12.5,
      unit: 'us_gal',
    },
  )
})

test('the counts of several people are sent for each of them, and those of one with a mark', () => {
  const crew = [
    { crewId: 'crw_1', role: 'pic' as const, dayLandings: '3', tracking: 'yes' as const },
    { crewId: 'crw_2', role: 'sic' as const, dayLandings: '2', approaches: '1' },
  ]
  const shared = bodyOf({ ...flight, crew, flownBy: 'each', dayLandings: '9' })
  assert.equal('dayLandings' in shared, false)
  assert.deepEqual(
    shared.crew.map((member) => ('dayLandings' in member ? [member.dayLandings, member.isTracking] : null)),
    [
      [3, true],
      [2, null],
    ],
  )
  const one = bodyOf({ ...flight, crew, flownBy: '1', dayLandings: '5' })
  assert.deepEqual(
    [one.dayLandings, one.crew.map((member) => 'isSoleManipulator' in member && member.isSoleManipulator)],
    [5, [false, true]],
  )
})
