import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { instant, Type } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { installedElsewhere, positionTaken } from '../component/install-component.ts'
import { metersOf } from '../meter-totals.ts'
import { SignatureInput, sign } from '../signature/signature.ts'
import { completeSources } from './complete-sources.ts'
import { backInService, requireTasksClosed } from './move-order.ts'
import { orderCompleted } from './order-event.ts'
import { freeFromWork } from './order-hold.ts'
import { orderStates, WorkOrder } from './work-order.ts'

export const completeWorkOrder = operation({
  id: 'completeWorkOrder',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/complete',
  summary: 'Complete a work order',
  description:
    'Signs the return to service for the work performed. In the same transaction its items are completed, its squawks resolved, its directives complied with, its components worked on and its hold released, and the aircraft is active if nothing else grounds it. A completed order is final.',
  access: 'session',
  roles: maintenanceRoles,
  stability: 'beta',
  stepUp: true,
  on: WorkOrder,
  move: orderStates.complete,
  emits: orderCompleted,
  refusals: {
    component_in_one_place: () =>
      installedElsewhere('A component of a task is installed on another aircraft at that time'),
    component_position: () => positionTaken('Another component holds the position that a task puts one in'),
  },
  body: Type.Object({
    ...SignatureInput.properties,
    returnedToServiceAt: Type.Optional(instant('Now by default.')),
  }),
  response: WorkOrder.schema,
  async handle({ tx, body, record, principal, now, emit, move }) {
    requireTasksClosed(record)
    const { returnedToServiceAt = now.toISOString(), ...input } = body
    if (Date.parse(returnedToServiceAt) > now.getTime())
      throw ruleBroken('returnedToServiceAt is in the future', {
        details: [{ field: 'returnedToServiceAt', message: 'must not be in the future' }],
      })
    const { id, number, aircraftRegistration, tasks, parts } = record
    const closedMeters = await metersOf(tx, record.aircraftId)
    const signature = await sign(tx, principal, now, {
      input,
      subject: { type: WorkOrder.name, id },
      content: { number, aircraftRegistration, returnedToServiceAt, tasks, parts, closedMeters },
    })
    const completion = { signature, returnedToServiceAt, meters: closedMeters, now }
    const emissions = await completeSources(tx, principal, record, completion)
    await freeFromWork(tx, record)
    emissions.push(...(await backInService(tx, record.id)))
    await move.make({
      returned_to_service_at: returnedToServiceAt,
      closed_meters: JSON.stringify(closedMeters),
      signature_id: signature.id,
      completed_by: principal.userId,
      status_reason: null,
    })
    for (const emission of emissions) emit(emission)
    return WorkOrder.get(tx, record.id)
  },
})

/** Whether a user performed a task that a second person has to inspect. */
export async function performedInspection(tx: Tx, orderId: string, userId: string): Promise<boolean> {
  const task = await tx.first(sql`
    select from work_order_tasks where order_id = ${orderId} and is_required_inspection and done_by = ${userId}`)
  return task !== undefined
}
