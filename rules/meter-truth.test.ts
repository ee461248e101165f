import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialTotals, findMeterFaults } from './meter-truth.ts'
import { plantedFaults, shift, year, yearWithFaults } from './testing/metered-year.ts'

test('a year of 300 flights that go on from each other shows nothing', () => {
  for (let seed = 1; seed <= 40; seed++) assert.deepEqual(findMeterFaults(year(seed)), [], `seed ${seed}`)
})

test('five planted faults in a year of 300 flights are found, exactly these, and their corrections close each dial', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { flights, missing, swapped } = yearWithFaults(seed)
    const findings = findMeterFaults(flights)
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      plantedFaults,
      `seed ${seed}`,
    )
    const [gap, overlap, drift, flown, swap] = findings
    assert.deepEqual([gap?.flightId, gap?.hobbsHundredths, gap?.tachHundredths], ['flt_050', 30, 0])
    assert.deepEqual([overlap?.flightId, overlap?.hobbsHundredths], ['flt_100', -40])
    assert.ok(Math.abs((drift?.ratio?.flights ?? 0) - 22) <= 3, JSON.stringify(drift))
    assert.equal(flown?.otherFlightId, 'flt_209')
    assert.equal(flown?.hobbsHundredths, missing.hobbs.in - missing.hobbs.out)
    assert.equal(swap?.flightId, swapped)
    const corrections = findings.flatMap((finding) => finding.corrections)
    for (const { dial, ranHundredths, loggedHundredths } of dialTotals(flights)) {
      const first = flights[0]?.[dial].out ?? 0
      assert.equal(ranHundredths, (flights.at(-1)?.[dial].in ?? 0) - first)
      const corrected = corrections
        .filter((correction) => correction.dial === dial)
        .reduce((sum, { hundredths }) => sum + hundredths, 0)
      assert.equal(loggedHundredths + corrected, ranHundredths)
    }
  }
})

test('a dial that was replaced or that goes on at 0 leaves no gap, and one that nobody read says nothing', () => {
  const flights = year(7, 12)
  shift(flights, 4, -300_000, 0)
  assert.equal(findMeterFaults(flights).length, 1)
  const replaced = flights.map((flight, index) =>
    index === 4 ? { ...flight, hobbs: { ...flight.hobbs, isReset: true } } : flight,
  )
  assert.deepEqual(findMeterFaults(replaced), [])
  const rolled = year(8, 12)
  shift(rolled, 0, 999_980 - (rolled[5]?.hobbs.out ?? 0), 0)
  shift(rolled, 6, -1_000_000, 0)
  const over = rolled[5]
  assert.ok(over)
  over.hobbs.in -= 1_000_000
  assert.deepEqual(findMeterFaults(rolled), [])
  const unread = year(9, 12).map((flight, index) => (index === 5 ? { ...flight, hobbs: null } : flight))
  assert.deepEqual(findMeterFaults(unread), [])
})

test('flights of one aircraft at the same time overlap, whatever their dials say', () => {
  const flights = year(3, 20)
  const before = flights[9]
  const later = flights[10]
  assert.ok(before && later)
  later.offBlockAt = before.onBlockAt - 25 * 60_000
  const [finding, ...others] = findMeterFaults(flights)
  assert.deepEqual([finding?.kind, finding?.overlapMinutes, others], ['overlap', 25, []])
})

test('where the airports do not connect, a short flight is missing', () => {
  const flights = year(5, 40)
  shift(flights, 20, 30, 30)
  assert.equal(findMeterFaults(flights)[0]?.kind, 'gap')
  const away = flights.map((flight, index) => (index === 20 ? { ...flight, from: 'KGXY' } : flight))
  assert.equal(findMeterFaults(away)[0]?.kind, 'missing_flight')
})
