import { sql, type Tx } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { invalidFields, notFound, problem, ruleBroken } from '#platform/kernel/problem.ts'
import { id, integer, type Static, Type, text } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { checkEntry, FindingsInput, isFinding } from '../findings.ts'
import { Item } from '../item.ts'
import { sourceColumns } from './task-source.ts'
import {
  orderStates,
  taskFields,
  WorkOrder,
  type WorkOrderForm,
  type WorkOrderTaskForm,
} from './work-order.ts'

export const samePersonInspects = problem('same_person_inspects', 403, {
  meaning: 'Who performed a required inspection neither inspects nor verifies it',
  fix: 'Ask another inspector.',
})

const { title, source, ...options } = taskFields
const position = integer(1, 10_000, 'Its place in the order of work; after the last one by default.')
export const TaskBody = Type.Object(
  {
    title: Type.Optional(title),
    source: Type.Optional(source),
    position: Type.Optional(position),
    ...Type.Partial(Type.Object({ ...options, findings: FindingsInput })).properties,
  },
  { title: 'WorkOrderTaskInput' },
)
export type TaskBody = Static<typeof TaskBody>

/** Adds tasks to an order, each about its aircraft. An annual or 100-hour inspection brings what 91.405(c) asks for. */
export async function addTasks(
  tx: Tx,
  workspaceUuid: string,
  order: { id: string; aircraftId: string },
  tasks: readonly TaskBody[],
  field = 'tasks',
): Promise<void> {
  const { last } = await tx.one(sql<'lastTask', { last: number }>`
    select coalesce(max(position), 0) as last from work_order_tasks where order_id = ${order.id}`)
  let lastPosition = last
  for (const [index, task] of tasks.entries()) {
    const at = field === '' ? '' : `${field}.${index}.`
    const columns = await sourceColumns(tx, order.aircraftId, task, at)
    await insert(tx, 'work_order_tasks', workspaceUuid, newId('wot'), {
      orderId: order.id,
      position: task.position ?? lastPosition + 1,
      ...columns,
      referenceData: task.referenceData ?? null,
      method: task.method ?? null,
      ...(task.findings === undefined ? {} : { findings: task.findings }),
      isRequiredInspection: task.isRequiredInspection ?? false,
    })
    lastPosition = Math.max(lastPosition, task.position ?? lastPosition + 1)
  }
  await addDeferredInspections(tx, workspaceUuid, order, lastPosition)
}

/** 14 CFR 91.405(c): what is deferred by 91.213(d) is repaired, replaced, removed or inspected at the next inspection. */
async function addDeferredInspections(
  tx: Tx,
  workspaceUuid: string,
  order: { id: string; aircraftId: string },
  last: number,
): Promise<void> {
  const deferred = await tx.rows(sql<'deferredToInspect'>`
    select s.id, s.number, s.title
      from deferrals d join squawks s on s.workspace_id = d.workspace_id and s.id = d.squawk_id
     where d.aircraft_id = ${order.aircraftId} and d.route = '91_213_d' and d.status in ('active', 'extended')
       and exists (select from work_order_tasks k
                     join maintenance_items i on i.workspace_id = k.workspace_id and i.id = k.source_id
                    where k.order_id = ${order.id} and i.preset in ('annual', 'hundred_hour'))
       and not exists (select from work_order_tasks k where k.order_id = ${order.id} and k.source_id = s.id)
     order by s.number`)
  for (const [index, squawk] of deferred.entries())
    await insert(tx, 'work_order_tasks', workspaceUuid, newId('wot'), {
      orderId: order.id,
      position: last + 1 + index,
      title: `Repair, replace, remove or inspect: ${squawk.title}`,
      source: 'squawk',
      sourceId: squawk.id,
      referenceData: '14 CFR 91.405(c)',
    })
}

const described = {
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  on: WorkOrder,
  response: WorkOrder.schema,
} as const
const params = Type.Object({ id: id('wko'), taskId: id('wot') })

export const addTask = operation({
  ...described,
  id: 'addWorkOrderTask',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/tasks',
  summary: 'Create a task of a work order',
  description:
    'Adds a task from a due item, squawk, directive or component of the aircraft, or one of its own.',
  move: orderStates.edit,
  audits: 'work_order.task_added',
  body: TaskBody,
  status: 201,
  async handle({ tx, body, record, principal, move }) {
    await move.make()
    await addTasks(tx, principal.workspace.uuid, record, [body], '')
    return WorkOrder.get(tx, record.id)
  },
})

export const updateTask = operation({
  ...described,
  id: 'updateWorkOrderTask',
  method: 'PATCH',
  path: '/api/v1/maintenance/work-orders/:id/tasks/:taskId',
  summary: 'Update a task of a work order',
  description: 'Changes the text and place of an open task, and whether a second person has to inspect it.',
  move: orderStates.edit,
  audits: 'work_order.task_updated',
  params,
  body: Type.Partial(
    Type.Object({
      title,
      position,
      referenceData: taskFields.referenceData,
      method: taskFields.method,
      findings: FindingsInput,
      isRequiredInspection: taskFields.isRequiredInspection,
    }),
  ),
  async handle({ tx, params: { taskId }, body, record, move }) {
    requireOpen(taskOf(record, taskId))
    await move.make()
    if (Object.keys(body).length > 0) await update(tx, 'work_order_tasks', taskId, body)
    return WorkOrder.get(tx, record.id)
  },
})

