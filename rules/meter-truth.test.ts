import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialTotals, findMeterFaults, type MeteredFlight } from './meter-truth.ts'

/** A repeatable source of numbers from 0 to 1. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
const tenth = (hundredths: number) => Math.round(hundredths / 10) * 10

type Plain = Omit<MeteredFlight, 'hobbs' | 'tach'> & {
  hobbs: { out: number; in: number; isReset: boolean }
  tach: { out: number; in: number; isReset: boolean }
}

/** A year of flights of one aircraft, whose dials show tenths and go on from flight to flight. */
function year(seed: number, count = 300): Plain[] {
  const random = randomOf(seed)
  let [hobbs, tach, at] = [412_340, 398_710, Date.UTC(2026, 0, 2, 8)]
  const flights: Plain[] = []
  for (let index = 0; index < count; index++) {
    const minutes = 40 + Math.floor(random() * 100)
    const ran = tenth((minutes * 100) / 60 + (random() - 0.5) * 10)
    const slower = tenth(ran * (0.82 + (random() - 0.5) * 0.1))
    flights.push({
      id: `flt_${String(index).padStart(3, '0')}`,
      offBlockAt: at,
      onBlockAt: at + minutes * 60_000,
      blockMinutes: minutes,
      from: 'KFNL',
      to: 'KFNL',
      hobbs: { out: hobbs, in: hobbs + ran, isReset: false },
      tach: { out: tach, in: tach + slower, isReset: false },
    })
    hobbs += ran
    tach += slower
    at += minutes * 60_000 + (6 + Math.floor(random() * 30)) * 3_600_000
  }
  return flights
}

const shift = (flights: Plain[], from: number, hobbs: number, tach: number) => {
  for (const flight of flights.slice(from)) {
    flight.hobbs = { ...flight.hobbs, out: flight.hobbs.out + hobbs, in: flight.hobbs.in + hobbs }
    flight.tach = { ...flight.tach, out: flight.tach.out + tach, in: flight.tach.in + tach }
  }
}

/** The in of a hobbs with two digits swapped that differ, as somebody in a hurry writes it. */
function plantSwap(flights: Plain[], from: number): string {
  const found = flights.slice(from).find(({ hobbs }) => {
    const digits = String(hobbs.in)
    const at = digits.length - 4
    return Number(digits[at]) < Number(digits[at + 1])
  })
  assert.ok(found)
  const digits = String(found.hobbs.in)
  const at = digits.length - 4
  const swapped = digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2)
  found.hobbs.in = Number(swapped)
  return found.id
}

test('a year of 300 flights that go on from each other shows nothing', () => {
  for (let seed = 1; seed <= 40; seed++) assert.deepEqual(findMeterFaults(year(seed)), [], `seed ${seed}`)
})

test('five planted faults in a year of 300 flights are found, exactly these, and their corrections close each dial', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const flights = year(seed, 301)
    shift(flights, 50, 30, 0)
    for (const flight of flights.slice(100, 101)) flight.hobbs.out -= 40
    for (const flight of flights.slice(150, 172)) {
      const lost = tenth((flight.tach.in - flight.tach.out) * 0.2)
      flight.tach.in -= lost
      shift(flights, flights.indexOf(flight) + 1, 0, -lost)
    }
    const [missing] = flights.splice(210, 1)
    const swapped = plantSwap(flights, 255)
    const findings = findMeterFaults(flights)
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['gap', 'overlap', 'ratio_drift', 'missing_flight', 'digit_swap'],
      `seed ${seed}`,
    )
    const [gap, overlap, drift, flown, swap] = findings
    assert.deepEqual([gap?.flightId, gap?.hobbsHundredths, gap?.tachHundredths], ['flt_050', 30, 0])
    assert.deepEqual([overlap?.flightId, overlap?.hobbsHundredths], ['flt_100', -40])
    assert.ok(Math.abs((drift?.ratio?.flights ?? 0) - 22) <= 3, JSON.stringify(drift))
    assert.equal(flown?.otherFlightId, 'flt_209')
    assert.equal(flown?.hobbsHundredths, (missing?.hobbs.in ?? 0) - (missing?.hobbs.out ?? 0))
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
