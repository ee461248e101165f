import { Aircraft } from '#modules/fleet/index.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { fieldsOf, oneOf, Type, text } from '#platform/kernel/schema.ts'

const PublicAircraft = resource({
  name: 'public_aircraft',
  prefix: 'acf',
  title: { one: 'aircraft', many: 'aircraft' },
  page: '/aircraft/:id',
  table: 'aircraft',
  schema: Type.Object(
    fieldsOf(
      Aircraft.schema,
      'id',
      'registration',
      'typeDesignator',
      'make',
      'model',
      'year',
      'category',
      'class',
      'engineType',
      'seats',
      'status',
      'baseAirport',
      'hobbsHundredths',
      'tachHundredths',
      'airHundredths',
      'updatedAt',
    ),
  ),
  joins: Aircraft.joins,
  expressions: { hobbsHundredths: 'meter.hobbs', tachHundredths: 'meter.tach', airHundredths: 'meter.air' },
})

export const publicFleet = operation({
  id: 'publicFleet',
  method: 'GET',
  path: '/api/v1/public/fleet',
  summary: 'List the fleet',
  description: 'Aircraft with few and stable fields, for other programs.',
  scope: 'public.fleet:read',
  roles: 'staff',
  stability: 'beta',
  response: PublicAircraft.schema,
  list: list({
    of: PublicAircraft,
    defaultSort: 'registration',
    search: ['t.registration', 't.type_designator'],
    sorts: {
      registration: { sql: 't.registration', type: 'text' },
      updatedAt: { sql: 't.updated_at', type: 'timestamptz' },
    },
    filters: {
      status: {
        schema: oneOf(['active', 'maintenance', 'aog', 'storage', 'retired', 'sold']),
        sql: (value) => `t.status = ${value}`,
      },
      base: {
        schema: text(2, 5, 'The airport where they are based.'),
        sql: (value) => `t.base_airport = upper(${value})`,
      },
    },
  }),
})
