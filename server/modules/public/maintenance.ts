import { Aircraft } from '#modules/fleet/index.ts'
import { orderStatuses, PublicWorkOrder } from '#modules/maintenance/index.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, fieldsOf, idOrName, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { publicList, refersToChanged } from './public-list.ts'

const count = (description: string) => Type.Integer({ description })

const MaintenanceSummary = resource({
  name: 'public_maintenance_summary',
  prefix: 'acf',
  title: { one: 'maintenance summary', many: 'maintenance summaries' },
  page: '/aircraft/:id',
  table: 'aircraft',
  schema: Type.Object({
    ...fieldsOf(Aircraft.schema, 'id', 'registration', 'typeDesignator', 'status'),
    overdue: count('Items whose limit is passed.'),
    upcoming: count('Items within their warning or at their limit, those of `due` among them.'),
    due: count('Of the upcoming, those that are at their limit now: nothing but a tolerance is left.'),
    ok: count('Items in order.'),
    insufficientData: count('Items of which something would have to be known first.'),
    total: count('All of them: overdue, upcoming, ok and insufficientData.'),
    nextDueOn: nullable(date('When the next of them is due, by its date or by the use of the last 90 days.')),
  }),
  joins: `left join lateral (
      select count(*) filter (where i.state = 'overdue') as overdue,
             count(*) filter (where i.state in ('upcoming', 'due')) as upcoming,
             count(*) filter (where i.state = 'due') as due, count(*) filter (where i.state = 'ok') as ok,
             count(*) filter (where i.state = 'insufficient_data') as unknown, count(*) as total,
             min(i.projected_on) as next_due
        from maintenance_items i
       where i.workspace_id = t.workspace_id and i.aircraft_id = t.id and i.is_active) m on true`,
  expressions: {
    overdue: 'm.overdue',
    upcoming: 'm.upcoming',
    due: 'm.due',
    ok: 'm.ok',
    insufficientData: 'm.unknown',
    total: 'm.total',
    nextDueOn: 'm.next_due',
  },
})

export const publicMaintenanceDue = operation({
  id: 'publicMaintenanceDue',
  method: 'GET',
  path: '/api/v1/public/maintenance/due',
  summary: 'List the aircraft with their number of overdue, upcoming and ok maintenance items',
  description:
    'How many maintenance items of each aircraft are overdue, due soon or in order, for other programs.',
  scope: 'public.maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: MaintenanceSummary.schema,
  list: list({
    of: MaintenanceSummary,
    defaultSort: 'registration',
    search: ['t.registration', 't.type_designator'],
    indexed: true,
    sorts: { registration: { sql: 't.registration', type: 'text' } },
    where: "t.status not in ('retired', 'sold')",
    filters: {
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft.'),
        sql: (value) => `t.id = any (array(select apron.aircraft_named(${value})))`,
      },
    },
    // A date that an average use makes moves from day to day, and nothing has happened.
    volatile: true,
  }),
})

export const publicWorkOrders = operation({
  id: 'publicWorkOrders',
  method: 'GET',
  path: '/api/v1/public/maintenance/work-orders',
  summary: 'List work orders',
  description: 'Work orders with a small, stable set of fields, for other programs: no names and no money.',
  scope: 'public.maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: PublicWorkOrder.schema,
  list: publicList({
    of: PublicWorkOrder,
    alsoChanged: (since) => [refersToChanged('aircraft_id', 'aircraft', since)],
    defaultSort: '-number',
    sorts: { number: { sql: 't.number', type: 'text' } },
    filters: {
      status: { schema: oneOf(orderStatuses), sql: (value) => `t.status = ${value}` },
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft.'),
        sql: (value) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
      },
    },
  }),
})

export const publicWorkOrder = operation({
  id: 'publicWorkOrder',
  method: 'GET',
  path: '/api/v1/public/maintenance/work-orders/:id',
  summary: 'Get a work order',
  description: 'A work order with its times, status and number of tasks: no names and no money.',
  scope: 'public.maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: PublicWorkOrder,
  response: PublicWorkOrder.schema,
})
