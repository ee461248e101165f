import { addMonths, endOfMonth, startOfMonth } from './calendar.ts'
import {
  answer,
  type Counting,
  type FlownPart,
  faa,
  type RuleVerdict,
  some,
  unapproved,
} from './eligibility.ts'
import { instrumentCheckExpiry } from './instrument-check.ts'

const needed = 6
const months = 6
const mostListed = 25

export interface InstrumentQuestion {
  /** The newest first, none after the flight in question. */
  flights: readonly FlownPart[]
  category: string
  /** The days of the instrument proficiency checks, and until when each counts if it was shortened. */
  checks: readonly { on: string; until: string }[]
  on: string
  /** The day on which the answer is read: what was not flown by then can still be flown. */
  today: string
  counting: Counting
}

interface Flown {
  flightId: string
  on: string
  approaches: number
  holds: number
  isTracking: boolean
  isTrackingAssumed: boolean
}

/**
 * Instrument experience: 6 approaches, holding, and intercepting and tracking, within the 6 calendar months preceding
 * the month of the flight (14 CFR 61.57(c)(1)); a check counts as much. Somebody who lacks it for more than six
 * calendar months needs the check (61.57(d)).
 */
export function instrumentExperience(question: InstrumentQuestion): RuleVerdict {
  const { flights, category, checks, on, counting } = question
  const flown = flights.filter((flight) => whyNot(flight, category) === null).map(partOf)
  const unknown = flights.filter((flight) => unapproved(flight) === null && flight.approaches === null)
  const window = windowOf(on, counting)
  const inWindow = flown.filter((flight) => isIn(flight.on, window))
  const lack = lackOf(inWindow)
  const check = checks.find((passed) => passed.on <= on && on <= passed.until)
  const lapsed = lapsedBeyondRepair(flown, checks, on, counting)
  const isByFlights = lack.length === 0 && !lapsed
  const mayBe = !isByFlights && !lapsed && unknown.some((flight) => isIn(flight.on, window))
  const verdict = isByFlights || check ? 'yes' : mayBe ? 'insufficient_data' : 'no'
  const rule = faa(lapsed && !check ? '61.57(d)' : '61.57(c)')
  return answer(rule, {
    verdict,
    reason: reasonOf({ isByFlights, check: check?.on, lapsed, lack, window }),
    windowFrom: window.from,
    windowTo: window.to,
    needed: isByFlights || !check ? needed : 0,
    counted: isByFlights || !check ? countedOf(inWindow) : [],
    notCounted: notCountedOf(flights, category, window, on).slice(0, mostListed),
    missing:
      verdict === 'insufficient_data'
        ? unknown.map(({ flightId }) => ({ field: 'crew.approaches', of: flightId }))
        : [],
    assumption: assumptionOf(inWindow),
    lapsesOn: verdict === 'yes' ? lapsesOn(flown, check?.until ?? null, isByFlights, question) : null,
    cheapestFix: verdict === 'yes' ? null : fixOf(lack, lapsed, question),
  })
}

interface Window {
  from: string
  to: string
}

/** The 6 calendar months before the month of a day, and that month too if the operator counts it. */
function windowOf(on: string, { countsSameMonth }: Counting): Window {
  const month = startOfMonth(on)
  return { from: addMonths(month, -months), to: countsSameMonth ? on : endOfMonth(addMonths(month, -1)) }
}
const isIn = (on: string, { from, to }: Window) => from <= on && on <= to

const partOf = (flight: FlownPart): Flown => ({
  flightId: flight.flightId,
  on: flight.on,
  approaches: flight.approaches ?? 0,
  holds: flight.holds ?? 0,
  isTracking: flight.isTracking,
  isTrackingAssumed: flight.isTrackingAssumed,
})

function whyNot(flight: FlownPart, category: string): string | null {
  const unapprovedWhy = unapproved(flight)
  if (unapprovedWhy) return unapprovedWhy
  if (!flight.isSimulator && flight.category !== category)
    return `It was flown in another category: ${flight.category.replaceAll('_', ' ')}`
  if (flight.approaches === null) return 'Nobody said who of the crew flew its approaches'
  if (flight.approaches === 0 && flight.flightApproaches > 0) return 'Somebody else flew its approaches'
  return null
}

type Task = 'approaches' | 'holding' | 'tracking'

/** What the flights lack, with how many approaches. */
function lackOf(flights: readonly Flown[]): { task: Task; number: number }[] {
  const approaches = flights.reduce((sum, flight) => sum + flight.approaches, 0)
  return [
    { task: 'approaches' as const, number: Math.max(0, needed - approaches) },
    { task: 'holding' as const, number: flights.some(({ holds }) => holds > 0) ? 0 : 1 },
    { task: 'tracking' as const, number: flights.some(({ isTracking }) => isTracking) ? 0 : 1 },
  ].filter(({ number }) => number > 0)
}

