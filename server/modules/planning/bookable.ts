import { crud } from '#platform/kernel/crud.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'

const kind = oneOf(['room', 'simulator', 'other'])
const status = oneOf(['active', 'closed'])
const capacity = integer(1, 500, 'How many people it has room for; 1 by default.')
const turnaroundMinutes = integer(0, 240, 'How long it stays taken after a booking.')

/** A room, a simulator, or another thing that people book. */
export const PlanningResource = resource({
  name: 'planning_resource',
  prefix: 'rsr',
  title: { one: 'resource', many: 'resources' },
  page: '/schedule/resources',
  alsoChanges: ['planning_session'],
  table: 'planning_resources',
  label: 'name',
  schema: Type.Object({
    id: id('rsr'),
    name: text(1, 100),
    kind,
    capacity,
    turnaroundMinutes,
    status,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

export const resources = crud({
  of: PlanningResource,
  name: 'PlanningResource',
  path: '/api/v1/planning/resources',
  scope: 'planning',
  readers: 'staff',
  writers: operationsRoles,
  required: { name: text(1, 100), kind },
  optional: { capacity, turnaroundMinutes },
  later: { status },
  list: {
    defaultSort: 'name',
    sorts: { name: { sql: 'lower(t.name)', type: 'text' } },
    search: ['t.name'],
    indexed: true,
    filters: {
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
    },
  },
})
