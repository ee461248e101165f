import { labelOf } from '#api/label.ts'
import type { Flight } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { formatHours } from '#ui/hours.ts'
import { Instant } from '#ui/Instant.tsx'
import { PersonLinks } from '#ui/PersonLinks.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { sumOf } from '#ui/sum.ts'
import type { Column } from '#ui/table/column.ts'
import { formatMinutes } from '#ui/time.ts'
import { flightStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.list
export const routeOf = ({ fromAirport, toAirport }: Flight) =>
  fromAirport ? `${fromAirport}–${toAirport}` : w.simulator
/** The name of a flight in questions and toasts. */
export const nameOf = (flight: Flight) => `${flight.aircraftRegistration} ${routeOf(flight)}`
export const crewOf = (flight: Flight) =>
  flight.crew
    .map((member) => `${member.displayName} (${labelOf('flight.crew.role', member.role)})`)
    .join(', ')
const minutes = (value: number | null) => (value === null ? '' : formatMinutes(value))
const landings = (flight: Flight) => (flight.dayLandings ?? 0) + (flight.nightLandings ?? 0)

/** A flight and its reversal are both approved, so a mark distinguishes them. */
const stateOf = (flight: Flight) =>
  flight.reversesFlightId ? w.reversal : flight.reversedByFlightId ? w.reversed : flight.status

export function FlightBadge({ flight }: { flight: Flight }) {
  const state = stateOf(flight)
  return state === flight.status ? (
    <StateBadge of={flightStates} state={flight.status} />
  ) : (
    <StatusBadge tone="neutral">{state}</StatusBadge>
  )
}

export const flightColumns: Column<Flight>[] = [
  {
    id: 'route',
    header: w.route,
    cell: (flight) => <AppLink to={`/flights/${flight.id}`}>{routeOf(flight)}</AppLink>,
    text: routeOf,
  },
  {
    id: 'off',
    header: w.off,
    sort: 'offBlockAt',
    cell: (flight) => <Instant at={flight.offBlockAt} />,
    text: (flight) => flight.offBlockAt,
  },
  {
    id: 'aircraft',
    header: w.aircraft,
    cell: (flight) => <AppLink to={`/aircraft/${flight.aircraftId}`}>{flight.aircraftRegistration}</AppLink>,
    text: (flight) => flight.aircraftRegistration,
  },
  {
    id: 'crew',
    header: w.crew,
    cell: (flight) => (
      <span title={crewOf(flight)}>
        <PersonLinks people={flight.crew} />
      </span>
    ),
    text: crewOf,
    isWide: true,
  },
  {
    id: 'block',
    sort: 'blockMinutes',
    header: w.block,
    unit: w.hours,
    isNumeric: true,
    cell: (flight) => minutes(flight.blockMinutes),
    text: (flight) => minutes(flight.blockMinutes),
    total: (flights) => sumOf(flights, (flight) => flight.blockMinutes, formatMinutes),
    isWide: true,
  },
  {
    id: 'air',
    header: w.air,
    unit: w.hours,
    isNumeric: true,
    cell: (flight) => minutes(flight.airMinutes),
    text: (flight) => minutes(flight.airMinutes),
    total: (flights) => sumOf(flights, (flight) => flight.airMinutes, formatMinutes),
    isWide: true,
  },
  {
    id: 'hobbs',
    header: w.hobbs,
    unit: 'h',
    isNumeric: true,
    cell: (flight) => (flight.hobbsHundredths === null ? '' : formatHours(flight.hobbsHundredths)),
    text: (flight) => (flight.hobbsHundredths === null ? '' : formatHours(flight.hobbsHundredths)),
    total: (flights) => sumOf(flights, (flight) => flight.hobbsHundredths, formatHours),
    isWide: true,
  },
  {
    id: 'landings',
    header: w.landings,
    isNumeric: true,
    cell: landings,
    text: landings,
    total: (flights) => sumOf(flights, landings, String),
    isOptional: true,
  },
  {
    id: 'type',
    header: w.type,
    cell: (flight) => labelOf('flight.flightType', flight.flightType),
    text: (flight) => flight.flightType,
    isOptional: true,
  },
  {
    id: 'project',
    header: w.project,
    cell: (flight) =>
      flight.projectId ? <AppLink to={`/projects/${flight.projectId}`}>{flight.projectName}</AppLink> : null,
    text: (flight) => flight.projectName,
    isOptional: true,
  },
  {
    id: 'source',
    header: w.source,
    cell: (flight) => labelOf('flight.source', flight.source),
    text: (flight) => flight.source,
    isOptional: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (flight) => (
      <>
        <FlightBadge flight={flight} />{' '}
        {flight.metersDiffer ? <StatusBadge tone="amber">{w.metersDiffer}</StatusBadge> : null}
      </>
    ),
    text: stateOf,
  },
]