function countedOf(flights: readonly Flown[]): RuleVerdict['counted'] {
  let left = needed
  return flights.flatMap(({ flightId, approaches }) => {
    const number = Math.min(left, approaches)
    left -= number
    return number > 0 ? [{ flightId, what: 'approaches', number }] : []
  })
}

function notCountedOf(
  flights: readonly FlownPart[],
  category: string,
  window: Window,
  on: string,
): RuleVerdict['notCounted'] {
  const listedFrom = addMonths(window.from, -months)
  return flights.flatMap((flight) => {
    if (flight.on < listedFrom || flight.on > on || flight.flightApproaches === 0) return []
    const why =
      whyNot(flight, category) ??
      (flight.on < window.from
        ? `It was before ${window.from}`
        : flight.on > window.to
          ? 'It was flown in the month of the flight: the 6 calendar months preceding the month count'
          : null)
    return why === null ? [] : [{ flightId: flight.flightId, why }]
  })
}

function assumptionOf(flights: readonly Flown[]): string | null {
  const said = flights.some(({ isTracking, isTrackingAssumed }) => isTracking && !isTrackingAssumed)
  const assumed = flights.some(({ isTracking, isTrackingAssumed }) => isTracking && isTrackingAssumed)
  return assumed && !said ? 'Courses were intercepted and tracked on flights with approaches' : null
}

const monthsApart = (from: string, to: string) =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))

/** Whether somebody who once was current has not been for more than six calendar months, and passed no check since. */
function lapsedBeyondRepair(
  flown: readonly Flown[],
  checks: InstrumentQuestion['checks'],
  on: string,
  counting: Counting,
): boolean {
  const days = [...flown.filter(({ approaches }) => approaches > 0), ...checks].map((done) => done.on).sort()
  const [first] = days
  if (!first) return false
  let current: string | null = null
  for (let month = startOfMonth(first); month <= on; month = addMonths(month, 1)) {
    const last = startOfMonth(on) === month ? on : endOfMonth(month)
    const isChecked = checks.some((check) => check.on <= last && month <= check.until)
    const window = windowOf(last, counting)
    const isFlown = lackOf(flown.filter((flight) => isIn(flight.on, window))).length === 0
    const isTooLate = current !== null && monthsApart(current, month) - 1 > months
    if (isChecked || (isFlown && !isTooLate)) current = month
  }
  return current !== null && monthsApart(current, on) - 1 > months
}

function lapsesOn(
  flown: readonly Flown[],
  checkUntil: string | null,
  isByFlights: boolean,
  { on, counting }: InstrumentQuestion,
): string | null {
  let byFlights: string | null = null
  // Without another approach: each following month that the flights of today are still enough for.
  for (
    let month = startOfMonth(on);
    isByFlights && monthsApart(on, month) <= months;
    month = addMonths(month, 1)
  ) {
    const window = windowOf(endOfMonth(month), counting)
    const isEnough = lackOf(flown.filter((flight) => isIn(flight.on, window))).length === 0
    if (!isEnough && month > on) break
    byFlights = endOfMonth(month)
  }
  return (
    [byFlights, checkUntil]
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? null
  )
}

/** Until when a check counts: a shortened one ends earlier. */
export const checkUntil = (passedOn: string, enteredEnd: string | null): string => {
  const limit = instrumentCheckExpiry(passedOn)
  return enteredEnd !== null && enteredEnd < limit ? enteredEnd : limit
}

function reasonOf({
  isByFlights,
  check,
  lapsed,
  lack,
  window,
}: {
  isByFlights: boolean
  check: string | undefined
  lapsed: boolean
  lack: { task: Task; number: number }[]
  window: Window
}): string {
  if (isByFlights) return `6 approaches, holding and tracking were flown from ${window.from} to ${window.to}`
  if (check) return `The instrument proficiency check of ${check} counts`
  if (lapsed)
    return 'The instrument experience has lapsed for more than 6 calendar months: only an instrument proficiency check restores it'
  return `From ${window.from} to ${window.to} there is a lack of ${listOf(lack)}`
}

function listOf(lack: { task: Task; number: number }[]): string {
  const names = lack.map(({ task, number }) =>
    task === 'approaches' ? some(number, 'approach', 'approaches') : task,
  )
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}

function fixOf(
  lack: { task: Task; number: number }[],
  lapsed: boolean,
  { on, today, counting }: InstrumentQuestion,
): string {
  const { to } = windowOf(on, counting)
  // What is flown in the month of the flight is too late for it.
  if (lapsed || today > to || lack.length === 0) return 'An instrument proficiency check'
  return `${listOf(lack)} by ${to}, with a safety pilot in visual conditions or in a simulator`
}
