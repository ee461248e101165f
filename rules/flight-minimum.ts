import { namesType } from './certificate-title.ts'
import {
  type AircraftFacts,
  answer,
  type Counting,
  type Effect,
  type FlownPart,
  firstDay,
  lastDay,
  type RuleVerdict,
  unapproved,
} from './eligibility.ts'
import { byRecord, type Holder } from './held-record.ts'

export const measures = ['total', 'type', 'last_30_days', 'last_90_days', 'checkout'] as const
export type Measure = (typeof measures)[number]

/** What the operator or its insurer asks for beyond the law. */
export interface Minimum {
  id: string
  title: string
  authority: 'workspace' | 'insurer'
  effect: Effect
  measure: Measure
  neededMinutes: number
  /** Of the aircraft it is about. Empty: all types. */
  typeDesignators: readonly string[]
  citation: string | null
}

/** Time before the flights that are at hand, by type. */
export interface EarlierTime {
  typeDesignator: string
  minutes: number
}

export const concerns = ({ typeDesignators }: Pick<Minimum, 'typeDesignators'>, typeDesignator: string) =>
  typeDesignators.length === 0 || typeDesignators.includes(typeDesignator)

const days: Partial<Record<Measure, number>> = { last_30_days: 30, last_90_days: 90 }
const hours = (minutes: number) => `${(Math.floor(minutes / 6) / 10).toFixed(1)} h`
const hoursUp = (minutes: number) => `${(Math.ceil(minutes / 6) / 10).toFixed(1)} h`

/** Whether a person has the flight time that a minimum asks for. Recent time counts in the type of the aircraft. */
export function flightMinimum(
  minimum: Minimum,
  {
    flights,
    earlier,
    aircraft,
    on,
    counting,
  }: {
    flights: readonly FlownPart[]
    earlier: readonly EarlierTime[]
    aircraft: AircraftFacts
    on: string
    counting: Counting
  },
): RuleVerdict {
  const { measure, neededMinutes: needed } = minimum
  const isOnType = measure !== 'total'
  const span = days[measure]
  const windowFrom = span === undefined ? null : firstDay(on, span, counting)
  let minutes = 0
  let reachedOn: string | null = null
  const counted: RuleVerdict['counted'] = []
  const notCounted: RuleVerdict['notCounted'] = []
  for (const flight of flights) {
    if (flight.on > on || (windowFrom !== null && flight.on < windowFrom)) continue
    const why = whyNot(flight, isOnType ? aircraft.typeDesignator : null)
    if (why !== null) notCounted.push({ flightId: flight.flightId, why })
    if (why !== null || flight.minutes === 0) continue
    const number = Math.min(flight.minutes, needed - Math.min(minutes, needed))
    if (number > 0) counted.push({ flightId: flight.flightId, what: 'minutes', number })
    minutes += flight.minutes
    if (minutes >= needed) reachedOn ??= flight.on
  }
  if (span === undefined)
    minutes += earlier
      .filter(({ typeDesignator }) => !isOnType || typeDesignator === aircraft.typeDesignator)
      .reduce((sum, time) => sum + time.minutes, 0)
  const isMet = minutes >= needed
  const where = isOnType ? ` on ${aircraft.typeDesignator}` : ''
  return answer(ruleOf(minimum), {
    verdict: isMet ? 'yes' : 'no',
    reason: `${hours(minutes)}${where}${windowFrom ? ` since ${windowFrom}` : ''}, and ${hours(needed)} are needed`,
    windowFrom,
    windowTo: windowFrom ? on : null,
    needed,
    counted,
    notCounted: notCounted.slice(0, 25),
    lapsesOn: isMet && span !== undefined && reachedOn ? lastDay(reachedOn, span, counting) : null,
    cheapestFix: isMet ? null : `${hoursUp(needed - minutes)} more${where} with an instructor aboard`,
  })
}

/** A checkout that the operator gave: its records are its own, so one that is not there was not given. */
export function checkout(
  minimum: Minimum,
  {
    holder,
    aircraft,
    on,
    names,
  }: { holder: Holder; aircraft: AircraftFacts; on: string; names: readonly string[] },
): RuleVerdict {
  const wanted = [aircraft.typeDesignator, ...names]
  const records = holder.records.filter(
    ({ kind, title }) => kind === 'checkout' && wanted.some((name) => namesAircraft(title, name)),
  )
  const fix = `A checkout on ${aircraft.typeDesignator} with an instructor`
  if (records.length === 0)
    return answer(ruleOf(minimum), {
      verdict: 'no',
      reason: `No checkout on ${aircraft.typeDesignator}`,
      cheapestFix: fix,
    })
  return byRecord(ruleOf(minimum), {
    records,
    on,
    what: 'checkout',
    field: 'checkout',
    of: holder.crewId,
    fix,
  })
}

const namesAircraft = (title: string, name: string) =>
  name !== '' && (namesType(title, name) || title.toUpperCase().includes(name.toUpperCase()))

const ruleOf = ({ title, authority, effect, citation, measure }: Minimum) => ({
  rule: measure === 'checkout' ? 'checkout' : `minimum.${measure}`,
  citation: citation ?? title,
  authority,
  effect,
})

function whyNot(flight: FlownPart, typeDesignator: string | null): string | null {
  const unapprovedWhy = unapproved(flight)
  if (unapprovedWhy) return unapprovedWhy
  if (flight.isSimulator) return 'Time in a simulator is no flight time'
  if (flight.roles.every((role) => role === 'observer' || role === 'examiner'))
    return 'The person was aboard as observer or examiner'
  if (typeDesignator !== null && flight.typeDesignator !== typeDesignator)
    return `It was flown in another type: ${flight.typeDesignator}`
  return null
}
