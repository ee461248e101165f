import { changeService } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { metersOf } from '../meter-totals.ts'
import { returnToService } from '../squawk/grounding.ts'
import { requireTasksClosed } from './closed-task.ts'
import { orderCancelled, orderOpened } from './order-event.ts'
import { freeFromWork, holdForWork } from './order-hold.ts'
import { orderStates, WorkOrder } from './work-order.ts'

const described = {
  method: 'POST',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  on: WorkOrder,
  response: WorkOrder.schema,
} as const
const path = (verb: string) => `/api/v1/maintenance/work-orders/:id/${verb}`
const Reason = Type.Object({ reason: text(3, 2_000) })

export const openWorkOrder = operation({
  ...described,
  id: 'openWorkOrder',
  path: path('open'),
  summary: 'Open a work order',
  description: 'The aircraft is held for the planned time. If something else holds it, nothing changes.',
  move: orderStates.open,
  emits: orderOpened,
  async handle({ tx, record, principal, move }) {
    await holdForWork(tx, principal, record)
    await move.make()
    return WorkOrder.get(tx, record.id)
  },
})

export const startWorkOrder = operation({
  ...described,
  id: 'startWorkOrder',
  path: path('start'),
  summary: 'Start a work order',
  description:
    'Work begins: the meters are recorded, and an active aircraft is in maintenance until the order ends.',
  move: orderStates.start,
  audits: 'work_order.started',
  async handle({ tx, record, emit, move }) {
    const change = await changeService(tx, record.aircraftId, { from: ['active'], to: 'maintenance' })
    if (change) emit(change)
    const meters = await metersOf(tx, record.aircraftId)
    await move.make({ opened_meters: JSON.stringify(meters), took_out_of_service: change !== null })
    return WorkOrder.get(tx, record.id)
  },
})

export const awaitParts = operation({
  ...described,
  id: 'awaitWorkOrderParts',
  path: path('await-parts'),
  summary: 'Wait for parts of a work order',
  description: 'Work stops until parts arrive.',
  move: orderStates.awaitParts,
  audits: 'work_order.awaits_parts',
  async handle({ tx, record, move }) {
    await move.make()
    return WorkOrder.get(tx, record.id)
  },
})

export const resumeWorkOrder = operation({
  ...described,
  id: 'resumeWorkOrder',
  path: path('resume'),
  summary: 'Resume a work order',
  description: 'Records that the parts have arrived, and work continues.',
  move: orderStates.resume,
  audits: 'work_order.resumed',
  async handle({ tx, record, move }) {
    await move.make()
    return WorkOrder.get(tx, record.id)
  },
})

export const submitWorkOrder = operation({
  ...described,
  id: 'submitWorkOrder',
  path: path('submit'),
  summary: 'Submit a work order',
  description: 'Every task is done, or not done with a reason. The order waits for the return to service.',
  move: orderStates.submit,
  audits: 'work_order.submitted',
  async handle({ tx, record, move }) {
    requireTasksClosed(record)
    await move.make({ status_reason: null })
    return WorkOrder.get(tx, record.id)
  },
})

export const returnWorkOrder = operation({
  ...described,
  id: 'returnWorkOrder',
  path: path('return'),
  summary: 'Return a work order to work',
  description: 'Sends an order that waits for its return to service back, with what is missing.',
  move: orderStates.sendBack,
  audits: 'work_order.returned',
  body: Reason,
  async handle({ tx, body, record, move }) {
    await move.make({ status_reason: body.reason })
    return WorkOrder.get(tx, record.id)
  },
})

export const cancelWorkOrder = operation({
  ...described,
  id: 'cancelWorkOrder',
  path: path('cancel'),
  summary: 'Cancel a work order',
  description: 'Frees the aircraft. An order with a finished task cannot be cancelled: complete it instead.',
  move: orderStates.cancel,
  emits: orderCancelled,
  body: Type.Partial(Reason),
  async handle({ tx, body, record, emit, move }) {
    const done = record.tasks.filter(({ status }) => status === 'done')
    if (done.length > 0)
      throw ruleBroken(
        'Work that is done has to be signed: mark the other tasks as not done, and complete the order',
        {
          details: done.map(({ position, title }) => ({
            field: `tasks.${position - 1}`,
            message: `${title} is done`,
          })),
        },
      )
    await move.make({ status_reason: body.reason ?? null })
    await freeFromWork(tx, record)
    for (const emission of await backInService(tx, record.id)) emit(emission)
    return WorkOrder.get(tx, record.id)
  },
})

/** The aircraft of an order that ends is active again, if this order took it out of service and no other keeps it. */
export async function backInService(tx: Tx, orderId: string): Promise<Emission[]> {
  const order = await tx.one(sql<'orderOutOfService', { mayReturn: boolean }>`
    select o.aircraft_id as "aircraftId", o.number,
           o.took_out_of_service
           and not exists (select from squawks s
                            where s.aircraft_id = o.aircraft_id and s.is_grounding
                              and s.status in ('open', 'in_progress'))
             as "mayReturn"
      from work_orders o where o.id = ${orderId}`)
  if (!order.mayReturn) return []
  // Another order that is under way takes over the care for the aircraft.
  const heir = await tx.run(sql`
    update work_orders set took_out_of_service = true
     where id = (select id from work_orders
                  where aircraft_id = ${order.aircraftId} and id <> ${orderId}
                    and status in ('in_progress', 'awaiting_parts', 'pending_approval') order by id limit 1)`)
  if (heir > 0) return []
  const { aircraftId, number } = order
  return returnToService(tx, { aircraftId, squawkId: null, reason: `${number} has ended` }, ['maintenance'])
}
