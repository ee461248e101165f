import type { Finding, MeteredFlight } from '../meter-truth.ts'

/** A repeatable source of numbers from 0 to 1. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
const tenth = (hundredths: number) => Math.round(hundredths / 10) * 10

export type PlainFlight = Omit<MeteredFlight, 'hobbs' | 'tach'> & {
  hobbs: { out: number; in: number; isReset: boolean }
  tach: { out: number; in: number; isReset: boolean }
}

/** A year of flights of one aircraft, whose dials show tenths and go on from flight to flight. */
export function year(seed: number, count = 300, since = Date.UTC(2026, 0, 2, 8)): PlainFlight[] {
  const random = randomOf(seed)
  let [hobbs, tach, at] = [412_340, 398_710, since]
  const flights: PlainFlight[] = []
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

/** Moves the dials from a flight on. */
export const shift = (flights: PlainFlight[], from: number, hobbs: number, tach: number) => {
  for (const flight of flights.slice(from)) {
    flight.hobbs = { ...flight.hobbs, out: flight.hobbs.out + hobbs, in: flight.hobbs.in + hobbs }
    flight.tach = { ...flight.tach, out: flight.tach.out + tach, in: flight.tach.in + tach }
  }
}

/** The in of a hobbs with two digits swapped that differ, as somebody in a hurry writes it. */
function plantSwap(flights: PlainFlight[], from: number): string {
  const found = flights.slice(from).find(({ hobbs }) => {
    const digits = String(hobbs.in)
    const at = digits.length - 4
    return Number(digits[at]) < Number(digits[at + 1])
  })
  if (!found) throw new Error('No reading has two digits to swap')
  const digits = String(found.hobbs.in)
  const at = digits.length - 4
  const swapped = digits.slice(0, at) + digits[at + 1] + digits[at] + digits.slice(at + 2)
  found.hobbs.in = Number(swapped)
  return found.id
}

/** The faults that are planted, in the order of the year. */
export const plantedFaults: Finding['kind'][] = [
  'gap',
  'overlap',
  'ratio_drift',
  'missing_flight',
  'digit_swap',
]

/** 300 flights of a year with each fault once: the flight that is not logged, and the one with the swapped digits. */
export function yearWithFaults(
  seed: number,
  since?: number,
): { flights: PlainFlight[]; missing: PlainFlight; swapped: string } {
  const flights = year(seed, 301, since)
  shift(flights, 50, 30, 0)
  for (const flight of flights.slice(100, 101)) flight.hobbs.out -= 40
  for (const flight of flights.slice(150, 172)) {
    const lost = tenth((flight.tach.in - flight.tach.out) * 0.2)
    flight.tach.in -= lost
    shift(flights, flights.indexOf(flight) + 1, 0, -lost)
  }
  const [missing] = flights.splice(210, 1)
  if (!missing) throw new Error('The year has too few flights')
  return { flights, missing, swapped: plantSwap(flights, 255) }
}
