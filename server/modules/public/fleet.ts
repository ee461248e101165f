import { PublicAircraft } from '#modules/fleet/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { oneOf, text } from '#platform/kernel/schema.ts'
import { publicList } from './public-list.ts'

export const publicFleet = operation({
  id: 'publicFleet',
  method: 'GET',
  path: '/api/v1/public/fleet',
  summary: 'List the fleet',
  description: 'Aircraft with a small, stable set of fields, for other programs.',
  scope: 'public.fleet:read',
  roles: 'staff',
  stability: 'beta',
  response: PublicAircraft.schema,
  list: publicList({
    of: PublicAircraft,
    alsoChanged: (since) => [
      `exists (
         select from meter_readings r
          where r.workspace_id = t.workspace_id and r.aircraft_id = t.id and r.created_at >= ${since})`,
    ],
    defaultSort: 'registration',
    search: ['t.registration', 't.type_designator'],
    indexed: true,
    sorts: {
      registration: { sql: 't.registration', type: 'text' },
    },
    filters: {
      status: {
        schema: oneOf(['active', 'maintenance', 'aog', 'storage', 'retired', 'sold']),
        sql: (value) => `t.status = ${value}`,
      },
      base: {
        schema: text(2, 5, 'The airport where they are based.'),
        sql: (value) =>
          `t.base_airport in (upper(${value}), (select f.code from apron.find_airport(upper(${value})) f))`,
      },
    },
  }),
})
