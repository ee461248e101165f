import { sql, type Tx } from '#platform/database/database.ts'
import { problem } from '#platform/kernel/problem.ts'
import type { WorkOrderForm, WorkOrderTaskForm } from './work-order.ts'

const taskOpen = problem('task_open', 422, {
  meaning: 'Tasks of the work order are still open',
  fix: '`details` lists them. Mark each as done, or as not done with a reason.',
})

/**
 * What has to be there before an order is submitted or completed: each task is closed. Who inspects a required inspection
 * does so before or by verifying the order, which its performer cannot.
 * @throws Problem 422 `task_open` that lists the tasks nobody has closed.
 */
export function requireTasksClosed({ tasks }: WorkOrderForm): void {
  const open = tasks.filter(({ status }) => status === 'open')
  if (open.length > 0)
    throw taskOpen(
      `${open.length === 1 ? 'A task is' : `${open.length} tasks are`} still open: ${open.map(({ title }) => title).join('; ')}`,
      { details: open.map((task) => detailOf(task)) },
    )
}

const detailOf = ({ id, position, title }: WorkOrderTaskForm) => ({
  field: `tasks.${position - 1}`,
  message: `${title} is open`,
  taskId: id,
})

/** Whether a user performed a task that a second person has to inspect. */
export async function performedInspection(tx: Tx, orderId: string, userId: string): Promise<boolean> {
  const task = await tx.first(sql`
    select from work_order_tasks where order_id = ${orderId} and is_required_inspection and done_by = ${userId}`)
  return task !== undefined
}
