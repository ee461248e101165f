import { sql, type Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { id, type Static, Type } from '#platform/kernel/schema.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { orderDeleted } from './order-event.ts'
import { holdForWork } from './order-hold.ts'
import { addTasks, TaskBody } from './task.ts'
import { orderFields, orderOptions, orderStates, WorkOrder, type WorkOrderForm } from './work-order.ts'

const described = {
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  response: WorkOrder.schema,
} as const
const options = Type.Partial(Type.Object(orderOptions)).properties
type Options = Static<ReturnType<typeof Type.Object<typeof options>>>

export const createWorkOrder = operation({
  ...described,
  id: 'createWorkOrder',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders',
  summary: 'Create a work order',
  description: 'Adds a draft with its tasks. Opening it holds the aircraft for the planned time.',
  creates: WorkOrder,
  audits: 'work_order.created',
  body: Type.Object({
    aircraftId: id('acf'),
    ...orderFields,
    ...options,
    tasks: Type.Optional(Type.Array(TaskBody, { maxItems: 200 })),
  }),
  handle: ({ tx, body, principal, now }) => addOrder(tx, principal, body, now),
})

interface NewOrder extends Options {
  aircraftId: string
  kind: WorkOrderForm['kind']
  tasks?: readonly TaskBody[]
}

/** Writes a draft with its number and tasks. */
export async function addOrder(
  tx: Tx,
  principal: Principal,
  { tasks = [], shop, ...fields }: NewOrder,
  now: Date,
): Promise<WorkOrderForm> {
  checkPlan(fields.plannedStartAt ?? null, fields.plannedEndAt ?? null)
  const { uuid: workspaceUuid, timezone } = principal.workspace
  const orderId = newId('wko')
  const number = await nextCode(tx, { workspaceUuid, prefix: 'WO', at: now, timezone, digits: 4 })
  await insert(tx, 'work_orders', workspaceUuid, orderId, {
    currency: 'USD',
    ...definedOf(fields),
    title: fields.title ?? tasks[0]?.title ?? number,
    ...(shop === undefined || shop === 'internal' ? {} : { shop }),
    number,
    createdByName: actorOf(principal).name,
  })
  await addTasks(tx, workspaceUuid, { id: orderId, aircraftId: fields.aircraftId }, tasks)
  if (fields.title === undefined)
    await tx.run(sql`
      update work_orders o
         set title = coalesce((select k.title from work_order_tasks k where k.order_id = o.id
                                order by k.position limit 1), o.title)
       where o.id = ${orderId}`)
  return WorkOrder.get(tx, orderId)
}

const definedOf = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }

function checkPlan(start: string | null, end: string | null): void {
  const refuse = (message: string) => invalidFields([{ field: 'plannedEndAt', message }])
  if ((start === null) !== (end === null)) throw refuse('belongs to plannedStartAt: send both or none')
  if (start !== null && end !== null && Date.parse(end) <= Date.parse(start))
    throw refuse(`must lie after ${start}`)
}

export const updateWorkOrder = operation({
  ...described,
  id: 'updateWorkOrder',
  method: 'PATCH',
  path: '/api/v1/maintenance/work-orders/:id',
  summary: 'Update a work order',
  description:
    'Changes the fields that you send. A new time of an order that is not a draft holds the aircraft again.',
  on: WorkOrder,
  move: orderStates.edit,
  audits: 'work_order.updated',
  body: Type.Partial(Type.Object({ ...orderFields, ...orderOptions })),
  async handle({ tx, body, record, principal, move }) {
    const { plannedStartAt = record.plannedStartAt, plannedEndAt = record.plannedEndAt } = body
    checkPlan(plannedStartAt, plannedEndAt)
    const { shop, ...fields } = body
    await move.make({
      ...(fields.kind === undefined ? {} : { kind: fields.kind }),
      ...(fields.title === undefined ? {} : { title: fields.title }),
      ...(fields.priority === undefined ? {} : { priority: fields.priority }),
      ...(fields.notes === undefined ? {} : { notes: fields.notes }),
      ...(fields.currency === undefined ? {} : { currency: fields.currency }),
      ...(shop === undefined ? {} : { shop: shop === 'internal' ? null : JSON.stringify(shop) }),
      planned_start_at: plannedStartAt,
      planned_end_at: plannedEndAt,
    })
    const order = await WorkOrder.get(tx, record.id)
    const isMoved = plannedStartAt !== record.plannedStartAt || plannedEndAt !== record.plannedEndAt
    if (isMoved) await tx.run(sql`update work_orders set alerted_at = null where id = ${record.id}`)
    if (isMoved && !orderStates.discard.allows(record)) await holdForWork(tx, principal, order, true)
    return isMoved ? WorkOrder.get(tx, record.id) : order
  },
})

export const deleteWorkOrder = operation({
  id: 'deleteWorkOrder',
  method: 'DELETE',
  path: '/api/v1/maintenance/work-orders/:id',
  summary: 'Delete a work order',
  description:
    'Deletes a draft. An order that was opened is cancelled instead, and one that is completed stays.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  on: WorkOrder,
  move: orderStates.discard,
  emits: orderDeleted,
  async handle({ tx, record, move }) {
    await move.make()
    await tx.run(sql`delete from work_orders where id = ${record.id}`)
  },
})
