import { flightFilters, flightSorts, PublicFlight } from '#modules/flights/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { publicList, refersToChanged } from './public-list.ts'

export const publicFlights = operation({
  id: 'publicFlights',
  method: 'GET',
  path: '/api/v1/public/flights',
  summary: 'List flights',
  description:
    'Flights with a small, stable set of fields, for other programs. `updated_since` returns what has changed since the last request.',
  scope: 'public.flights:read',
  roles: 'staff',
  stability: 'beta',
  response: PublicFlight.schema,
  list: publicList({
    of: PublicFlight,
    alsoChanged: (since) => [
      refersToChanged('aircraft_id', 'aircraft', since),
      `exists (
         select from flight_crew fc
           join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id
          where fc.workspace_id = t.workspace_id and fc.flight_id = t.id and c.updated_at >= ${since})`,
    ],
    defaultSort: '-offBlockAt',
    sorts: flightSorts,
    filters: flightFilters,
  }),
})
