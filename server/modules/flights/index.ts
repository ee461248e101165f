import { defineModule } from '#platform/operation.ts'
import { createAirport, getAirport, listAirports } from './airport.ts'
import { airportImport } from './airport-import.ts'
import { approveFlight, rejectFlight, reopenFlight, reverseFlight, submitFlight } from './decide-flight.ts'
import { getFlight, listFlights } from './flight.ts'
import { flightImport } from './flight-import.ts'
import { deleteFlight, logFlight, updateFlight } from './log-flight.ts'

export { findAirport, loadReferenceAirports, requireAirport } from './airport.ts'
export { Flight, flightFilters, flightSorts, flightStatuses, flightTypes } from './flight.ts'

export const flights = defineModule({
  name: 'flights',
  title: 'Flights',
  operations: [
    listFlights,
    logFlight,
    getFlight,
    updateFlight,
    deleteFlight,
    submitFlight,
    approveFlight,
    rejectFlight,
    reopenFlight,
    reverseFlight,
    listAirports,
    createAirport,
    getAirport,
  ],
  extensions: [flightImport, airportImport],
})
