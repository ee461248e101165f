import { flightFilters, flightSorts, PublicFlight } from '#modules/flights/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { publicList } from './public-list.ts'

export const publicFlights = operation({
  id: 'publicFlights',
  method: 'GET',
  path: '/api/v1/public/flights',
  summary: 'List flights',
  description:
    'Flights with few and stable fields, for other programs. `updated_since` returns what has changed since the last request.',
  scope: 'public.flights:read',
  roles: 'staff',
  stability: 'beta',
  response: PublicFlight.schema,
  list: publicList({
    of: PublicFlight,
    alsoChangedAt: [
      '(select a.updated_at from aircraft a where a.workspace_id = t.workspace_id and a.id = t.aircraft_id)',
      '(select max(c.updated_at) from flight_crew fc join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id where fc.workspace_id = t.workspace_id and fc.flight_id = t.id)',
    ],
    defaultSort: '-offBlockAt',
    sorts: flightSorts,
    filters: flightFilters,
  }),
})
