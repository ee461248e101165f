import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { oneOf, Type, text } from '#platform/kernel/schema.ts'
import { dueStates } from '#rules/due-state.ts'
import { DueItem, Item, kinds } from './item.ts'

const states = dueStates.join('|')

const filters = {
  state: {
    schema: Type.String({
      pattern: `^(${states})(,(${states}))*$`,
      examples: ['overdue', 'overdue,due'],
      description: `One state or several with commas between them: ${dueStates.join(', ')}.`,
    }),
    sql: (value: string) => `t.state = any (string_to_array(${value}, ','))`,
  },
  aircraft: {
    schema: text(2, 40, 'The id or the registration of the aircraft.'),
    sql: (value: string) =>
      `t.aircraft_id = (select x.id
                          from aircraft x where x.id = ${value} or x.registration = upper(${value}) limit 1)`,
  },
  kind: { schema: oneOf(kinds), sql: (value: string) => `t.kind = ${value}` },
}

const shape = {
  defaultSort: 'urgency',
  sorts: {
    urgency: { sql: 't.urgency', type: 'text' as const },
    title: { sql: 'lower(t.title)', type: 'text' as const },
  },
  search: [
    't.title',
    't.reference',
    '(select x.registration from aircraft x where x.workspace_id = t.workspace_id and x.id = t.aircraft_id)',
  ],
  // What is left of a date is one day less tomorrow, and nothing has happened.
  volatile: true,
}

export const listItems = operation({
  id: 'listMaintenanceItems',
  method: 'GET',
  path: '/api/v1/maintenance/items',
  summary: 'List maintenance items, retired ones too',
  scope: 'maintenance:read',
  roles: 'staff',
  response: Item.schema,
  list: list({
    of: Item,
    ...shape,
    filters: {
      ...filters,
      active: { schema: Type.Boolean(), sql: (value) => `t.is_active = ${value}::boolean` },
    },
  }),
})

export const getItem = operation({
  id: 'getMaintenanceItem',
  method: 'GET',
  path: '/api/v1/maintenance/items/:id',
  summary: 'One maintenance item',
  scope: 'maintenance:read',
  roles: 'staff',
  on: Item,
  response: Item.schema,
})

export const listDue = operation({
  id: 'listMaintenanceDue',
  method: 'GET',
  path: '/api/v1/maintenance/due',
  summary: 'What is due on the fleet, the most urgent first',
  description:
    'Every item that is not retired, of aircraft that are neither retired nor sold: overdue, then due, upcoming, what cannot be told, and what is in order; in each, what comes first.',
  scope: 'maintenance:read',
  roles: 'staff',
  response: DueItem.schema,
  list: list({
    of: DueItem,
    ...shape,
    filters,
    where: `t.is_active
        and exists (select
                      from aircraft x
                     where x.workspace_id = t.workspace_id
                       and x.id = t.aircraft_id
                       and x.status not in ('retired', 'sold'))`,
  }),
})
