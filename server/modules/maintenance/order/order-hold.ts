import { hold, holdAgain, holdSource, release } from '#modules/planning/index.ts'
import type { Tx } from '#platform/database/database.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { WorkOrderForm } from './work-order.ts'

const orderHolds = holdSource({ kind: 'work_order', scope: 'maintenance:read' })

/** Holds the aircraft for the planned time. @throws Problem 409 `resource_taken` with what holds it. */
export async function holdForWork(
  tx: Tx,
  principal: Principal,
  order: WorkOrderForm,
  again = false,
): Promise<void> {
  const { plannedStartAt, plannedEndAt } = order
  if (plannedStartAt === null || plannedEndAt === null) return freeFromWork(tx, order)
  const plan = {
    source: orderHolds,
    id: order.id,
    title: `${order.number}: ${order.title}`,
    projectId: null,
    startsAt: plannedStartAt,
    endsAt: plannedEndAt,
  }
  await (again ? holdAgain : hold)(tx, principal, plan, [
    { kind: 'aircraft', id: order.aircraftId, field: 'plannedStartAt' },
  ])
}

export const freeFromWork = (tx: Tx, { id }: { id: string }): Promise<void> =>
  release(tx, { source: orderHolds, id })
