import { flightFilters, flightSorts, PublicFlight } from '#modules/flights/index.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'

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
  list: list({ of: PublicFlight, defaultSort: '-offBlockAt', sorts: flightSorts, filters: flightFilters }),
})
