import { defineModule } from '#platform/kernel/operation.ts'
import { legalMinimum } from '#platform/retention/index.ts'
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
  extensions: [
    flightImport,
    airportImport,
    // 135.63(a)(4)(vii), (b): a pilot's flight time, for at least 12 months. The flights themselves are never
    // deleted; the whole log, sign-ins and roles included, shows who logged and approved them.
    legalMinimum({
      records: "pilots' flight times",
      eventTypes: ['*'],
      days: 365,
      period: '12 months',
      citation: '14 CFR 135.63(b)',
    }),
  ],
})
