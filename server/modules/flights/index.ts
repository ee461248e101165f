import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import { legalMinimum } from '#platform/retention/index.ts'
import * as acknowledgeFlight from './acknowledge-flight.ts'
import * as airport from './airport.ts'
import * as airportImport from './airport-import.ts'
import * as asFlown from './as-flown.ts'
import * as decideFlight from './decide-flight.ts'
import * as examples from './examples.ts'
import * as findAirport from './find-airport.ts'
import * as flight from './flight.ts'
import * as flightEvent from './flight-event.ts'
import * as flightImport from './flight-import.ts'
import * as flightNight from './flight-night.ts'
import * as flightOfSession from './flight-of-session.ts'
import * as flightWarning from './flight-warning.ts'
import * as getNight from './get-night.ts'
import * as judgeImported from './judge-imported.ts'
import * as logFlight from './log-flight.ts'
import * as logbook from './logbook.ts'
import * as nextMeters from './next-meters.ts'

export { type Aboard, draftFlight } from './draft-flight.ts'
export { findAirports, requireAirport } from './find-airport.ts'
export {
  Flight,
  flightFilters,
  flightOperations,
  flightSorts,
  flightStatuses,
  flightTypes,
} from './flight.ts'
export { type FlightForm, flightCheck } from './flight-check.ts'
export { writeCrews } from './flight-crew.ts'
export { recordNights } from './flight-night.ts'
export { flightPosted } from './flight-posted.ts'
export { PublicFlight } from './public-flight.ts'
export { loadReferenceAirports } from './reference-airport.ts'
export { settleCounts } from './settle-counts.ts'

export const flights = defineModule({
  name: 'flights',
  title: 'Flights',
  summary: 'Flights from draft to approval and reversal, and airports.',
  parts: [
    flight,
    logFlight,
    logbook,
    nextMeters,
    decideFlight,
    acknowledgeFlight,
    flightOfSession,
    flightWarning,
    flightNight,
    getNight,
    asFlown,
    flightEvent,
    judgeImported,
    airport,
    findAirport,
    airportImport,
    flightImport,
    // 135.63(a)(4)(vii), (b): a pilot's flight time, for at least 12 months. The flights themselves are never
    // deleted; the whole log, sign-ins and roles included, shows who logged and approved them.
    legalMinimum({
      records: "pilots' flight times",
      eventTypes: ['*'],
      days: 365,
      period: '12 months',
      citation: '14 CFR 135.63(b)',
    }),
    examples,
    scopeSentences({
      'airports:read': 'Read airports, both the built-in ones and those of the workspace.',
      'airports:write': 'Create airports.',
      'flights:read': 'Read flights with their crew, times and approval.',
      'flights:write':
        'Log, update, delete and submit drafts, and approve, reject, reopen, reverse and acknowledge flights, which moves the meters of aircraft.',
    }),
  ],
})