export const removeTask = operation({
  ...described,
  id: 'removeWorkOrderTask',
  method: 'DELETE',
  path: '/api/v1/maintenance/work-orders/:id/tasks/:taskId',
  summary: 'Delete a task of a work order',
  description: 'Removes an open task.',
  move: orderStates.edit,
  audits: 'work_order.task_removed',
  params,
  async handle({ tx, params: { taskId }, record, move }) {
    requireOpen(taskOf(record, taskId))
    await move.make()
    await tx.run(sql`delete from work_order_tasks where order_id = ${record.id} and id = ${taskId}`)
    return WorkOrder.get(tx, record.id)
  },
})

export const doTask = operation({
  ...described,
  id: 'doWorkOrderTask',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/tasks/:taskId/done',
  summary: 'Mark a task as done',
  description:
    'Records that you performed it. A directive and a component need how: `method`, or else `referenceData`. Some inspections need `findings`.',
  move: orderStates.work,
  audits: 'work_order.task_done',
  params,
  body: Type.Partial(
    Type.Object({
      referenceData: taskFields.referenceData,
      method: taskFields.method,
      findings: FindingsInput,
    }),
  ),
  async handle({ tx, params: { taskId }, body, record, principal, now, move }) {
    const task = taskOf(record, taskId)
    requireOpen(task)
    requireMethod({ ...task, ...body })
    await requireFindings(tx, { ...task, ...body })
    await move.make()
    const { id: doneBy, name: doneByName } = actorOf(principal)
    await update(tx, 'work_order_tasks', taskId, {
      status: 'done',
      doneBy,
      doneByName,
      doneAt: now,
      reason: null,
      ...body,
    })
    return WorkOrder.get(tx, record.id)
  },
})

export const leaveTask = operation({
  ...described,
  id: 'leaveWorkOrderTask',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/tasks/:taskId/not-done',
  summary: 'Mark a task as not done',
  description:
    'Records the reason, such as inspected and still inoperative. The source of the task stays open.',
  move: orderStates.work,
  audits: 'work_order.task_left',
  params,
  body: Type.Object({ reason: text(3, 2_000) }),
  async handle({ tx, params: { taskId }, body, record, move }) {
    taskOf(record, taskId)
    await move.make()
    await update(tx, 'work_order_tasks', taskId, {
      status: 'not_done',
      reason: body.reason,
      doneBy: null,
      doneByName: null,
      doneAt: null,
      inspectedBy: null,
      inspectedByName: null,
      inspectedAt: null,
    })
    return WorkOrder.get(tx, record.id)
  },
})

export const inspectTask = operation({
  ...described,
  id: 'inspectWorkOrderTask',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/tasks/:taskId/inspect',
  summary: 'Inspect a task',
  description:
    'A second person records that they inspected the work. The person who performed the task cannot inspect it.',
  roles: ['director_of_maintenance', 'inspector'],
  move: orderStates.work,
  audits: 'work_order.task_inspected',
  params,
  async handle({ tx, params: { taskId }, record, principal, now, move }) {
    const task = taskOf(record, taskId)
    if (task.status !== 'done') throw ruleBroken('Only a task that is done can be inspected')
    const { id: inspectedBy, name: inspectedByName } = actorOf(principal)
    if (task.doneBy === inspectedBy) throw samePersonInspects()
    await move.make()
    await update(tx, 'work_order_tasks', taskId, { inspectedBy, inspectedByName, inspectedAt: now })
    return WorkOrder.get(tx, record.id)
  },
})

function taskOf(order: WorkOrderForm, taskId: string): WorkOrderTaskForm {
  const task = order.tasks.find((candidate) => candidate.id === taskId)
  if (!task) throw notFound()
  return task
}

function requireOpen({ status }: WorkOrderTaskForm): void {
  if (status !== 'open')
    throw ruleBroken(`The task is ${status === 'done' ? 'done' : 'marked as not done'} already`)
}

/** 14 CFR 91.417(a)(2)(v) and 43.9(a)(1): the record says how a directive was complied with, and what was done. */
function requireMethod({ source, method, referenceData }: WorkOrderTaskForm): void {
  if ((source === 'directive' || source === 'component') && !method && !referenceData)
    throw invalidFields([
      {
        field: 'method',
        message:
          source === 'directive'
            ? 'is required: how the directive was complied with, such as Inspected by paragraph (g)'
            : 'is required: what was done with the component, or the data that it was done by',
      },
    ])
}

/** What the law asks of the entry of an inspection, but for the certificate: that comes with the signature. */
async function requireFindings(tx: Tx, { source, sourceId, findings }: WorkOrderTaskForm): Promise<void> {
  if (source !== 'item' || sourceId === null) return
  const { preset } = await Item.get(tx, sourceId)
  checkEntry(preset, { findings }, isFinding)
}
