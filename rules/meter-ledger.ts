/** What a meter shows: a dial that a person reads, or what is counted up from the flights. */
export const meterKinds = ['air', 'cycles', 'hobbs', 'tach'] as const
export type MeterKind = (typeof meterKinds)[number]

/** A line of a meter's ledger as it was written. Times are milliseconds since 1970. */
export interface LedgerEntry {
  id: string
  entry: 'reading' | 'adjustment' | 'replacement'
  readAt: number
  /** What the meter showed; null for a flight that adds. */
  readingHundredths: number | null
  /** Where the meter stood before the flight, when somebody wrote that down too. */
  beganHundredths: number | null
  /** What the old meter showed when it was replaced. */
  endedHundredths: number | null
  /** What a flight adds to a counted meter: minutes in the air, or landings. */
  added: number | null
  isFlight: boolean
  /** Of a flight that was reversed: it stays in the ledger and moves nothing. */
  isVoid: boolean
}

/** How a meter stands after a line of its ledger: all that the next line is judged by. */
export interface MeterState {
  /** The last dial or hand-entered reading. */
  stoodHundredths: number
  offsetHundredths: number
  /** Minutes or landings of the flights since then. */
  counted: number
  /** The line that moved the meter last; null where only a reversed flight says where it began. */
  anchorId: string | null
  anchorAt: number
}

export interface Judgment {
  id: string
  state: MeterState | null
  /** What has been run since new, after this line. */
  totalHundredths: number
  flag: { reason: string; neighborId: string } | null
}

/** More than this between two readings is more likely a typing error than a day's flying. */
export const leapHundredths = 10_000
/** A dial of four digits goes on at 0 after 9999.9. */
export const rollOverHundredths = 1_000_000
/** The least that a dial shows is a tenth of an hour: its last reading before 0. */
const lastBeforeRollOver = rollOverHundredths - 10

