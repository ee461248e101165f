import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { idOrName, oneOf, Type } from '#platform/kernel/schema.ts'
import { dueStates } from '#rules/due-state.ts'
import { DueItem, Item, kinds } from './item.ts'

const states = dueStates.join('|')

const filters = {
  state: {
    schema: Type.String({
      pattern: `^(${states})(,(${states}))*$`,
      examples: ['overdue', 'overdue,due'],
      description: `One state, or several separated by commas: ${dueStates.join(', ')}.`,
    }),
    sql: (value: string) => `t.state = any (string_to_array(${value}, ','))`,
  },
  aircraft: {
    schema: idOrName('acf', 'The id or the registration of the aircraft.'),
    sql: (value: string) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
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
  indexed: true,
  // The remaining days shrink every day without a write.
  volatile: true,
}

export const listItems = operation({
  id: 'listMaintenanceItems',
  method: 'GET',
  path: '/api/v1/maintenance/items',
  summary: 'List maintenance items',
  description: 'All items, the most urgent first, including retired ones; filter with `active`.',
  scope: 'maintenance:read',
  roles: 'staff',
  response: Item.schema,
  list: list({
    of: Item,
    ...shape,
    filters: {
      ...filters,
      active: {
        schema: Type.Boolean({ description: 'Only items that are, or are no longer, followed.' }),
        sql: (value) => `t.is_active = ${value}::boolean`,
      },
    },
  }),
})

export const getItem = operation({
  id: 'getMaintenanceItem',
  method: 'GET',
  path: '/api/v1/maintenance/items/:id',
  summary: 'Get a maintenance item',
  description: 'The item with its limits, what remains of each, and when it is due next.',
  scope: 'maintenance:read',
  roles: 'staff',
  on: Item,
  response: Item.schema,
})

export const listDue = operation({
  id: 'listMaintenanceDue',
  method: 'GET',
  path: '/api/v1/maintenance/due',
  summary: 'List due maintenance items',
  description:
    'Every active item of aircraft that are neither retired nor sold, the most urgent first: overdue, due, upcoming, insufficient_data, then ok. Within a state, the earliest comes first.',
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
