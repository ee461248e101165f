import { resource } from '#platform/kernel/resource.ts'
import { Type } from '#platform/kernel/schema.ts'
import { Flight, simulatorExpressions } from './flight.ts'
import { crewOfFlight } from './flight-crew.ts'
import { nightJoin } from './flight-night.ts'

const shown = Flight.schema.properties

/** The form that other programs see, in lists and in events: without remarks, fuel, and who logged and decided. */
export const PublicFlight = resource({
  name: 'public_flight',
  prefix: 'flt',
  title: { one: 'flight', many: 'flights' },
  page: '/flights/:id',
  table: 'flights',
  project: 't.project_id',
  schema: Type.Object({
    id: shown.id,
    status: shown.status,
    flightType: shown.flightType,
    operation: shown.operation,
    instructionAircraftProvidedBy: shown.instructionAircraftProvidedBy,
    aircraftId: shown.aircraftId,
    aircraftRegistration: shown.aircraftRegistration,
    crew: shown.crew,
    fromAirport: shown.fromAirport,
    toAirport: shown.toAirport,
    offBlockAt: shown.offBlockAt,
    takeOffAt: shown.takeOffAt,
    landingAt: shown.landingAt,
    onBlockAt: shown.onBlockAt,
    isSimulator: shown.isSimulator,
    simulatorMinutes: shown.simulatorMinutes,
    blockMinutes: shown.blockMinutes,
    airMinutes: shown.airMinutes,
    hobbsHundredths: shown.hobbsHundredths,
    tachHundredths: shown.tachHundredths,
    dayLandings: shown.dayLandings,
    nightLandings: shown.nightLandings,
    projectId: shown.projectId,
    approvedAt: shown.approvedAt,
    reversesFlightId: shown.reversesFlightId,
    reversedByFlightId: shown.reversedByFlightId,
    updatedAt: shown.updatedAt,
    version: shown.version,
  }),
  joins: `join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      ${nightJoin}`,
  expressions: {
    aircraftRegistration: 'a.registration',
    ...simulatorExpressions,
    crew: crewOfFlight,
  },
})
