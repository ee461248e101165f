import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { publicList } from './public-list.ts'

const functions = ['pilot', 'instructor', 'student'] as const

const PublicPilot = resource({
  name: 'public_pilot',
  prefix: 'crw',
  title: { one: 'pilot', many: 'pilots' },
  page: '/people/:id',
  table: 'crew',
  schema: Type.Object({
    id: id('crw'),
    displayName: Type.String(),
    functions: Type.Array(Type.String()),
    employeeNumber: nullable(Type.String()),
    certificateType: nullable(Type.String()),
    baseAirport: nullable(Type.String()),
    status: oneOf(['active', 'inactive']),
    updatedAt: instant(),
  }),
})

export const publicPilots = operation({
  id: 'publicPilots',
  method: 'GET',
  path: '/api/v1/public/pilots',
  summary: 'List pilots',
  description: 'People who fly, teach or learn, with a small, stable set of fields, for other programs.',
  scope: 'public.pilots:read',
  roles: 'staff',
  stability: 'beta',
  response: PublicPilot.schema,
  list: publicList({
    of: PublicPilot,
    defaultSort: 'displayName',
    where: `t.functions && '{${functions.join(',')}}'`,
    search: ['t.display_name', 't.employee_number'],
    indexed: true,
    sorts: {
      displayName: { sql: 'lower(t.display_name)', type: 'text' },
    },
    filters: {
      status: { schema: oneOf(['active', 'inactive']), sql: (value) => `t.status = ${value}` },
      function: { schema: oneOf(functions), sql: (value) => `${value} = any(t.functions)` },
    },
  }),
})