/** The order of time. A person reads a meter after the flight that ends at the same moment. */
export function inOrderOfTime(a: LedgerEntry, b: LedgerEntry): number {
  return (
    a.readAt - b.readAt || Number(b.isFlight) - Number(a.isFlight) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

/** Where the dial of a meter stands. Minutes are summed first and rounded once. */
export function dialOf(kind: MeterKind, { stoodHundredths, counted }: MeterState): number {
  return stoodHundredths + (kind === 'cycles' ? counted * 100 : Math.round((counted * 100) / 60))
}

/**
 * Judges the lines of a ledger, sorted by `inOrderOfTime`, from a state on. A line that does not follow is flagged and
 * never shifted: a mistyped reading must not break every flight after it.
 */
export function judgeLedger(
  kind: MeterKind,
  entries: readonly LedgerEntry[],
  before: MeterState | null = null,
): Judgment[] {
  let state = before
  return entries.map((entry) => {
    const judged = entry.isVoid
      ? { state: state ?? beginOf(entry), flag: null }
      : judgeEntry(kind, entry, state?.anchorId === null ? null : state)
    state = judged.state
    const totalHundredths = state === null ? 0 : dialOf(kind, state) + state.offsetHundredths
    return { id: entry.id, state, totalHundredths, flag: judged.flag }
  })
}

type Judged = { state: MeterState; flag: Judgment['flag'] }

// A reversed flight moves nothing. Where it is the first line, it still says where the meter stood before it.
function beginOf({ beganHundredths, readAt }: LedgerEntry): MeterState | null {
  if (beganHundredths === null) return null
  return {
    stoodHundredths: beganHundredths,
    offsetHundredths: 0,
    counted: 0,
    anchorId: null,
    anchorAt: readAt,
  }
}

function judgeEntry(kind: MeterKind, entry: LedgerEntry, state: MeterState | null): Judged {
  const { id: anchorId, readAt: anchorAt } = entry
  const anchor = { anchorId, anchorAt }
  if (entry.added !== null) {
    const base = state ?? { stoodHundredths: 0, offsetHundredths: 0, counted: 0 }
    return { state: { ...base, ...anchor, counted: base.counted + entry.added }, flag: null }
  }
  const reading = entry.readingHundredths ?? 0
  const moved = { ...anchor, stoodHundredths: reading, counted: 0 }
  if (entry.entry === 'replacement') {
    const ended = entry.endedHundredths ?? reading
    const hasRolledOver = state !== null && rollsOver(kind, ended, dialOf(kind, state))
    const offsetHundredths =
      (state?.offsetHundredths ?? 0) +
      (hasRolledOver ? rollOverHundredths : 0) +
      ranSinceNew(kind, ended, reading)
    const flag = state === null || hasRolledOver ? null : flagOf(kind, entry, ended, state)
    return { state: { ...moved, offsetHundredths }, flag }
  }
  if (state === null) return { state: { ...moved, offsetHundredths: offsetOfFirst(kind, entry) }, flag: null }
  const { offsetHundredths } = state
  if (entry.entry === 'adjustment') return { state: { ...moved, offsetHundredths }, flag: null }
  if (rollsOver(kind, reading, dialOf(kind, state)))
    return {
      state: { ...moved, offsetHundredths: offsetHundredths + rollOverHundredths },
      flag: gapBefore(kind, entry, state),
    }
  const flag = flagOf(kind, entry, reading, state)
  return { state: reading < state.stoodHundredths ? state : { ...moved, offsetHundredths }, flag }
}

/** Whether a dial went on at 0: only where little was flown between the two. */
export function rollsOver(kind: MeterKind, reading: number, dial: number): boolean {
  if (kind !== 'hobbs' && kind !== 'tach') return false
  return reading < dial && dial < rollOverHundredths && reading + rollOverHundredths - dial <= leapHundredths
}

/** What a dial ran in a flight, which may have gone on at 0. Negative where it ran backwards. */
export function dialRan(kind: 'hobbs' | 'tach', outHundredths: number, inHundredths: number): number {
  const ran = inHundredths - outHundredths
  return rollsOver(kind, inHundredths, outHundredths) ? ran + rollOverHundredths : ran
}

// Somebody who writes a roll-over as a new meter ends the old one at 9999.9, a tenth before 0.
function ranSinceNew(kind: MeterKind, ended: number, reading: number): number {
  const isRollOver =
    (kind === 'hobbs' || kind === 'tach') &&
    reading === 0 &&
    ended >= lastBeforeRollOver &&
    ended < rollOverHundredths
  return isRollOver ? rollOverHundredths : ended - reading
}

// The dial of a first flight may go on at 0 within it.
function offsetOfFirst(kind: MeterKind, { beganHundredths, readingHundredths }: LedgerEntry): number {
  if (beganHundredths === null || readingHundredths === null) return 0
  return rollsOver(kind, readingHundredths, beganHundredths) ? rollOverHundredths : 0
}

function gapBefore(kind: MeterKind, { beganHundredths }: LedgerEntry, state: MeterState): Judgment['flag'] {
  const dial = dialOf(kind, state)
  if (state.anchorId === null || beganHundredths === null || beganHundredths === dial) return null
  return {
    neighborId: state.anchorId,
    reason: `Began at ${shown(kind, beganHundredths)}, but the meter stood at ${shown(kind, dial)}`,
  }
}

function flagOf(kind: MeterKind, entry: LedgerEntry, reading: number, state: MeterState): Judgment['flag'] {
  const dial = dialOf(kind, state)
  const stood = `stood at ${shown(kind, dial)}`
  const neighborId = state.anchorId
  if (neighborId === null) return null
  if (reading < state.stoodHundredths) return { neighborId, reason: `Runs backwards: the meter ${stood}` }
  if (reading < dial)
    return { neighborId, reason: `Less than the flights add up to: the meter ${stood}. The reading counts` }
  const gap = gapBefore(kind, entry, state)
  if (gap) return gap
  // Flights alone count up from 0: the first reading says what was run before them.
  const isFirstReading = (kind === 'air' || kind === 'cycles') && state.stoodHundredths === 0
  if (reading - dial > leapHundredths && !isFirstReading)
    return {
      neighborId,
      reason: `More than ${leapHundredths / 100} ${kind === 'cycles' ? 'landings' : 'h'} since the entry before`,
    }
  return null
}

/** Hours with two decimals, and landings without. */
const shown = (kind: MeterKind, value: number) =>
  kind === 'cycles' ? String(Math.round(value / 100)) : (value / 100).toFixed(2)
