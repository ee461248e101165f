import { sql } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, notFound } from '#platform/kernel/problem.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { labourFields, orderStates, partFields, partOptions, rateMinor, WorkOrder } from './work-order.ts'

const described = {
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  on: WorkOrder,
  move: orderStates.edit,
  response: WorkOrder.schema,
} as const

export const addPart = operation({
  ...described,
  id: 'addWorkOrderPart',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/parts',
  summary: 'Create a part of a work order',
  description: 'Records a part that was used, with its release certificate and cost.',
  audits: 'work_order.part_added',
  body: Type.Object({ ...partFields, ...Type.Partial(Type.Object(partOptions)).properties }),
  status: 201,
  async handle({ tx, body, record, principal, move }) {
    const { fileId } = body.releaseCertificate ?? {}
    if (fileId && !record.files.some((file) => file.id === fileId))
      throw invalidFields([
        { field: 'releaseCertificate.fileId', message: 'is no file of this work order: attach it first' },
      ])
    await move.make()
    await insert(tx, 'work_order_parts', principal.workspace.uuid, newId('wop'), {
      ...body,
      orderId: record.id,
    })
    return WorkOrder.get(tx, record.id)
  },
})

export const removePart = operation({
  ...described,
  id: 'removeWorkOrderPart',
  method: 'DELETE',
  path: '/api/v1/maintenance/work-orders/:id/parts/:partId',
  summary: 'Delete a part of a work order',
  description: 'Removes a part that was entered by mistake.',
  audits: 'work_order.part_removed',
  params: Type.Object({ id: id('wko'), partId: id('wop') }),
  async handle({ tx, params, record, move }) {
    await move.make()
    const removed = await tx.run(sql`
      delete from work_order_parts where order_id = ${record.id} and id = ${params.partId}`)
    if (removed === 0) throw notFound()
    return WorkOrder.get(tx, record.id)
  },
})

export const addLabour = operation({
  ...described,
  id: 'addWorkOrderLabour',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/labour',
  summary: 'Create a line of labor of a work order',
  description: 'Records who worked on it, for how long, and at what rate.',
  audits: 'work_order.labour_added',
  body: Type.Object({ ...labourFields, rateMinor: Type.Optional(rateMinor) }),
  status: 201,
  async handle({ tx, body, record, principal, move }) {
    await move.make()
    await insert(tx, 'work_order_labour', principal.workspace.uuid, newId('wol'), {
      ...body,
      orderId: record.id,
    })
    return WorkOrder.get(tx, record.id)
  },
})

export const removeLabour = operation({
  ...described,
  id: 'removeWorkOrderLabour',
  method: 'DELETE',
  path: '/api/v1/maintenance/work-orders/:id/labour/:labourId',
  summary: 'Delete a line of labor of a work order',
  description: 'Removes a line that was entered by mistake.',
  audits: 'work_order.labour_removed',
  params: Type.Object({ id: id('wko'), labourId: id('wol') }),
  async handle({ tx, params, record, move }) {
    await move.make()
    const removed = await tx.run(sql`
      delete from work_order_labour where order_id = ${record.id} and id = ${params.labourId}`)
    if (removed === 0) throw notFound()
    return WorkOrder.get(tx, record.id)
  },
})
