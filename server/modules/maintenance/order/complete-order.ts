import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { SessionPrincipal } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { instant, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { completeWithSatisfied } from '../complete-item.ts'
import { zoneOf } from '../edit-item.ts'
import { Item } from '../item.ts'
import { SignatureInput, sign } from '../signature/signature.ts'
import { afterResolving } from '../squawk/resolve-squawk.ts'
import { Squawk, squawkStates } from '../squawk/squawk.ts'
import { squawkEmission, squawkResolved } from '../squawk/squawk-event.ts'
import { backInService, metersOf, requireTasksClosed } from './move-order.ts'
import { orderCompleted } from './order-event.ts'
import { freeFromWork } from './order-hold.ts'
import { orderStates, WorkOrder, type WorkOrderForm } from './work-order.ts'

export const completeWorkOrder = operation({
  id: 'completeWorkOrder',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/complete',
  summary: 'Complete a work order',
  description:
    'Signs the return to service for the work performed. In the same transaction its items are completed, its squawks resolved and its hold released, and the aircraft is active if nothing else grounds it. A completed order is final.',
  access: 'session',
  roles: maintenanceRoles,
  stability: 'beta',
  stepUp: true,
  on: WorkOrder,
  move: orderStates.complete,
  emits: orderCompleted,
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
    const completion = { signature, returnedToServiceAt, now }
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

interface Completion {
  signature: { id: string; name: string; certificateNumber: string }
  returnedToServiceAt: string
  now: Date
}

/** Completes what the tasks that are done come from. @returns what to emit. */
async function completeSources(
  tx: Tx,
  principal: SessionPrincipal,
  order: WorkOrderForm,
  completion: Completion,
): Promise<Emission[]> {
  const emissions: Emission[] = []
  const doneOn = localDate(new Date(completion.returnedToServiceAt), await zoneOf(tx, order.aircraftId))
  const done = order.tasks.filter(({ status }) => status === 'done')
  const completed = new Set<string>()
  for (const { source, sourceId } of done) {
    if (sourceId === null) continue
    if (source === 'item' && !completed.has(sourceId))
      emissions.push(
        ...(await completeSourceItem(tx, principal, order, { sourceId, doneOn, completed }, completion)),
      )
    if (source === 'squawk')
      emissions.push(...(await resolveSourceSquawk(tx, principal, order, sourceId, completion)))
  }
  return emissions
}

/** An annual completes the 100-hour with it, so a task of that one has nothing left to do. */
async function completeSourceItem(
  tx: Tx,
  principal: SessionPrincipal,
  { number }: WorkOrderForm,
  { sourceId, doneOn, completed }: { sourceId: string; doneOn: string; completed: Set<string> },
  { signature, now }: Completion,
): Promise<Emission[]> {
  const item = await Item.load(tx, sourceId, true)
  if (!item?.record.isActive) return []
  const body = {
    doneOn,
    performedBy: signature.name,
    certificateNumber: signature.certificateNumber,
    reference: number,
  }
  const { emissions, itemIds } = await completeWithSatisfied(tx, item.record, body, { principal, now })
  for (const id of itemIds) completed.add(id)
  return emissions
}

async function resolveSourceSquawk(
  tx: Tx,
  principal: SessionPrincipal,
  { number, tasks }: WorkOrderForm,
  squawkId: string,
  { signature, now }: Completion,
): Promise<Emission[]> {
  const loaded = await Squawk.load(tx, squawkId, true)
  if (!loaded) return []
  const { record: squawk } = loaded
  if (squawkStates.start.allows(squawk)) await squawkStates.start.apply(tx, squawk)
  const started = await Squawk.get(tx, squawkId)
  if (!squawkStates.resolve.allows(started)) return []
  const reference = tasks.find(({ sourceId }) => sourceId === squawkId)?.referenceData
  await squawkStates.resolve.apply(tx, started, {
    resolution_text: `${number}: ${reference ?? squawk.title}`,
    resolved_at: now,
    signature_id: signature.id,
    is_grounding: false,
  })
  const emissions = await afterResolving(tx, principal, squawk)
  return [...emissions, squawkEmission(squawkResolved, squawk, await Squawk.get(tx, squawkId))]
}

/** Whether a user performed a task that a second person has to inspect. */
export async function performedInspection(tx: Tx, orderId: string, userId: string): Promise<boolean> {
  const task = await tx.first(sql`
    select from work_order_tasks where order_id = ${orderId} and is_required_inspection and done_by = ${userId}`)
  return task !== undefined
}
