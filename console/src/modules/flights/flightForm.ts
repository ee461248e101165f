import type { CrewRole, Flight } from '#api/types.ts'
import { numberOf } from '#ui/form/number.ts'
import { formatHours, parseHours } from '#ui/hours.ts'
import { formatClock, instantOf, parseClock, utcToday } from '#ui/time.ts'

export const hourFields = [
  'hobbsOutHundredths',
  'hobbsInHundredths',
  'tachOutHundredths',
  'tachInHundredths',
] as const
export const countFields = [
  'dayTakeOffs',
  'nightTakeOffs',
  'dayLandings',
  'nightLandings',
  'dayFullStopLandings',
  'nightFullStopLandings',
  'approaches',
  'holds',
] as const
export const clockFields = ['offBlockAt', 'takeOffAt', 'landingAt', 'onBlockAt'] as const

type Texts = Record<
  (typeof hourFields)[number] | (typeof countFields)[number] | (typeof clockFields)[number],
  string
>
type Counts = Record<(typeof countFields)[number], string>
/** `tracking`: whether the person tracked a course; empty for the assumption. */
export type CrewRow = {
  crewId: string | null
  role: CrewRole
  tracking?: '' | 'yes' | 'no'
} & Partial<Counts>
/** Who made the take-offs and landings: as the roles say, several people, or the one at this place of the crew. */
export type FlownBy = 'byRole' | 'each' | `${number}`
export type FlightForm = Texts & {
  aircraftId: string | null
  /** Follows from the aircraft: a session in a simulator has no airports. */
  isSimulator: boolean
  flightType: Flight['flightType']
  operation: Flight['operation']
  instructionAircraftProvidedBy: Flight['instructionAircraftProvidedBy']
  flownBy: FlownBy
  projectId: string | null
  crew: CrewRow[]
  fromAirport: string
  toAirport: string
  date: string
  fuelQuantity: string
  fuelUnit: NonNullable<Flight['fuelUnit']>
  oilQuarts: string
  remarks: string
}

/** A value for each of the given fields. */
const each = <F extends string, V>(fields: readonly F[], value: (field: F) => V) =>
  Object.fromEntries(fields.map((field) => [field, value(field)])) as Record<F, V>
const emptyTexts: Texts = each([...hourFields, ...countFields, ...clockFields], () => '')

export const emptyFlight = (crewId: string | null, aircraftId: string | null): FlightForm => ({
  ...emptyTexts,
  aircraftId,
  isSimulator: false,
  flightType: 'training',
  operation: null,
  instructionAircraftProvidedBy: null,
  flownBy: 'byRole',
  projectId: null,
  crew: [{ crewId, role: 'pic' }],
  fromAirport: '',
  toAirport: '',
  date: utcToday(),
  fuelQuantity: '',
  fuelUnit: 'us_gal',
  oilQuarts: '',
  remarks: '',
})

const text = (value: number | string | null) => (value === null ? '' : String(value))
const clock = (iso: string | null) =>
  iso === null ? '' : formatClock(new Date(iso).getUTCHours() * 60 + new Date(iso).getUTCMinutes())

export function formOf(flight: Flight): FlightForm {
  const hours = each(hourFields, (field) => (flight[field] === null ? '' : formatHours(flight[field])))
  const counts = each(countFields, (field) => text(flight[field]))
  const clocks = each(clockFields, (field) => clock(flight[field]))
  return {
    ...hours,
    ...counts,
    ...clocks,
    aircraftId: flight.aircraftId,
    isSimulator: flight.isSimulator,
    flightType: flight.flightType,
    operation: flight.operation,
    instructionAircraftProvidedBy: flight.instructionAircraftProvidedBy,
    flownBy: flownByOf(flight),
    projectId: flight.projectId,
    crew: flight.crew.map((member) => ({
      ...each(countFields, (field) => text(member[field])),
      crewId: member.crewId,
      role: member.role,
      tracking: trackingOf(member),
    })),
    fromAirport: text(flight.fromAirport),
    toAirport: text(flight.toAirport),
    date: flight.offBlockAt.slice(0, 10),
    fuelQuantity: text(flight.fuelQuantity),
    fuelUnit: flight.fuelUnit ?? 'us_gal',
    oilQuarts: text(flight.oilQuarts),
    remarks: text(flight.remarks),
  }
}

