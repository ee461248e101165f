import { eventType } from '#platform/kernel/event-type.ts'
import { Type } from '#platform/kernel/schema.ts'
import { WorkOrder } from './work-order.ts'

/** What events say of a work order: its times and status, without text, people and money. */
const WorkOrderData = Type.Pick(WorkOrder.schema, [
  'id',
  'number',
  'aircraftId',
  'aircraftRegistration',
  'kind',
  'priority',
  'status',
  'plannedStartAt',
  'plannedEndAt',
  'returnedToServiceAt',
  'verifiedAt',
  'createdAt',
  'updatedAt',
  'version',
])
const orderEvent = (type: `work_order.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'work_order',
    data: WorkOrderData,
    scope: 'maintenance:read',
  })

export const orderOpened = orderEvent(
  'work_order.opened',
  'a work order is opened, and holds its aircraft for the planned time',
)
export const orderCompleted = orderEvent(
  'work_order.completed',
  'a work order is completed, and its return to service signed',
)
export const orderVerified = orderEvent(
  'work_order.verified',
  'a second person has verified a completed work order',
)
export const orderCancelled = orderEvent('work_order.cancelled', 'a work order is cancelled')
export const orderDeleted = orderEvent('work_order.deleted', 'the draft of a work order is deleted')
