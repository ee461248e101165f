import { operation } from '#platform/kernel/operation.ts'
import { nameOf } from '#platform/kernel/principal.ts'
import { performedInspection } from './closed-task.ts'
import { orderVerified } from './order-event.ts'
import { samePersonInspects } from './task.ts'
import { orderStates, WorkOrder } from './work-order.ts'

export const verifyWorkOrder = operation({
  id: 'verifyWorkOrder',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/verify',
  summary: 'Verify a work order',
  description:
    'An inspector verifies a completed order. The inspector must not have performed one of its required inspections.',
  access: 'session',
  roles: ['inspector'],
  stability: 'beta',
  on: WorkOrder,
  move: orderStates.verify,
  emits: orderVerified,
  refusals: { same_person_inspects: () => samePersonInspects() },
  response: WorkOrder.schema,
  async handle({ tx, record, principal, now, move }) {
    if (await performedInspection(tx, record.id, principal.userId)) throw samePersonInspects()
    await move.make({ verified_by: principal.userId, verified_by_name: nameOf(principal), verified_at: now })
    return WorkOrder.get(tx, record.id)
  },
})
