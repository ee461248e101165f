import { isDigitSwap } from './digit-swap.ts'
import { differsFromBlock } from './meter-block.ts'
import { dialRan } from './meter-ledger.ts'
import { type DialPair, ratioDrifts, usualRatio } from './ratio-drift.ts'

export const dials = ['hobbs', 'tach'] as const
export type Dial = (typeof dials)[number]
export const findingKinds = ['gap', 'overlap', 'missing_flight', 'digit_swap', 'ratio_drift'] as const

/** What a flight says of the dials of its aircraft. Times are milliseconds since 1970, readings hundredths. */
export interface MeteredFlight {
  id: string
  offBlockAt: number
  onBlockAt: number
  blockMinutes: number
  from: string | null
  to: string | null
  hobbs: DialReading | null
  tach: DialReading | null
}
export interface DialReading {
  out: number
  in: number
  /** Somebody adjusted or replaced the dial since the flight before, so it need not go on from there. */
  isReset: boolean
}

/** Time that a flight was logged with too little (or too much, negative). Without a flight: nobody logged it. */
export interface TimeCorrection {
  flightId: string | null
  dial: Dial
  hundredths: number
}

export interface Finding {
  kind: (typeof findingKinds)[number]
  /** The flight after the fault; of a digit swap the one with the wrong reading, of a drift its first. */
  flightId: string
  /** The flight before the fault, of a drift its last. */
  otherFlightId: string
  /** What each dial ran between the two flights; negative where both counted it. */
  hobbsHundredths: number | null
  tachHundredths: number | null
  overlapMinutes: number
  reading: { dial: Dial; position: 'out' | 'in'; shownHundredths: number; proposedHundredths: number } | null
  ratio: { flights: number; usualThousandths: number; ratioThousandths: number } | null
  corrections: TimeCorrection[]
}

export interface DialTotal {
  dial: Dial
  /** From the first reading to the last, over replaced dials: what it ran. */
  ranHundredths: number
  loggedHundredths: number
}

/** With both dials in step, less than half an hour is a run on the ground. */
const leastFlightHundredths = 50
const leastJourneyHundredths = 20
/** Where most flights begin elsewhere than the one before ended, airports say nothing. */
const connectedShare = 0.9

/** What does not follow in the flights of an aircraft, which are in order of time. */
export function findMeterFaults(flights: readonly MeteredFlight[]): Finding[] {
  const pairs = flights.flatMap(pairOf)
  const context = { usual: usualRatio(pairs), isConnected: areConnected(flights) }
  const findings = flights.flatMap((flight, index) => {
    const before = flights[index - 1]
    return before ? faultsBetween(before, flight, context) : []
  })
  const touched = new Set(findings.flatMap(({ flightId, otherFlightId }) => [flightId, otherFlightId]))
  for (const { fromFlightId, toFlightId, ...ratio } of ratioDrifts(pairs, touched))
    findings.push({ ...nothing(fromFlightId, toFlightId), kind: 'ratio_drift', ratio })
  const order = new Map(flights.map(({ id }, index) => [id, index]))
  return findings.sort((a, b) => (order.get(a.flightId) ?? 0) - (order.get(b.flightId) ?? 0))
}

/** What each dial ran, and what of it is logged. The corrections of all faults are the difference. */
export const dialTotals = (flights: readonly MeteredFlight[]): DialTotal[] =>
  dials.flatMap((dial) => {
    let [ran, logged, count] = [0, 0, 0]
    let stood: number | null = null
    for (const flight of flights) {
      const reading = flight[dial]
      if (reading) {
        count += 1
        logged += dialRan(dial, reading.out, reading.in)
        const from: number = stood === null || reading.isReset ? reading.out : stood
        ran += dialRan(dial, from, reading.in)
      }
      stood = reading?.in ?? null
    }
    return count === 0 ? [] : [{ dial, ranHundredths: ran, loggedHundredths: logged }]
  })

const ranOf = (flight: MeteredFlight, dial: Dial): number | null => {
  const reading = flight[dial]
  return reading && dialRan(dial, reading.out, reading.in)
}

function pairOf(flight: MeteredFlight): DialPair[] {
  const [hobbs, tach] = [ranOf(flight, 'hobbs'), ranOf(flight, 'tach')]
  return hobbs === null || tach === null || hobbs <= 0 ? [] : [{ flightId: flight.id, hobbs, tach }]
}

function areConnected(flights: readonly MeteredFlight[]): boolean {
  const known = flights.flatMap(({ from }, index) => {
    const to = flights[index - 1]?.to ?? null
    return from === null || to === null ? [] : [from === to]
  })
  return known.length > 0 && known.filter(Boolean).length >= connectedShare * known.length
}

const nothing = (flightId: string, otherFlightId: string): Omit<Finding, 'kind'> => ({
  flightId,
  otherFlightId,
  hobbsHundredths: null,
  tachHundredths: null,
  overlapMinutes: 0,
  reading: null,
  ratio: null,
  corrections: [],
})

