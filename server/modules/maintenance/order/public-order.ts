import { resource } from '#platform/kernel/resource.ts'
import { fieldsOf, Type } from '#platform/kernel/schema.ts'
import { WorkOrder } from './work-order.ts'

/** A work order as other programs see it: no names, no money. */
export const PublicWorkOrder = resource({
  name: 'public_work_order',
  prefix: 'wko',
  title: { one: 'work order', many: 'work orders' },
  page: '/maintenance/work-orders/:id',
  table: 'work_orders',
  schema: Type.Object({
    ...fieldsOf(
      WorkOrder.schema,
      'id',
      'number',
      'aircraftId',
      'aircraftRegistration',
      'title',
      'kind',
      'priority',
      'status',
      'plannedStartAt',
      'plannedEndAt',
      'returnedToServiceAt',
    ),
    taskCount: Type.Integer(),
    openTaskCount: Type.Integer(),
    ...fieldsOf(WorkOrder.schema, 'createdAt', 'updatedAt'),
  }),
  joins: `join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      left join lateral (select count(*) as tasks, count(*) filter (where k.status = 'open') as open
                           from work_order_tasks k where k.workspace_id = t.workspace_id and k.order_id = t.id) k on true`,
  expressions: { aircraftRegistration: 'a.registration', taskCount: 'k.tasks', openTaskCount: 'k.open' },
})
