import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { maintenanceAlert } from '../assess.ts'
import { WorkOrder } from './work-order.ts'

/** Reports work that is not done at its planned end, once: the aircraft is missing from the schedule. */
export const alertOverdueOrders = sweep({
  name: 'maintenance.overdue_orders',
  everyMs: 60_000,
  table: 'work_orders',
  due: ({ now }) => sql`t.status in ('open', 'in_progress', 'awaiting_parts', 'pending_approval')
      and t.alerted_at is null and t.planned_end_at < ${now}`,
  async judge(tx, { id, now }) {
    await tx.run(sql`update work_orders set alerted_at = ${now} where id = ${id}`)
    const { number, title, aircraftId, aircraftRegistration, plannedEndAt } = await WorkOrder.get(tx, id)
    return [
      {
        type: maintenanceAlert,
        subject: { type: WorkOrder.name, id, label: `${aircraftRegistration}: ${number}` },
        data: {
          id,
          about: 'work_order',
          aircraftId,
          aircraftRegistration,
          title,
          stateBefore: 'ok',
          stateAfter: 'overdue',
          message: `${aircraftRegistration}: ${number} (${title}) was planned to end at ${plannedEndAt}, and is not completed.`,
        },
      },
    ]
  },
})