type Member = Flight['crew'][number]
const trackingOf = (member: Member) =>
  member.isTrackingAssumed || (!member.isTracking && !member.approaches)
    ? ''
    : member.isTracking
      ? 'yes'
      : 'no'

function flownByOf({ crew }: Flight): FlownBy {
  const counted = crew.filter((member) => countFields.some((field) => member[field]))
  if (counted.length > 1) return 'each'
  const [only] = counted
  const flying = only ? crew.indexOf(only) : crew.findIndex((member) => member.isSoleManipulator)
  return flying < 0 ? 'byRole' : `${flying}`
}

const dayMinutes = 24 * 60

/**
 * The four times in minutes after midnight UTC of the off-block date. In UTC, time only goes forward, so a
 * time earlier than the one before it is a day later.
 */
export function clocksOf(form: FlightForm): Record<(typeof clockFields)[number], number | null> {
  let before = 0
  const at = each(clockFields, (): number | null => null)
  for (const field of clockFields) {
    const minutes = parseClock(form[field])
    if (minutes === null) continue
    before = minutes + Math.ceil(Math.max(0, before - minutes) / dayMinutes) * dayMinutes
    at[field] = before
  }
  return at
}

function crewBody(member: CrewRow, position: number, { flownBy, crew }: FlightForm) {
  const { crewId, role, tracking } = member
  const isOne = flownBy !== 'byRole' && flownBy !== 'each'
  return {
    crewId: crewId ?? '',
    role,
    isTracking: tracking ? tracking === 'yes' : null,
    ...(flownBy === 'each' && crew.length > 1
      ? each(countFields, (field) => numberOf(member[field] ?? '') ?? 0)
      : {}),
    ...(isOne && crew[Number(flownBy)] ? { isSoleManipulator: position === Number(flownBy) } : {}),
  }
}

/** The body for the API from a validated form. Empty fields are null. */
export function bodyOf(form: FlightForm) {
  const clocks = clocksOf(form)
  const instant = (minutes: number | null) => (minutes === null ? null : instantOf(form.date, minutes))
  const hours = each(hourFields, (field) => parseHours(form[field]))
  const isShared = form.flownBy === 'each' && form.crew.length > 1
  const counts = each(countFields, (field) => numberOf(form[field]) ?? 0)
  const fuelQuantity = numberOf(form.fuelQuantity)
  return {
    aircraftId: form.aircraftId ?? '',
    flightType: form.flightType,
    operation: form.operation ?? null,
    instructionAircraftProvidedBy: form.instructionAircraftProvidedBy ?? null,
    projectId: form.projectId,
    crew: form.crew.map((member, position) => crewBody(member, position, form)),
    fromAirport: form.isSimulator ? null : form.fromAirport.trim() || null,
    toAirport: form.isSimulator ? null : form.toAirport.trim() || null,
    offBlockAt: instant(clocks.offBlockAt) ?? '',
    takeOffAt: form.isSimulator ? null : instant(clocks.takeOffAt),
    landingAt: form.isSimulator ? null : instant(clocks.landingAt),
    onBlockAt: instant(clocks.onBlockAt) ?? '',
    ...hours,
    // Those of several people add up to the flight's.
    ...(isShared ? {} : counts),
    fuelQuantity,
    fuelUnit: fuelQuantity === null ? null : form.fuelUnit,
    oilQuarts: numberOf(form.oilQuarts),
    remarks: form.remarks.trim() || null,
  }
}
