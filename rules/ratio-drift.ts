/** What both dials of an aircraft ran in a flight, in hundredths of an hour. */
export interface DialPair {
  flightId: string
  hobbs: number
  tach: number
}

export interface RatioDrift {
  fromFlightId: string
  toFlightId: string
  flights: number
  /** Tach for each hour of hobbs, in thousandths: as usual, and in these flights. */
  usualThousandths: number
  ratioThousandths: number
}

// A tach depends on the power that was set: what one lesson differs by says nothing.
const runOfFlights = 12
const driftShare = 0.08
/** One flight alone is out of step from a quarter of what was to be expected, and 0.3 h, on. */
const aloneShare = 0.25
const aloneHundredths = 30
/** Less than this says nothing about a ratio: a dial shows tenths. */
const leastHundredths = 30

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** How much the tach usually runs in an hour of hobbs; null where too few flights say so. */
export function usualRatio(pairs: readonly DialPair[]): number | null {
  const long = pairs.filter(({ hobbs }) => hobbs >= leastHundredths)
  return long.length < 5 ? null : medianOf(long.map(({ hobbs, tach }) => tach / hobbs))
}

export const isAloneOutOfStep = ({ hobbs, tach }: DialPair, usual: number): boolean =>
  Math.abs(tach - usual * hobbs) > Math.max(aloneHundredths, aloneShare * usual * hobbs)

/**
 * Where the ratio of two dials departs from the usual one: over a run of flights, as a worn cable or a replaced
 * instrument does, or in one flight, as a wrong reading does. Flights in a row are one drift.
 */
export function ratioDrifts(
  pairs: readonly DialPair[],
  except: ReadonlySet<string> = new Set(),
): RatioDrift[] {
  const usual = usualRatio(pairs)
  if (usual === null) return []
  const long = pairs.filter(({ hobbs, tach }) => Math.max(hobbs, tach) >= leastHundredths)
  const steady = long.filter((pair) => !isAloneOutOfStep(pair, usual))
  const order = new Map(long.map(({ flightId }, index) => [flightId, index]))
  const indexOf = (pair: DialPair | undefined) => order.get(pair?.flightId ?? '') ?? 0
  const drifts = stretchesOf(steady, usual).map(({ first, last }) =>
    long.slice(indexOf(steady[first]), indexOf(steady[last]) + 1),
  )
  const isIn = (pair: DialPair, run: readonly DialPair[]) =>
    indexOf(run[0]) - 1 <= indexOf(pair) && indexOf(pair) <= indexOf(run.at(-1)) + 1
  const alone = long.filter(
    (pair) =>
      isAloneOutOfStep(pair, usual) && !except.has(pair.flightId) && !drifts.some((run) => isIn(pair, run)),
  )
  return [...drifts, ...alone.map((pair) => [pair])].map((run) => ({
    fromFlightId: run[0]?.flightId ?? '',
    toFlightId: run.at(-1)?.flightId ?? '',
    flights: run.length,
    usualThousandths: Math.round(usual * 1_000),
    ratioThousandths: Math.round(ratioOf(run) * 1_000),
  }))
}

const ratioOf = (pairs: readonly DialPair[]): number =>
  pairs.reduce((sum, { tach }) => sum + tach, 0) / pairs.reduce((sum, { hobbs }) => sum + hobbs, 0)

/** The stretches of flights whose ratio together departs from the usual one, from the first to the last that does. */
function stretchesOf(pairs: readonly DialPair[], usual: number): { first: number; last: number }[] {
  const windows: { first: number; last: number; sign: number }[] = []
  for (let first = 0; first + runOfFlights <= pairs.length; first++) {
    const last = first + runOfFlights - 1
    const departs = ratioOf(pairs.slice(first, last + 1)) / usual - 1
    if (Math.abs(departs) <= driftShare) continue
    const window = windows.at(-1)
    if (window && window.sign === Math.sign(departs) && first <= window.last + runOfFlights)
      window.last = last
    else windows.push({ first, last, sign: Math.sign(departs) })
  }
  return windows.map((window) => leaning(pairs, usual, window))
}

/** Windows begin before the drift and end after it: the part of one that leans most is the drift. */
function leaning(
  pairs: readonly DialPair[],
  usual: number,
  { first, last, sign }: { first: number; last: number; sign: number },
): { first: number; last: number } {
  let best = { first, last, sum: 0 }
  let run = { first, sum: 0 }
  for (let index = first; index <= last; index++) {
    const pair = pairs[index]
    if (!pair) continue
    if (run.sum <= 0) run = { first: index, sum: 0 }
    run.sum += sign * (pair.tach / pair.hobbs / usual - 1) - 0.75 * driftShare
    if (run.sum > best.sum) best = { first: run.first, last: index, sum: run.sum }
  }
  return { first: best.first, last: best.last }
}