interface Context {
  usual: number | null
  isConnected: boolean
}

function faultsBetween(before: MeteredFlight, after: MeteredFlight, context: Context): Finding[] {
  const deltas: Record<Dial, number | null> = { hobbs: null, tach: null }
  const findings: Finding[] = []
  for (const dial of dials) {
    const [a, b] = [before[dial], after[dial]]
    if (!a || !b || b.isReset) continue
    const delta = dialRan(dial, a.in, b.out)
    const swap = delta === 0 ? null : swapOf(before, after, dial, delta, context)
    if (swap) findings.push(swap)
    deltas[dial] = swap ? null : delta
  }
  const overlapMinutes = Math.max(0, Math.round((before.onBlockAt - after.offBlockAt) / 60_000))
  const known = dials.flatMap((dial) => (deltas[dial] === null ? [] : [{ dial, delta: deltas[dial] }]))
  const faults = known.filter(({ delta }) => delta !== 0)
  if (faults.length === 0 && overlapMinutes === 0) return findings
  const head = {
    ...nothing(after.id, before.id),
    hobbsHundredths: deltas.hobbs,
    tachHundredths: deltas.tach,
    overlapMinutes,
  }
  const overlaps = overlapMinutes > 0 || faults.some(({ delta }) => delta < 0)
  const corrections = faults.map(({ dial, delta }) => ({
    dial,
    hundredths: delta,
    flightId: delta < 0 ? faultyOf(before, after, dial).id : null,
  }))
  const kind = overlaps ? 'overlap' : isFlight(before, after, known, context) ? 'missing_flight' : 'gap'
  return [...findings, { ...head, kind, corrections }]
}

/** A reading that is right once two of its digits are swapped: the flight then ran what its clock says. */
function swapOf(
  before: MeteredFlight,
  after: MeteredFlight,
  dial: Dial,
  delta: number,
  context: Context,
): Finding | null {
  const [a, b] = [before[dial], after[dial]]
  if (!a || !b || !isDigitSwap(a.in, b.out)) return null
  const nearer = [before, after]
    .map((flight) => {
      const [ran, expected] = [ranOf(flight, dial) ?? 0, expectedOf(flight, dial, context)]
      return { flight, better: Math.abs(ran - expected) - Math.abs(ran + delta - expected) }
    })
    .sort((x, y) => y.better - x.better)[0]
  // A gap that happens to look like a swap makes neither flight more plausible.
  if (!nearer || nearer.better < 0.6 * Math.abs(delta)) return null
  const isIn = nearer.flight === before
  return {
    ...nothing(nearer.flight.id, isIn ? after.id : before.id),
    kind: 'digit_swap',
    [`${dial}Hundredths`]: delta,
    reading: {
      dial,
      position: isIn ? 'in' : 'out',
      shownHundredths: isIn ? a.in : b.out,
      proposedHundredths: isIn ? b.out : a.in,
    },
    corrections: [{ flightId: nearer.flight.id, dial, hundredths: delta }],
  }
}

/** What a dial should have run: by the other dial and the usual ratio, or else by the clock. */
function expectedOf(flight: MeteredFlight, dial: Dial, { usual }: Pick<Context, 'usual'>): number {
  const byClock = (flight.blockMinutes * 100) / 60
  const other = ranOf(flight, dial === 'hobbs' ? 'tach' : 'hobbs')
  if (usual === null || other === null) return byClock
  const byDial = dial === 'hobbs' ? other / usual : other * usual
  // The other dial may be the wrong one.
  return differsFromBlock(Math.round(byDial), flight.blockMinutes) ? byClock : byDial
}

/** Of two flights that counted the same time, the one that ran more than its clock says; else the later one. */
function faultyOf(before: MeteredFlight, after: MeteredFlight, dial: Dial): MeteredFlight {
  const excess = (flight: MeteredFlight) => (ranOf(flight, dial) ?? 0) - (flight.blockMinutes * 100) / 60
  return excess(before) > excess(after) + 5 ? before : after
}

/** Whether what ran between two flights was a flight that nobody logged. */
function isFlight(
  before: MeteredFlight,
  after: MeteredFlight,
  known: readonly { dial: Dial; delta: number }[],
  { usual, isConnected }: Context,
): boolean {
  const ran = Math.max(...known.map(({ delta }) => delta))
  if (known.some(({ delta }) => delta <= 0)) return false
  // Nobody flies longer than the time between two flights.
  if (ran * 36_000 > after.offBlockAt - before.onBlockAt) return false
  const [hobbs, tach] = (['hobbs', 'tach'] as const).map(
    (dial) => known.find((each) => each.dial === dial)?.delta,
  )
  if (hobbs !== undefined && tach !== undefined) {
    const expected = (usual ?? 0.85) * hobbs
    if (Math.abs(tach - expected) > Math.max(20, 0.2 * expected)) return false
  }
  const hasMoved = isConnected && before.to !== null && after.from !== null && before.to !== after.from
  return ran >= (hasMoved ? leastJourneyHundredths : leastFlightHundredths)
}
