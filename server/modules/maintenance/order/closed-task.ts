import { sql, type Tx } from '#platform/database/database.ts'
import { problem } from '#platform/kernel/problem.ts'
import type { WorkOrderForm, WorkOrderTaskForm } from './work-order.ts'

const taskOpen = problem('task_open', 422, {
  meaning: 'Tasks of the work order are still open',
  fix: '`details` lists them. Mark each as done, or as not done with a reason.',
})

const inspectionMissing = problem('inspection_missing', 422, {
  meaning: 'A task that a second person has to inspect was not inspected',
  fix: '`details` lists the tasks. An inspector or the director of maintenance who did not perform the task inspects it.',
})

/**
 * What has to be there before an order is submitted or completed: each task is closed, and a second person inspected
 * each required inspection.
 * @throws Problem 422 `task_open` or `inspection_missing` that lists the tasks.
 */
export function requireTasksClosed({ tasks }: WorkOrderForm): void {
  const open = tasks.filter(({ status }) => status === 'open')
  if (open.length > 0)
    throw taskOpen(
      `${open.length === 1 ? 'A task is' : `${open.length} tasks are`} still open: ${open.map(({ title }) => title).join('; ')}`,
      { details: open.map((task) => detailOf(task, 'is open')) },
    )
  const missing = tasks.filter(
    ({ status, isRequiredInspection, inspectedAt }) =>
      status === 'done' && isRequiredInspection && inspectedAt === null,
  )
  if (missing.length > 0)
    throw inspectionMissing(
      `A second person has to inspect ${missing.map(({ title }) => title).join('; ')}: an inspector or the director of maintenance who did not perform it`,
      {
        details: missing.map((task) =>
          detailOf(
            task,
            `was performed by ${task.doneByName}; an inspector or the director of maintenance other than them inspects it`,
          ),
        ),
      },
    )
}

const detailOf = ({ id, position, title }: WorkOrderTaskForm, message: string) => ({
  field: `tasks.${position - 1}`,
  message: `${title} ${message}`,
  taskId: id,
})

/** Whether a user performed a task that a second person has to inspect. */
export async function performedInspection(tx: Tx, orderId: string, userId: string): Promise<boolean> {
  const task = await tx.first(sql`
    select from work_order_tasks where order_id = ${orderId} and is_required_inspection and done_by = ${userId}`)
  return task !== undefined
}
